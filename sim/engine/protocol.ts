/**
 * The lockstep protocol between MechOS and a simulator of somebody else's: JSON texts over a
 * WebSocket, one answer to each request, no clock but the simulated one. sim/bridges/README.md
 * says it for those who write the other side.
 *
 * @module
 */
import * as v from "valibot";
import { fail, type Fault, ok, type Result } from "core/fault.ts";

/** Name and version of the protocol. */
export const engineProtocol = "mechos-sim/1";

/** Most samples of one answer, and most beams of one scan. */
export const engineLimits = { samples: 1000, beams: 1440, textBytes: 4_000_000 } as const;

/** The robot as the simulator needs to know it. Lengths m, angles rad. */
export interface EngineRobot {
  readonly name: string;
  readonly separationM: number;
  readonly wheelRadiusM: number;
  readonly maxWheelRadps: number;
  readonly motorLagS: number;
  readonly brakeRadps2: number;
  readonly friction: number;
  /** Corners x, y of the footprint about the centre of the wheels. */
  readonly footprint: readonly number[];
  readonly lidar: {
    readonly beams: number;
    readonly startRad: number;
    readonly stepRad: number;
    readonly maxM: number;
    readonly mountXM: number;
    readonly mountYM: number;
    readonly mountYawRad: number;
  } | null;
}

/** What is sent. `lidarAt`: of which samples of the answer a scan is wanted. */
export type EngineRequest =
  | { readonly type: "hello"; readonly protocol: string; readonly robot: EngineRobot }
  | {
    readonly type: "reset";
    readonly seed: number;
    readonly dtNs: number;
    readonly start: { readonly x: number; readonly y: number; readonly yawRad: number };
    readonly circles: readonly {
      readonly x: number;
      readonly y: number;
      readonly radiusM: number;
    }[];
    /** Corners x, y of each box. */
    readonly boxes: readonly (readonly number[])[];
  }
  | {
    readonly type: "step";
    readonly dtNs: number;
    /** Steps of `dtNs` in all, and after how many each sample is taken. */
    readonly steps: number;
    readonly stepsPerSample: number;
    readonly lidarAt: readonly number[];
    readonly commands: {
      readonly enable: number;
      readonly leftEffort: number;
      readonly rightEffort: number;
      readonly leftRadps: number;
      readonly rightRadps: number;
    };
  }
  | { readonly type: "bye" };

const number = v.pipe(v.number(), v.finite());

const sample = v.object({
  timeNs: number,
  robot: v.object({
    x: number,
    y: number,
    yawRad: number,
    linearMps: number,
    angularRadps: number,
    accelMps2: v.optional(number, 0),
    tiltRad: v.optional(number, 0),
  }),
  wheels: v.object({ leftRad: number, rightRad: number, leftRadps: number, rightRadps: number }),
  /** 1 = anything touches the robot. */
  contact: v.optional(v.picklist([0, 1]), 0),
  /** Ranges in m; null = nothing within range. */
  lidar: v.optional(v.pipe(v.array(v.nullable(number)), v.maxLength(engineLimits.beams))),
});

const answer = v.variant("type", [
  v.object({
    type: v.literal("hello"),
    protocol: v.string(),
    engine: v.pipe(v.string(), v.maxLength(200)),
    deterministic: v.boolean(),
  }),
  v.object({
    type: v.literal("sensors"),
    samples: v.pipe(v.array(sample), v.minLength(1), v.maxLength(engineLimits.samples)),
  }),
  v.object({ type: v.literal("error"), message: v.pipe(v.string(), v.maxLength(2000)) }),
]);

/** An answer as read. */
export type EngineAnswer = v.InferOutput<typeof answer>;
/** One sample of the simulated world. */
export type EngineSample = v.InferOutput<typeof sample>;

/** The fault of a simulator that does not do as the protocol says. */
export function engineFault(message: string, help: string): Fault {
  return { code: "SIM_ENGINE", message: `Simulator: ${message}`, help };
}

const seeProtocol = "see sim/bridges/README.md for what it must answer";

/** Reads an answer. */
export function readAnswer(text: string): Result<EngineAnswer> {
  if (text.length > engineLimits.textBytes) {
    return fail(engineFault("its answer is too long", seeProtocol));
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return fail(engineFault("its answer is not JSON", seeProtocol));
  }
  const checked = v.safeParse(answer, data);
  if (checked.success) return ok(checked.output);
  const [issue] = checked.issues;
  const path = issue.path?.map((part) => String(part.key)).join(".") ?? "";
  return fail(engineFault(`its answer is wrong at "${path}": ${issue.message}`, seeProtocol));
}
