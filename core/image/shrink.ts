/** Makes an image smaller for a model: fewer pixels are fewer tokens. @module */
import { maxSidePx } from "./camera_image.ts";
import { decodePng } from "./png_decode.ts";
import { encodePng, type Pixels } from "./png_encode.ts";

/** A PNG with its size; null where the bytes are no PNG that a camera gives. */
type Shrunk = Pick<Pixels, "widthPx" | "heightPx"> & { readonly png: Uint8Array };

/** The mean of `side` x `side` pixels of a channel, what lies beyond the edge left out. */
function meanOf(
  from: { readonly data: Uint8Array; readonly widthPx: number; readonly heightPx: number },
  channels: number,
  place: { readonly x: number; readonly y: number; readonly channel: number },
  side: number,
): number {
  let sum = 0;
  let count = 0;
  for (let y = place.y; y < Math.min(from.heightPx, place.y + side); y++) {
    for (let x = place.x; x < Math.min(from.widthPx, place.x + side); x++) {
      sum += from.data[(y * from.widthPx + x) * channels + place.channel] ?? 0;
      count += 1;
    }
  }
  return Math.round(sum / count);
}

/**
 * A PNG whose longer side is at most `sidePx`: the image itself where it fits, else each pixel the
 * mean of a square of 2, 3, ... pixels. Null where it cannot be read.
 */
export function shrinkPng(png: Uint8Array, sidePx: number): Shrunk | null {
  const decoded = decodePng(png, maxSidePx * maxSidePx);
  if (decoded.kind !== "image") return null;
  const { image } = decoded;
  const factor = Math.ceil(Math.max(image.widthPx, image.heightPx) / sidePx);
  if (factor <= 1) return { png, widthPx: image.widthPx, heightPx: image.heightPx };
  const widthPx = Math.ceil(image.widthPx / factor);
  const heightPx = Math.ceil(image.heightPx / factor);
  // Alpha is dropped: a camera sees no transparency.
  const channels = image.channels >= 3 ? 3 : 1;
  const data = new Uint8Array(widthPx * heightPx * channels);
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      for (let channel = 0; channel < channels; channel++) {
        const place = { x: column * factor, y: row * factor, channel };
        data[(row * widthPx + column) * channels + channel] = meanOf(
          image,
          image.channels,
          place,
          factor,
        );
      }
    }
  }
  return { png: encodePng({ widthPx, heightPx, bits: 8, channels, data }), widthPx, heightPx };
}
