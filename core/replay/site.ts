/**
 * What a recording must hold beside config so that the kernel can be built again without the
 * site's files: the keep-out grid, the speed mask and the failsafe tree, as attachments.
 *
 * @module
 */
import type { TreeText } from "core/tree/mod.ts";
import type { KeepoutGrid, SpeedGrid } from "core/world/mod.ts";

/** Name of the attachment. */
export const keepoutAttachment = "mechos.keepout";
/** Media type of the attachment. */
export const keepoutMediaType = "application/x-mechos-keepout";

/** Name of the speed mask's attachment. */
export const speedAttachment = "mechos.speed";
/** Media type of the speed mask's attachment. */
export const speedMediaType = "application/x-mechos-speed";

/** Name of the failsafe tree's attachment. */
export const treeAttachment = "mechos.tree";
/** Media type of the failsafe tree's attachment: its file's name, a line end, its text. */
export const treeMediaType = "text/x-mechos-tree";

const headBytes = 40;

/** A keep-out grid as bytes: five float64, then a float32 a cell, little-endian. */
export function encodeKeepout(grid: KeepoutGrid): Uint8Array {
  const bytes = new Uint8Array(headBytes + 4 * grid.distanceM.length);
  const view = new DataView(bytes.buffer);
  const head = [
    grid.widthCells,
    grid.heightCells,
    grid.resolutionM,
    grid.originXM,
    grid.originYM,
  ];
  for (const [index, value] of head.entries()) view.setFloat64(8 * index, value, true);
  for (const [index, value] of grid.distanceM.entries()) {
    view.setFloat32(headBytes + 4 * index, value, true);
  }
  return bytes;
}

/** Reads the bytes back; null where they are not a grid. */
export function decodeKeepout(bytes: Uint8Array): KeepoutGrid | null {
  if (bytes.length < headBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const widthCells = view.getFloat64(0, true);
  const heightCells = view.getFloat64(8, true);
  const cells = widthCells * heightCells;
  if (!Number.isInteger(cells) || cells < 0 || bytes.length !== headBytes + 4 * cells) return null;
  const distanceM = new Float32Array(cells);
  for (let i = 0; i < cells; i++) distanceM[i] = view.getFloat32(headBytes + 4 * i, true);
  return {
    widthCells,
    heightCells,
    resolutionM: view.getFloat64(16, true),
    originXM: view.getFloat64(24, true),
    originYM: view.getFloat64(32, true),
    distanceM,
  };
}

/** A speed mask as bytes: five float64, then a byte a cell. */
export function encodeSpeed(grid: SpeedGrid): Uint8Array {
  const bytes = new Uint8Array(headBytes + grid.percent.length);
  const view = new DataView(bytes.buffer);
  const head = [
    grid.widthCells,
    grid.heightCells,
    grid.resolutionM,
    grid.originXM,
    grid.originYM,
  ];
  for (const [index, value] of head.entries()) view.setFloat64(8 * index, value, true);
  bytes.set(grid.percent, headBytes);
  return bytes;
}

/** Reads the bytes back; null where they are not a mask. */
export function decodeSpeed(bytes: Uint8Array): SpeedGrid | null {
  if (bytes.length < headBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const widthCells = view.getFloat64(0, true);
  const heightCells = view.getFloat64(8, true);
  const cells = widthCells * heightCells;
  if (!Number.isInteger(cells) || cells < 0 || bytes.length !== headBytes + cells) return null;
  return {
    widthCells,
    heightCells,
    resolutionM: view.getFloat64(16, true),
    originXM: view.getFloat64(24, true),
    originYM: view.getFloat64(32, true),
    percent: bytes.slice(headBytes),
  };
}

/** A tree's file as bytes. */
export function encodeTree({ file, text }: TreeText): Uint8Array {
  return new TextEncoder().encode(`${file}\n${text}`);
}

/** Reads the bytes back; null where they are not text. */
export function decodeTree(bytes: Uint8Array): TreeText | null {
  const whole = new TextDecoder().decode(bytes);
  const cut = whole.indexOf("\n");
  return cut < 0 ? null : { file: whole.slice(0, cut), text: whole.slice(cut + 1) };
}
