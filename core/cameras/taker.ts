/** Takes the newest images of a running robot's cameras out of shared memory. @module */
import { imageSlots, type Region } from "core/bus/mod.ts";
import { camerasOf, type Config } from "core/config/mod.ts";
import { type CameraImage, readImageRecord } from "core/image/mod.ts";

/** Gives the images that came since the last call, at most one of each camera. */
export type TakeImages = () => readonly CameraImage[];

/** Opens the slots of a config's cameras for one thread. */
export function createImageTaker(region: Region, config: Config): TakeImages {
  const cameras = camerasOf(config).map(({ name }) => name);
  const slots = imageSlots.slice(0, cameras.length).map((name) => region.slotReader(name));
  const taken: CameraImage[] = [];
  return () => {
    taken.length = 0;
    for (const slot of slots) {
      const bytes = slot.read();
      const image = bytes < 0 ? null : readImageRecord(slot.bytes.subarray(0, bytes), cameras);
      if (image !== null) taken.push(image);
    }
    return taken;
  };
}
