/**
 * The scenario file (INTERFACES.md section 6) as a schema. Durations become milliseconds, angles
 * radians; everything else stays as written.
 *
 * @module
 */
import * as v from "valibot";
import { missionSchema } from "core/missions/mod.ts";
import {
  dockSchema,
  durationMs,
  oneYaw,
  placeSchema,
  poseSchema,
  twoYaws,
  yawEntries,
} from "core/config/mod.ts";
import { chaosSchema, phaseSchema, sweepSchema } from "./chaos_schema.ts";

const metres = v.pipe(v.number(), v.finite());
const positive = v.pipe(v.number(), v.finite(), v.minValue(0));
const point = v.tuple([metres, metres]);
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const condition = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));

/** What a lidar makes of it: glass shows only head-on, black only from near. */
const look = v.optional(v.picklist(["solid", "glass", "black"]), "solid");

const obstacle = v.union([
  v.strictObject({ circle: v.strictObject({ x: metres, y: metres, radiusM: positive, look }) }),
  v.strictObject({
    box: v.pipe(
      v.strictObject({
        x: metres,
        y: metres,
        widthM: positive,
        heightM: positive,
        look,
        ...yawEntries,
      }),
      v.check((box) => oneYaw(box), twoYaws),
    ),
  }),
]);

const pedestrian = v.pipe(
  v.strictObject({
    path: v.pipe(v.array(point), v.minLength(1), v.maxLength(200)),
    speedMps: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(10)), 1.2),
    radiusM: v.optional(v.pipe(v.number(), v.minValue(0.01), v.maxValue(2)), 0.25),
    startS: v.optional(positive, 0),
    loop: v.optional(v.boolean(), false),
    pushes: v.optional(v.boolean(), false),
    /** Steps aside for the robot and comes back to their way behind it. */
    avoids: v.optional(v.boolean(), false),
  }),
  v.check((one) => !(one.pushes && one.avoids), "Who pushes does not avoid: keep one of the two"),
);

/** A box that stands open between the times of each pair. */
const door = v.pipe(
  v.strictObject({
    x: metres,
    y: metres,
    widthM: positive,
    heightM: positive,
    ...yawEntries,
    open: v.pipe(v.array(v.tuple([durationMs, durationMs])), v.maxLength(100)),
  }),
  v.check((one) => oneYaw(one), twoYaws),
);

const stretch = v.pipe(v.array(point), v.minLength(3), v.maxLength(100));

/** A stretch of floor with a grip of its own, or a slope that rises toward `uphillDeg`. */
const floor = v.strictObject({
  polygon: stretch,
  friction: v.optional(v.pipe(v.number(), v.minValue(0.01), v.maxValue(2))),
  slopeDeg: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(45)), 0),
  uphillDeg: v.optional(v.pipe(v.number(), v.finite()), 0),
});

/** The charger of the dock: moved away from where the robot believes it, or without power. */
const charger = v.pipe(
  v.strictObject({
    x: v.optional(metres),
    y: v.optional(metres),
    ...yawEntries,
    watts: v.optional(positive, 30),
    powered: v.optional(v.pipe(v.array(v.tuple([durationMs, durationMs])), v.maxLength(100))),
  }),
  v.check((one) => oneYaw(one), twoYaws),
);

/** The `world:` of a scenario. */
export const worldSchema = v.strictObject({
  map: v.optional(v.string()),
  keepout: v.optional(v.string()),
  speed: v.optional(v.string()),
  start: v.optional(poseSchema),
  /** Where the robot is told that it stands, if not where it stands. */
  believedStart: v.optional(poseSchema),
  dock: v.optional(dockSchema),
  /** Where current really flows, and when, if not at the dock and always. */
  charger: v.optional(charger),
  places: v.optional(v.record(name, placeSchema), {}),
  regions: v.optional(v.record(name, v.pipe(v.array(point), v.minLength(3))), {}),
  obstacles: v.optional(v.array(obstacle), []),
  pedestrians: v.optional(v.array(pedestrian), []),
  doors: v.optional(v.array(door), []),
  floors: v.optional(v.array(floor), []),
  /** Stretches without floor: a robot whose middle gets there falls. */
  cliffs: v.optional(v.array(stretch), []),
});

const fault = v.looseObject({
  kind: v.pipe(v.string(), v.minLength(1)),
  for: v.optional(durationMs),
});

const teleop = v.strictObject({
  linearMps: v.pipe(v.number(), v.finite()),
  angularRadps: v.pipe(v.number(), v.finite()),
  lateralMps: v.optional(v.pipe(v.number(), v.finite()), 0),
  for: durationMs,
});

const operator = v.strictObject({
  /** Who does it: the first operator, or a second one with a console of their own. */
  person: v.optional(v.picklist([1, 2])),
  start: v.optional(v.literal(true)),
  stop: v.optional(v.literal(true)),
  estop: v.optional(v.literal(true)),
  reset: v.optional(v.union([v.literal(true), v.pipe(v.number(), v.integer(), v.minValue(0))])),
  ack: v.optional(v.union([v.literal(true), v.string()])),
  take: v.optional(v.literal(true)),
  release: v.optional(v.literal(true)),
  resume: v.optional(v.literal(true)),
  shutdown: v.optional(v.literal(true)),
  /** Stays at the console for so long without taking the robot. */
  present: v.optional(durationMs),
  teleop: v.optional(teleop),
  tell: v.optional(v.string()),
  answer: v.optional(v.strictObject({ id: v.string(), text: v.string() })),
  grant: v.optional(v.strictObject({
    agent: v.string(),
    capability: v.string(),
    maxLinearMps: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
    region: v.optional(v.string()),
    relays: v.optional(v.array(v.string())),
    from: v.optional(durationMs),
    for: v.optional(durationMs),
    mission: v.optional(v.boolean()),
  })),
  revoke: v.optional(v.strictObject({ agent: v.string(), capability: v.string() })),
  mission: v.optional(v.picklist(["pause", "resume", "cancel"])),
});

const event = v.strictObject({
  name: v.optional(name),
  at: v.optional(durationMs),
  when: v.optional(condition),
  /** A known event, or a condition that turns true; `by` later the event fires. */
  after: v.optional(condition),
  by: v.optional(durationMs),
  repeat: v.optional(v.boolean(), false),
  /** With `at`: again each so long, at most `times` in all, not after `until`. */
  every: v.optional(durationMs),
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))),
  until: v.optional(durationMs),
  /** Ends every fault that is on. */
  heal: v.optional(v.literal(true)),
  /** Of several robots the one that it happens to; the first where it is left out. */
  robot: v.optional(name),
  fault: v.optional(fault),
  operator: v.optional(operator),
  set: v.optional(v.record(v.string(), v.pipe(v.number(), v.finite()))),
});

const expectation = v.strictObject({
  name: v.optional(v.string()),
  always: v.optional(condition),
  never: v.optional(condition),
  eventually: v.optional(condition),
  atEnd: v.optional(condition),
  after: v.optional(condition),
  within: v.optional(durationMs),
  from: v.optional(durationMs),
  until: v.optional(durationMs),
  for: v.optional(durationMs),
  vacuous: v.optional(v.literal("ok")),
});

const scriptEntry = v.strictObject({
  at: v.optional(durationMs),
  after: v.optional(v.union([durationMs, v.string()])),
  intent: v.looseObject({ action: v.string() }),
});

const brain = v.looseObject({
  script: v.optional(v.array(scriptEntry)),
});

const missionText = v.union([v.pipe(v.string(), v.maxLength(4096)), missionSchema]);

/** The whole file of one robot. */
export const scenarioSchema = v.strictObject({
  mechos: v.literal("scenario/1"),
  name,
  description: v.optional(v.string()),
  robot: v.string(),
  set: v.optional(v.record(v.string(), v.unknown()), {}),
  world: v.optional(worldSchema, {}),
  duration: durationMs,
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff)), 1),
  start: v.optional(v.picklist(["auto", "manual"]), "auto"),
  brain: v.optional(brain),
  mission: v.optional(missionText),
  phases: v.optional(v.pipe(v.array(phaseSchema), v.maxLength(20)), []),
  chaos: v.optional(chaosSchema),
  sweep: v.optional(sweepSchema),
  events: v.optional(v.array(event), []),
  expect: v.optional(v.array(expectation), []),
  invariantsOnly: v.optional(v.boolean(), false),
});

/** Robots by a name that conditions can use. */
const robotName = v.pipe(
  v.string(),
  v.check(
    (text) => /^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(text),
    "CONFIG_RANGE|it is no name that conditions can use|letters, digits and _, at most 32, a letter first",
  ),
);

/** Most robots of a scenario. */
const maxRobots = 50;

/** One of several robots: what it has of its own, laid over what the scenario says of all. */
const robotEntry = v.strictObject({
  robot: v.optional(v.string()),
  set: v.optional(v.record(v.string(), v.unknown()), {}),
  start: v.optional(poseSchema),
  believedStart: v.optional(poseSchema),
  dock: v.optional(dockSchema),
  charger: v.optional(charger),
  brain: v.optional(brain),
  mission: v.optional(missionText),
});

/** The whole file of several robots. */
export const fleetSchema = v.strictObject({
  ...scenarioSchema.entries,
  robot: v.optional(v.string()),
  robots: v.pipe(
    v.record(robotName, robotEntry),
    v.check((robots) => {
      const count = Object.keys(robots).length;
      return count >= 1 && count <= maxRobots;
    }, `CONFIG_RANGE|a scenario has 1 to ${maxRobots} robots|robots: { left: { robot: FILE } }`),
  ),
});

/** A scenario of several robots as read. */
export type FleetScenario = v.InferOutput<typeof fleetSchema>;
/** A scenario as read. */
export type Scenario = v.InferOutput<typeof scenarioSchema>;
/** One event of a scenario. */
export type ScenarioEvent = Scenario["events"][number];
/** One expectation of a scenario. */
export type ScenarioExpectation = Scenario["expect"][number];
