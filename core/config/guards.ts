/** Parts of `kernel` that guard motion by what the world is like: slope, people, modes. @module */
import * as v from "valibot";
import { count, quantity } from "./fields.ts";

const ms = (min: number, max: number, text: string) => quantity(min, max, { unit: "ms", text });
const metres = (min: number, max: number, text: string) => quantity(min, max, { unit: "m", text });
const mps = (text: string) => quantity(0, 20, { unit: "m/s", text });

const tilt = v.strictObject({
  slowDeg: v.optional(quantity(0, 60, { unit: "deg", text: "Slower on slopes above" }), 8),
  refuseDeg: v.optional(
    quantity(1, 60, { unit: "deg", text: "No motion by itself on slopes above" }),
    20,
  ),
});

const people = v.strictObject({
  enabled: v.optional(
    v.pipe(v.boolean(), v.description("Slow down near people and other moving things")),
    true,
  ),
  personMps: v.optional(
    quantity(0, 5, { unit: "m/s", text: "How fast a person may come nearer" }),
    1.6,
  ),
  keepM: v.optional(metres(0, 5, "Kept between the robot and a person"), 0.3),
  leastMps: v.optional(mps("Speed left beside a person who is not ahead"), 0.1),
  rangeM: v.optional(metres(0.5, 20, "Moving things are looked for within"), 5),
  holdMs: v.optional(ms(0, 60_000, "A thing seen moving counts as one for"), 2000),
  minPoints: v.optional(count(1, 50, { text: "Scan points that make a moving thing" }), 3),
});

const modeLimit = v.strictObject({
  maxLinearMps: v.optional(mps("Highest speed in this mode")),
  maxAngularRadps: v.optional(
    quantity(0, 50, { unit: "rad/s", text: "Highest turn rate in this mode" }),
  ),
  maxLinearMps2: v.optional(
    quantity(0.001, 50, { unit: "m/s2", text: "Highest acceleration in this mode" }),
  ),
  maxAngularRadps2: v.optional(
    quantity(0.001, 500, { unit: "rad/s2", text: "Highest turn acceleration in this mode" }),
  ),
});

const evidence = v.strictObject({
  rangeMps: v.optional(mps("Autonomy with a ring of range sensors and no lidar"), 0.3),
  memoryMs: v.optional(ms(100, 60_000, "What a sensor saw counts as seen for"), 3000),
  drivenMs: v.optional(ms(100, 600_000, "Where the robot just drove counts as free for"), 30_000),
  unseenMps: v.optional(mps("Into what no sensor saw, feeling with a bumper"), 0.1),
});

const regionName = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

const geofence = v.strictObject({
  inside: v.optional(
    v.pipe(v.array(regionName), v.maxLength(8), v.description("Regions the robot never leaves")),
    [],
  ),
  outside: v.optional(
    v.pipe(v.array(regionName), v.maxLength(32), v.description("Regions it never enters")),
    [],
  ),
});

/** Limits by mode; each only lowers `kernel.limits`. */
const modes = v.strictObject({
  auto: v.optional(modeLimit, {}),
  manual: v.optional(modeLimit, {}),
  failsafe: v.optional(modeLimit, {}),
});

/** Entries of section `kernel` that guard motion. */
export const guardEntries = {
  tilt: v.optional(tilt, {}),
  people: v.optional(people, {}),
  geofence: v.optional(geofence, {}),
  evidence: v.optional(evidence, {}),
  modes: v.optional(modes, {}),
};
