/** The writing end: records of images (core/image) into the slots of their cameras. @module */
import { imageSlotBytes, imageSlots, type Region } from "core/bus/mod.ts";
import { recordCamera } from "core/image/mod.ts";

/** Shows records; one of no camera, or too large for any, is left out. */
export type ImageBoard = (records: readonly Uint8Array[]) => void;

/** Opens the board for the thread that has the cameras. */
export function createImageBoard(region: Region): ImageBoard {
  const slots = imageSlots.map((name) => region.slotWriter(name));
  const words = new Int32Array(Math.ceil(imageSlotBytes / 4));
  const bytes = new Uint8Array(words.buffer);
  return (records) => {
    for (const record of records) {
      const slot = slots[recordCamera(record)];
      if (slot === undefined || record.length > imageSlotBytes) continue;
      bytes.set(record);
      slot.write(words, record.length);
    }
  };
}
