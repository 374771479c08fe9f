/**
 * A sensor of kind `camera`. Its images are recorded, shown and looked at by a model; the kernel
 * never gets one.
 *
 * @module
 */
import * as v from "valibot";
import { maxSidePx } from "core/image/mod.ts";
import { count, quantity } from "./fields.ts";

const pixels = (text: string) => count(16, maxSidePx, { unit: "px", text });

/** Keys of a camera beside those that every sensor has. */
export const cameraEntries = {
  view: v.optional(
    v.pipe(
      v.picklist(["forward", "top"]),
      v.description("forward: level, along its mount; top: straight down, the robot's front up"),
    ),
    "forward",
  ),
  image: v.optional(
    v.pipe(
      v.picklist(["color", "depth"]),
      v.description("depth: distances along the view in mm, 16 bits, 0 = nothing within maxM"),
    ),
    "color",
  ),
  width: v.optional(pixels("Pixels of a row"), 160),
  height: v.optional(pixels("Rows"), 120),
  fovDeg: v.optional(quantity(10, 150, { unit: "deg", text: "Field of view across a row" }), 80),
  heightM: v.optional(
    quantity(0.02, 100, { unit: "m", text: "Above the floor; 0.3 forward, 3 top if left out" }),
  ),
  maxM: v.optional(quantity(0.1, 200, { unit: "m", text: "Sees nothing beyond" }), 12),
  noiseLevels: v.optional(
    quantity(0, 100, { unit: "1", text: "color: standard deviation of a pixel, of 255 levels" }),
    0,
  ),
  noiseM: v.optional(
    quantity(0, 10, { unit: "m", text: "depth: standard deviation of a distance" }),
    0,
  ),
};
