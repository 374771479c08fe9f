/** Section `world`: the site, and how the robot finds its way in it. @module */
import * as v from "valibot";
import { dockSchema } from "./dock.ts";
import { mappingSchema } from "./mapping.ts";
import { count, oneYaw, quantity, twoYaws, yawEntries } from "./fields.ts";

const metres = v.pipe(v.number(), v.finite());
const ms = (min: number, max: number, text: string) => quantity(min, max, { unit: "ms", text });
const length = (min: number, max: number, text: string) => quantity(min, max, { unit: "m", text });

/** A pose in the map frame as written. */
export const poseSchema = v.pipe(
  v.strictObject({ x: metres, y: metres, ...yawEntries }),
  v.check((pose) => oneYaw(pose), twoYaws),
);

/** A named pose with its tolerance. */
export const placeSchema = v.pipe(
  v.strictObject({
    x: metres,
    y: metres,
    ...yawEntries,
    toleranceM: v.optional(quantity(0.01, 10, { unit: "m", text: "Reached within" }), 0.2),
  }),
  v.check((pose) => oneYaw(pose), twoYaws),
);

const label = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

const planner = v.strictObject({
  enabled: v.optional(
    v.pipe(v.boolean(), v.description("Plan ways around things; on where there is a map")),
  ),
  inflationM: v.optional(length(0, 5, "Cost of nearness falls to nothing over"), 0.4),
  keepoutMarginM: v.optional(length(0, 5, "Kept clear of keep-out areas"), 0.1),
  memoryMs: v.optional(ms(100, 3_600_000, "A thing not seen again is forgotten after"), 20_000),
  maxExpansions: v.optional(
    count(1000, 100_000_000, { text: "Cells one search may take: bounds its time" }),
    4_000_000,
  ),
  replyMs: v.optional(ms(50, 60_000, "A goto gives up when no path came within"), 3000),
  replanMs: v.optional(ms(100, 60_000, "A blocked goto asks for another path after"), 2000),
  maxReplans: v.optional(count(0, 100, { text: "Paths a goto may ask for when blocked" }), 6),
});

const estimator = v.strictObject({
  wayNoise: v.optional(quantity(0, 1, { unit: "1", text: "Error of the way after a metre" }), 0.02),
  turnNoise: v.optional(
    quantity(0, 1, { unit: "1", text: "Error of a turn by wheels after a radian" }),
    0.02,
  ),
  driftNoise: v.optional(
    quantity(0, 1, { unit: "rad/m", text: "Error of the heading by wheels after a metre" }),
    0.01,
  ),
  gate: v.optional(
    quantity(1, 1000, {
      unit: "1",
      text: "Squared distance in sigmas above which a fix is refused",
    }),
    16.27,
  ),
  lostSigmaM: v.optional(length(0.05, 100, "Lost above this uncertainty of the position"), 2),
  lostAfterMs: v.optional(ms(100, 60_000, "Lost when no fix was good for"), 900),
  leastQuality: v.optional(
    quantity(0.05, 1, { unit: "1", text: "Share of beams on the map below which a match is bad" }),
    0.4,
  ),
});

const localisation = v.strictObject({
  enabled: v.optional(
    v.pipe(
      v.boolean(),
      v.description("Match scans against the map; on where there are both map and lidar"),
    ),
  ),
  beams: v.optional(count(16, 720, { text: "Beams of a scan that are matched" }), 90),
  searchM: v.optional(length(0.1, 100, "A lost robot is looked for within, at first"), 1.5),
  searchMaxM: v.optional(length(0.1, 1000, "A lost robot is looked for within, at last"), 20),
  everyScans: v.optional(count(1, 100, { text: "Matches each n-th scan" }), 1),
});

/** Schema of section `world`. */
export const worldSchema = v.strictObject({
  map: v.optional(v.string()),
  keepout: v.optional(v.string()),
  speed: v.optional(v.string()),
  start: v.optional(poseSchema),
  dock: v.optional(dockSchema),
  places: v.optional(v.record(label, placeSchema), {}),
  regions: v.optional(
    v.record(label, v.pipe(v.array(v.tuple([metres, metres])), v.minLength(3))),
    {},
  ),
  planner: v.optional(planner, {}),
  estimator: v.optional(estimator, {}),
  localisation: v.optional(localisation, {}),
  mapping: v.optional(mappingSchema, {}),
});
