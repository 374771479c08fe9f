/**
 * The whole config as one schema, and what it means once defaults that depend on other values are
 * filled in.
 *
 * @module
 */
import * as v from "valibot";
import { type Drive, resolveDrive } from "./drive.ts";
import { yawOf } from "./fields.ts";
import { fleetSchema } from "./fleet.ts";
import { failsafeSchema, kernelSchema } from "./kernel.ts";
import { memorySchema } from "./memory.ts";
import { recordSchema } from "./record.ts";
import { freeJerk, robotSchema } from "./robot.ts";
import { serverSchema } from "./server.ts";
import { brainSchema } from "./brain.ts";
import { type Hal, halSchema, resolveHal } from "./hal.ts";
import { runSchema, simSchema, telemetrySchema } from "./site.ts";
import { skillsSchema } from "./skills.ts";
import { worldSchema } from "./world.ts";

/** What a config file calls its own format. */
export const configHeader = "config/1";

/** Schema of a config file after its layers were merged. */
export const configSchema = v.strictObject({
  mechos: v.literal(configHeader),
  robot: robotSchema,
  hal: v.optional(halSchema, {}),
  kernel: v.optional(kernelSchema, {}),
  failsafe: v.optional(failsafeSchema, {}),
  world: v.optional(worldSchema, {}),
  brain: v.optional(brainSchema, {}),
  memory: v.optional(memorySchema, {}),
  missions: v.optional(v.strictObject({}), {}),
  skills: v.optional(skillsSchema, {}),
  record: v.optional(recordSchema, {}),
  fleet: v.optional(fleetSchema, {}),
  server: v.optional(serverSchema, {}),
  telemetry: v.optional(telemetrySchema, {}),
  sim: v.optional(simSchema, {}),
  run: v.optional(runSchema, {}),
});

/** Config as the schema gives it: dependent defaults still open. */
export type ParsedConfig = v.InferOutput<typeof configSchema>;

/** A sensor of the robot. */
export type SensorConfig = ParsedConfig["robot"]["sensors"][number];

/** Speeds and accelerations without holes. */
export interface Limits {
  readonly maxLinearMps: number;
  readonly maxReverseMps: number;
  /** 0 for every drive but `omni`. */
  readonly maxLateralMps: number;
  readonly maxAngularRadps: number;
  readonly maxLinearMps2: number;
  readonly maxAngularRadps2: number;
  readonly maxLinearJerkMps3: number;
  readonly maxAngularJerkRadps3: number;
}

/** The machine's envelope without holes. */
export interface RobotLimits extends Limits {
  readonly stopMps2: number;
  readonly stopRadps2: number;
}

/** Config with every dependent default filled in. */
export type Config = Omit<ParsedConfig, "robot" | "kernel" | "sim" | "hal"> & {
  readonly hal: Hal;
  readonly robot: Omit<ParsedConfig["robot"], "limits" | "drive"> & {
    readonly limits: RobotLimits;
    readonly drive: Drive;
  };
  readonly kernel: Omit<ParsedConfig["kernel"], "limits"> & { readonly limits: Limits };
  readonly sim: Omit<ParsedConfig["sim"], "physicsHz"> & { readonly physicsHz: number };
};

type Point = readonly [number, number];

/** Physics rate where none is given, Hz. */
const defaultPhysicsHz = 200;

function robotLimits(parsed: ParsedConfig): RobotLimits {
  const given = parsed.robot.limits;
  const angular = given.maxAngularRadps2 ??
    Math.max(given.maxLinearMps2 * 2 / parsed.robot.drive.separationM * 0.5, 1);
  return {
    maxLinearMps: given.maxLinearMps,
    maxReverseMps: given.maxReverseMps ?? given.maxLinearMps,
    maxLateralMps: parsed.robot.drive.kind === "omni"
      ? given.maxLateralMps ?? given.maxLinearMps
      : 0,
    maxAngularRadps: given.maxAngularRadps,
    maxLinearMps2: given.maxLinearMps2,
    maxAngularRadps2: angular,
    maxLinearJerkMps3: given.maxLinearJerkMps3 ?? freeJerk.linearMps3,
    maxAngularJerkRadps3: given.maxAngularJerkRadps3 ?? freeJerk.angularRadps3,
    stopMps2: given.stopMps2 ?? given.maxLinearMps2,
    stopRadps2: given.stopRadps2 ?? angular,
  };
}

function operatingLimits(parsed: ParsedConfig, robot: RobotLimits): Limits {
  const given = parsed.kernel.limits;
  const linear = given.maxLinearMps ?? robot.maxLinearMps;
  return {
    maxLinearMps: linear,
    maxReverseMps: given.maxReverseMps ?? Math.min(linear, robot.maxReverseMps),
    maxLateralMps: given.maxLateralMps ?? Math.min(linear, robot.maxLateralMps),
    maxAngularRadps: given.maxAngularRadps ?? robot.maxAngularRadps,
    maxLinearMps2: given.maxLinearMps2 ?? robot.maxLinearMps2,
    maxAngularRadps2: given.maxAngularRadps2 ?? robot.maxAngularRadps2,
    maxLinearJerkMps3: given.maxLinearJerkMps3 ?? robot.maxLinearJerkMps3,
    maxAngularJerkRadps3: given.maxAngularJerkRadps3 ?? robot.maxAngularJerkRadps3,
  };
}

/** Fills in defaults that depend on other values. */
export function resolveConfig(parsed: ParsedConfig): Config {
  const limits = robotLimits(parsed);
  const tickHz = parsed.kernel.tickHz;
  return {
    ...parsed,
    hal: resolveHal(parsed.hal),
    robot: {
      ...parsed.robot,
      limits,
      drive: resolveDrive(parsed.robot.drive, limits),
    },
    kernel: { ...parsed.kernel, limits: operatingLimits(parsed, limits) },
    sim: {
      ...parsed.sim,
      physicsHz: parsed.sim.physicsHz ??
        Math.max(1, Math.round(defaultPhysicsHz / tickHz)) * tickHz,
    },
  };
}

/** Corners of the footprint polygon as x, y pairs in m, counter-clockwise. */
export function footprintPolygon(config: Config): Float64Array {
  const f = config.robot.footprint;
  if ("polygon" in f) return orient(Float64Array.from(cornersOnly(f.polygon).flat()));
  if ("lengthM" in f) {
    const x = f.lengthM / 2;
    const y = f.widthM / 2;
    return Float64Array.from([x, -y, x, y, -x, y, -x, -y]);
  }
  return roundPolygon(f.radiusM);
}

/** Twice the area of the triangle of three points, m2: as good as 0 where they lie in a line. */
function triangle(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]);
}

/**
 * An outline without points that are no corners: on a straight edge, or twice at one place, as
 * where its end repeats its begin.
 */
function cornersOnly(outline: readonly Point[]): readonly Point[] {
  const different = outline.filter((point, i) => {
    const next = outline[(i + 1) % outline.length] ?? point;
    return point[0] !== next[0] || point[1] !== next[1];
  });
  const n = different.length;
  return different.filter((point, i) => {
    const before = different[(i + n - 1) % n] ?? point;
    const after = different[(i + 1) % n] ?? point;
    return Math.abs(triangle(before, point, after)) > 1e-12;
  });
}

/** Twelve corners on a circle that holds the disc: cosines of multiples of 30 degrees. */
function roundPolygon(radiusM: number): Float64Array {
  const outer = radiusM / 0.9659258262890683;
  const half = outer * 0.5;
  const high = outer * 0.8660254037844386;
  return Float64Array.from(
    [
      [outer, 0],
      [high, half],
      [half, high],
      [0, outer],
      [-half, high],
      [-high, half],
      [-outer, 0],
      [-high, -half],
      [-half, -high],
      [0, -outer],
      [half, -high],
      [high, -half],
    ].flat(),
  );
}

function orient(pairs: Float64Array): Float64Array {
  let area = 0;
  const n = pairs.length / 2;
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    area += (pairs[2 * i] ?? 0) * (pairs[2 * j + 1] ?? 0) -
      (pairs[2 * j] ?? 0) * (pairs[2 * i + 1] ?? 0);
  }
  if (area >= 0) return pairs;
  const turned = new Float64Array(pairs.length);
  for (let i = 0; i < n; i++) {
    turned[2 * i] = pairs[2 * (n - 1 - i)] ?? 0;
    turned[2 * i + 1] = pairs[2 * (n - 1 - i) + 1] ?? 0;
  }
  return turned;
}

/** True for a polygon without reflex corners, given counter-clockwise. */
export function isConvex(pairs: Float64Array): boolean {
  const n = pairs.length / 2;
  if (n < 3) return false;
  for (let i = 0; i < n; i++) {
    const a = 2 * i;
    const b = 2 * ((i + 1) % n);
    const c = 2 * ((i + 2) % n);
    const cross =
      ((pairs[b] ?? 0) - (pairs[a] ?? 0)) * ((pairs[c + 1] ?? 0) - (pairs[b + 1] ?? 0)) -
      ((pairs[b + 1] ?? 0) - (pairs[a + 1] ?? 0)) * ((pairs[c] ?? 0) - (pairs[b] ?? 0));
    if (cross <= 0) return false;
  }
  return true;
}

/** Heading of a sensor's mount, rad. */
export function mountYawRad(sensor: SensorConfig): number {
  return yawOf(sensor.mount) ?? 0;
}

/** True where scans are matched against the map. */
export function isLocalised(config: Config): boolean {
  const possible = config.world.map !== undefined &&
    config.robot.sensors.some((sensor) => sensor.kind === "lidar");
  return possible && (config.world.localisation.enabled ?? true);
}
