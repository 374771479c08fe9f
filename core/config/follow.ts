/** Parts `kernel.follow` and `kernel.monitor`: how a path is followed, and what slows it. @module */
import * as v from "valibot";
import { count, quantity } from "./fields.ts";

const live = (min: number, max: number, unit: string, text: string) =>
  quantity(min, max, { unit, text, tunable: true });

/** Schema of `kernel.follow`: regulated pure pursuit. */
export const followSchema = v.strictObject({
  lookaheadMinM: v.optional(live(0.05, 5, "m", "Aims at least this far ahead"), 0.25),
  lookaheadMaxM: v.optional(live(0.05, 10, "m", "Aims at most this far ahead"), 0.9),
  lookaheadS: v.optional(live(0.1, 10, "s", "Aims this long ahead at the present speed"), 1.5),
  cornerM: v.optional(live(0.01, 2, "m", "A corner may be cut by"), 0.06),
  slowRadiusM: v.optional(live(0, 20, "m", "Slows down in curves tighter than"), 0.5),
  rotateRad: v.optional(live(0.1, 3.2, "rad", "Turns on the spot above this error"), 0.8),
  nearM: v.optional(live(0, 5, "m", "Slows down when something is nearer than"), 0.3),
  nearShare: v.optional(live(0.05, 1, "1", "Share of speed that is left beside things"), 0.5),
  progressM: v.optional(live(0.01, 10, "m", "Progress means at least"), 0.25),
  progressMs: v.optional(
    live(500, 600_000, "ms", "Asks for another path without progress for"),
    10_000,
  ),
});

/** Schema of `kernel.monitor`: the collision monitor, independent of map and planner. */
export const monitorSchema = v.strictObject({
  enabled: v.optional(
    v.pipe(v.boolean(), v.description("Slow down before things in the way")),
    true,
  ),
  stopM: v.optional(quantity(0, 2, { unit: "m", text: "Stops for things ahead within" }), 0.06),
  slowM: v.optional(quantity(0, 5, { unit: "m", text: "Slows for things ahead within" }), 0.3),
  slowShare: v.optional(
    quantity(0.05, 1, { unit: "1", text: "Share of top speed left then" }),
    0.5,
  ),
  approachS: v.optional(
    quantity(0, 10, { unit: "s", text: "Keeps at least this time to a collision" }),
    1.2,
  ),
  minPoints: v.optional(count(1, 50, { text: "Scan points that make a thing" }), 2),
});
