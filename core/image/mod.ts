/**
 * Images of cameras: pixels, PNG, shrinking. Nothing here is on the kernel's path; images are no
 * inputs of the kernel.
 *
 * ```ts
 * import { decodePng, encodePng } from "core/image/mod.ts";
 *
 * const data = Uint8Array.of(0, 255);
 * const png = encodePng({ widthPx: 2, heightPx: 1, bits: 8, channels: 1, data });
 * const back = decodePng(png, 100);
 * ```
 *
 * @module
 */
export { type CameraImage, maxSidePx } from "./camera_image.ts";
export {
  imageHeadBytes,
  imageRecordBytes,
  mostCameras,
  mostPngBytes,
  readImageRecord,
  recordCamera,
  restampRecord,
  writeImageRecord,
} from "./image_record.ts";
export { type DecodedPng, decodePng, type PngImage } from "./png_decode.ts";
export { encodePng, pixelBytes, type Pixels } from "./png_encode.ts";
export { shrinkPng } from "./shrink.ts";
