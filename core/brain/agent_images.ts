/**
 * What a model gets of a `look`: the camera's newest image, made smaller, beside its next prompt. A
 * look that shows nothing is told as a refusal, so that nobody takes it for done.
 *
 * @module
 */
import { encodeBase64 } from "core/base64.ts";
import { shrinkPng } from "core/image/mod.ts";
import { addPast, type AgentState } from "./agent_state.ts";
import type { SeenImage } from "./prompt.ts";

/** Why a look shows nothing; null where it showed something. */
function takeImage(s: AgentState, camera: string): string | null {
  const { images } = s.parts.config;
  if (!images.enabled) return "images are not sent to this model (brain.images is off)";
  const image = s.image?.(camera) ?? null;
  if (image === null) return `no image of camera "${camera}" has come yet`;
  const small = shrinkPng(image.png, images.maxSidePx);
  if (small === null) return `the image of camera "${camera}" cannot be read`;
  const taken: SeenImage = {
    camera,
    seq: image.seq,
    measuredNs: image.measuredNs,
    widthPx: small.widthPx,
    heightPx: small.heightPx,
    base64: encodeBase64(small.png),
  };
  // The newest of each camera, and no more than one question may carry.
  const others = s.images.filter((one) => one.camera !== camera);
  s.images = [...others, taken].slice(-images.perCall);
  return null;
}

/** Carries out an accepted `look`: its image goes with the next question. */
export function carryOutLook(s: AgentState, camera: string): void {
  const why = takeImage(s, camera);
  if (why === null) return;
  const result = `refused: BRAIN_IMAGE ${why}`;
  // A leaf of a tree has no line of its own in the history.
  if (s.step === null || s.tree !== null) addPast(s, `look through camera ${camera}`, result);
  else s.step.past.result = result;
  s.plan = null;
  s.wake = "a look showed nothing";
}

/** The images for the question that is about to be asked. */
export function takeImages(s: AgentState): readonly SeenImage[] {
  const { images } = s;
  s.images = [];
  return images;
}
