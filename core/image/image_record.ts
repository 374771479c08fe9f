/**
 * An image as bytes, for sockets and shared memory: a head of eight words, little-endian, and the
 * PNG. The name travels as the camera's place among the config's cameras.
 *
 * @module
 */
import type { CameraImage } from "./camera_image.ts";
import { shrinkPng } from "./shrink.ts";

/** Cameras of one robot. */
export const mostCameras = 4;
/** Largest PNG that is carried: as base64 in JSON it still fits a frame of 256 KiB. */
export const mostPngBytes = 180 * 1024;
/** Bytes before the PNG. */
export const imageHeadBytes = 32;
/** Largest record. */
export const imageRecordBytes = imageHeadBytes + mostPngBytes;

/** An image that fits: one that is too large gets fewer pixels. Null where it cannot be read. */
function fitting(image: CameraImage): CameraImage | null {
  let fit = image;
  while (fit.png.length > mostPngBytes) {
    const small = shrinkPng(fit.png, Math.ceil(Math.max(fit.widthPx, fit.heightPx) / 2));
    if (small === null || small.widthPx >= fit.widthPx && small.heightPx >= fit.heightPx) {
      return null;
    }
    fit = { ...fit, ...small };
  }
  return fit;
}

/** The record of an image, its length a multiple of 4; null where it is no PNG of a camera. */
export function writeImageRecord(
  image: CameraImage,
  index: number,
): Uint8Array<ArrayBuffer> | null {
  const fit = fitting(image);
  if (fit === null) return null;
  const { png, seq, measuredNs, widthPx, heightPx } = fit;
  const bytes = new Uint8Array((imageHeadBytes + png.length + 3) & ~3);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, index, true);
  view.setUint32(4, seq, true);
  view.setFloat64(8, measuredNs, true);
  view.setUint32(16, widthPx, true);
  view.setUint32(20, heightPx, true);
  view.setUint32(24, png.length, true);
  bytes.set(png, imageHeadBytes);
  return bytes;
}

/** Reads a record by the names of the config's cameras; null where it is none. */
export function readImageRecord(
  bytes: Uint8Array,
  cameras: readonly string[],
): CameraImage | null {
  if (bytes.length < imageHeadBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const camera = cameras[view.getUint32(0, true)];
  const length = view.getUint32(24, true);
  if (camera === undefined || length > bytes.length - imageHeadBytes) return null;
  return {
    camera,
    seq: view.getUint32(4, true),
    measuredNs: view.getFloat64(8, true),
    widthPx: view.getUint32(16, true),
    heightPx: view.getUint32(20, true),
    png: bytes.slice(imageHeadBytes, imageHeadBytes + length),
  };
}

/** Place of a record's camera among the config's cameras. */
export function recordCamera(record: Uint8Array): number {
  return new DataView(record.buffer, record.byteOffset, record.length).getUint32(0, true);
}

/** Moves a record's time by `offsetNs`, to `latestNs` at most: onto another clock. */
export function restampRecord(record: Uint8Array, offsetNs: number, latestNs: number): void {
  const view = new DataView(record.buffer, record.byteOffset, record.length);
  view.setFloat64(8, Math.round(Math.min(latestNs, view.getFloat64(8, true) + offsetNs)), true);
}
