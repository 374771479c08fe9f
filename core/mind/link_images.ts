/** Images on their way to the mind: only for a model that may look, and no more than it can use. @module */
import { encodeBase64 } from "core/base64.ts";
import type { Region } from "core/bus/mod.ts";
import { createImageTaker } from "core/cameras/mod.ts";
import type { Config } from "core/config/mod.ts";
import type { CameraImage } from "core/image/mod.ts";
import type { MindImage } from "core/link/mod.ts";

/** A camera's images reach the mind no oftener than this, ms. */
const everyMs = 200;

/** Gives the images that are to be sent now. */
export type ImageLane = (nowMs: number) => readonly MindImage[];

function message({ png, ...image }: CameraImage): MindImage {
  return { ...image, base64: encodeBase64(png) };
}

/** Opens the lane; a robot whose model may not look sends nothing. */
export function createImageLane(region: Region, config: Config): ImageLane {
  const { enabled } = config.brain.images;
  if (!enabled || config.brain.driver === "scripted") return () => [];
  const take = createImageTaker(region, config);
  const sentMs = new Map<string, number>();
  return (nowMs) => {
    const due = take().filter(({ camera }) => nowMs - (sentMs.get(camera) ?? -Infinity) >= everyMs);
    for (const { camera } of due) sentMs.set(camera, nowMs);
    return due.map(message);
  };
}
