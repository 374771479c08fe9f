/** `kernel.workspace`: boxes that an arm's target must be in, and volumes it must stay out of. @module */
import * as v from "valibot";

/** Boxes of each kind that one robot may have. */
export const maxVolumes = 16;

const corner = (text: string) =>
  v.pipe(
    v.strictTuple([
      v.pipe(v.number(), v.finite()),
      v.pipe(v.number(), v.finite()),
      v.pipe(v.number(), v.finite()),
    ]),
    v.description(text),
  );

/** An upright box between two corners. */
const volumeSchema = v.pipe(
  v.strictObject({
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    frame: v.optional(
      v.pipe(
        v.picklist(["base", "map"]),
        v.description("base: moves with the robot; map: stands in the world"),
      ),
      "base",
    ),
    min: corner("Lowest x, y, z of the box, m"),
    max: corner("Highest x, y, z of the box, m"),
    reason: v.optional(v.pipe(v.string(), v.maxLength(200)), ""),
  }),
  v.check(
    ({ min, max }) => min[0] < max[0] && min[1] < max[1] && min[2] < max[2],
    "CONFIG_CONFLICT|each of min lies below the same of max|give the corners the other way round",
  ),
);

/** A box as config has it. */
export type VolumeConfig = v.InferOutput<typeof volumeSchema>;

const volumes = v.pipe(
  v.array(volumeSchema),
  v.maxLength(maxVolumes),
  v.check(
    (boxes) => new Set(boxes.map((box) => box.name)).size === boxes.length,
    "CONFIG_CONFLICT|two boxes have one name|a refusal is told by the box's name: use another",
  ),
);

/** Schema of `kernel.workspace`. */
export const workspaceSchema = v.strictObject({
  inside: v.optional(
    v.pipe(volumes, v.description("A target of the arm lies in one of these; anywhere if none")),
    [],
  ),
  outside: v.optional(v.pipe(volumes, v.description("A target lies in none of these")), []),
});
