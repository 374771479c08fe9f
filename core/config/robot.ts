/** Section `robot`: what the machine is. @module */
import * as v from "valibot";
import { inputLimits } from "core/messages/mod.ts";
import { relaySchema } from "./authority.ts";
import { cameraEntries } from "./camera.ts";
import { driveSchema } from "./drive.ts";
import { count, oneYaw, quantity, twoYaws, yawEntries } from "./fields.ts";

const metres = (text: string) => quantity(0.001, 100, { unit: "m", text });
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/**
 * Jerk of a machine without a limit of its own: at the highest tick rate and the highest
 * acceleration that config takes it is more than one tick needs, so that it bounds nothing.
 */
export const freeJerk = { linearMps3: 100_000, angularRadps3: 1_000_000 } as const;

const limits = v.strictObject({
  maxLinearMps: quantity(0.001, 20, { unit: "m/s", text: "Highest forward speed of the machine" }),
  maxReverseMps: v.optional(quantity(0, 20, { unit: "m/s", text: "Highest reverse speed" })),
  maxLateralMps: v.optional(
    quantity(0, 20, { unit: "m/s", text: "omni: highest sideways speed; as forward if left out" }),
  ),
  maxAngularRadps: quantity(0.001, 50, { unit: "rad/s", text: "Highest turn rate of the machine" }),
  maxLinearMps2: quantity(0.001, 50, { unit: "m/s2", text: "Highest acceleration" }),
  maxAngularRadps2: v.optional(
    quantity(0.001, 500, { unit: "rad/s2", text: "Highest turn acceleration" }),
  ),
  maxLinearJerkMps3: v.optional(
    quantity(0.01, freeJerk.linearMps3, {
      unit: "m/s3",
      text: "How fast acceleration may grow; not limited if left out. Braking never waits for it",
    }),
  ),
  maxAngularJerkRadps3: v.optional(
    quantity(0.01, freeJerk.angularRadps3, {
      unit: "rad/s3",
      text: "How fast turn acceleration may grow; not limited if left out",
    }),
  ),
  stopMps2: v.optional(quantity(0.001, 50, { unit: "m/s2", text: "Braking when it must stop" })),
  stopRadps2: v.optional(quantity(0.001, 500, { unit: "rad/s2", text: "Braking of a turn" })),
});

const footprint = v.union([
  v.strictObject({ radiusM: metres("Radius of a round robot") }),
  v.strictObject({ lengthM: metres("Length along x"), widthM: metres("Width along y") }),
  v.strictObject({
    polygon: v.pipe(
      v.array(v.tuple([v.number(), v.number()])),
      v.minLength(3),
      v.maxLength(32),
      v.description("Convex outline about base_link, counter-clockwise, m"),
    ),
  }),
]);

const mount = v.optional(
  v.pipe(
    v.strictObject({
      x: v.optional(v.number(), 0),
      y: v.optional(v.number(), 0),
      ...yawEntries,
    }),
    v.check((pose) => oneYaw(pose), twoYaws),
  ),
  {},
);

const rate = (hz: number) =>
  v.optional(quantity(0.1, 2000, { unit: "Hz", text: "Samples a second" }), hz);

const common = {
  name,
  mount,
  latencyMs: v.optional(quantity(0, 5000, { unit: "ms", text: "Age on arrival" }), 0),
};

const noise = (unit: string, text: string, preset: number) =>
  v.optional(quantity(0, 10, { unit, text }), preset);

const lidar = v.strictObject({
  kind: v.literal("lidar"),
  ...common,
  rateHz: rate(10),
  required: v.optional(v.boolean(), true),
  beams: count(1, 1440, { text: "Beams of one scan" }),
  fovDeg: v.optional(quantity(1, 360, { unit: "deg", text: "Field of view" }), 360),
  minM: v.optional(quantity(0, 10, { unit: "m", text: "Shortest range" }), 0.12),
  maxM: quantity(0.1, 200, { unit: "m", text: "Longest range" }),
  noiseM: noise("m", "Standard deviation of a range", 0.01),
});

const imu = v.strictObject({
  kind: v.literal("imu"),
  ...common,
  rateHz: rate(100),
  required: v.optional(v.boolean(), false),
  gyroNoiseRadps: noise("rad/s", "Standard deviation of the yaw rate", 0.002),
  gyroBiasRadps: noise("rad/s", "Constant error of the yaw rate", 0),
  gyroWalk: noise("rad/s/sqrt(s)", "Random walk of that error, simulated", 0),
  accelNoiseMps2: noise("m/s2", "Standard deviation of the acceleration", 0.02),
});

const encoder = v.strictObject({
  kind: v.literal("encoder"),
  ...common,
  rateHz: v.optional(
    quantity(0.1, 2000, { unit: "Hz", text: "Samples a second; the kernel's rate if left out" }),
  ),
  required: v.optional(v.boolean(), true),
  ticksPerTurn: v.optional(count(16, 1_048_576, { text: "Resolution of a wheel turn" }), 4096),
});

const battery = v.strictObject({
  kind: v.literal("battery"),
  ...common,
  rateHz: rate(2),
  required: v.optional(v.boolean(), false),
  capacityWh: v.optional(quantity(0.1, 100_000, { unit: "Wh", text: "Energy when full" }), 20),
  nominalV: v.optional(quantity(1, 1000, { unit: "V", text: "Voltage at rest, full" }), 12),
  internalOhm: v.optional(quantity(0, 10, { unit: "ohm", text: "Internal resistance" }), 0.1),
  idleW: v.optional(quantity(0, 10_000, { unit: "W", text: "Draw at rest" }), 4),
  initialPercent: v.optional(quantity(0, 100, { unit: "%", text: "Charge at start" }), 100),
});

const bumper = v.strictObject({
  kind: v.literal("bumper"),
  ...common,
  rateHz: rate(50),
  cliffM: v.optional(
    quantity(0, 2, {
      unit: "m",
      text: "Cliff sensors: pressed too where the floor is missing so far before the outline",
    }),
    0,
  ),
  required: v.optional(v.boolean(), false),
});

const motor = v.strictObject({
  kind: v.literal("motor"),
  ...common,
  rateHz: rate(50),
  required: v.optional(v.boolean(), false),
  stallA: v.optional(quantity(0.01, 1000, { unit: "A", text: "Current of a motor at stall" }), 4),
  noiseA: noise("A", "Standard deviation of a current", 0.05),
});

/** A ring of range sensors: sonar, infrared or time of flight, each with one cone. */
const range = v.strictObject({
  kind: v.literal("range"),
  ...common,
  rateHz: rate(15),
  required: v.optional(v.boolean(), true),
  yawsDeg: v.pipe(
    v.array(v.pipe(v.number(), v.finite())),
    v.minLength(1),
    v.maxLength(inputLimits.ranges),
    v.description("Direction of each transducer, from the front, counter-clockwise, deg"),
  ),
  atM: v.optional(quantity(0, 5, { unit: "m", text: "Transducers sit so far from the centre" }), 0),
  coneDeg: v.optional(quantity(1, 120, { unit: "deg", text: "Opening of each cone" }), 30),
  minM: v.optional(quantity(0, 10, { unit: "m", text: "Shortest range" }), 0.02),
  maxM: quantity(0.1, 20, { unit: "m", text: "Longest range" }),
  noiseM: noise("m", "Standard deviation of a range", 0.01),
});

/** The second contact of a hardware E-stop, wired to an input: normally closed. */
const estopInput = v.strictObject({
  kind: v.literal("estop"),
  ...common,
  rateHz: rate(100),
  required: v.optional(v.boolean(), true),
  debounceMs: v.optional(quantity(0, 500, { unit: "ms", text: "Open for so long is pressed" }), 20),
  staleMs: v.optional(
    quantity(20, 5000, { unit: "ms", text: "Silent for so long is a broken wire: pressed" }),
    100,
  ),
});

const beacon = v.strictObject({
  kind: v.literal("pose"),
  ...common,
  rateHz: rate(5),
  required: v.optional(v.boolean(), false),
  noiseM: noise("m", "Standard deviation of the position", 0.02),
  noiseRad: noise("rad", "Standard deviation of the heading", 0.01),
  heading: v.optional(
    v.pipe(v.boolean(), v.description("Off: tells the position alone, as GNSS does")),
    true,
  ),
});

const camera = v.strictObject({
  kind: v.literal("camera"),
  ...common,
  rateHz: rate(2),
  ...cameraEntries,
});

/** Schema of the section. */
export const robotSchema = v.strictObject({
  name: v.optional(name, "robot"),
  drive: driveSchema,
  footprint,
  limits,
  sensors: v.optional(
    v.array(
      v.variant("kind", [
        lidar,
        imu,
        encoder,
        battery,
        bumper,
        motor,
        range,
        estopInput,
        beacon,
        camera,
      ]),
    ),
    [],
  ),
  relays: v.optional(v.array(relaySchema), []),
  signals: v.optional(v.array(name), ["horn", "light"]),
  joints: v.optional(v.array(v.looseObject({ name })), []),
});
