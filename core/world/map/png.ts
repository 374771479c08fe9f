/** PNG images as map_server takes them: the mean of the colours, and how opaque each pixel is. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { decodePng, type PngImage } from "core/image/mod.ts";
import { type GrayImage, maxPixels } from "./pgm.ts";

function toGray({ data, widthPx, heightPx, channels }: PngImage): GrayImage {
  const pixels = new Uint8Array(widthPx * heightPx);
  const opacity = channels % 2 === 0 ? new Uint8Array(widthPx * heightPx) : null;
  for (let i = 0; i < pixels.length; i++) {
    const at = i * channels;
    const red = data[at] ?? 0;
    pixels[i] = channels < 3
      ? red
      : Math.round((red + (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) / 3);
    if (opacity !== null) opacity[i] = data[at + channels - 1] ?? 255;
  }
  return { width: widthPx, height: heightPx, pixels, opacity };
}

/** Reads a PNG; colour becomes the mean of its channels, as map_server does. */
export function parsePng(bytes: Uint8Array, file: string): Result<GrayImage> {
  const decoded = decodePng(bytes, maxPixels);
  switch (decoded.kind) {
    case "bad":
      return fail({
        code: "WORLD_MAP_FORMAT",
        message: `Cannot read map image "${file}": ${decoded.why}`,
      });
    case "limit":
      return fail({
        code: "WORLD_MAP_LIMIT",
        message:
          `Cannot read map image "${file}": ${decoded.widthPx} x ${decoded.heightPx} pixels, at most ${maxPixels}`,
      });
    case "image":
      return ok(toGray(decoded.image));
  }
}
