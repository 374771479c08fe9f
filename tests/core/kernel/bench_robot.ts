/** The robot of the kernel's tests, from config text to parameters. @module */
import { loadConfig, type Override } from "core/config/mod.ts";
import { fail, ok, unwrap } from "core/fault.ts";
import { causeNames, type CompiledKernel, compileKernel } from "core/kernel/mod.ts";
import type { KeepoutGrid } from "core/world/mod.ts";

/** What a bench is made of. */
export interface RigOptions {
  /** Values laid over the robot's config by dotted path. */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly beams?: number;
  readonly keepout?: KeepoutGrid | null;
  readonly latchedAtStart?: number;
  /** Text of a failsafe tree in YAML; the built-in one if left out. */
  readonly tree?: string;
  /** False = breaches are kept in the monitor instead of failing the test. */
  readonly strict?: boolean;
  /** Kinds of sensors the robot lacks. */
  readonly without?: readonly string[];
  /** True = with a ring of eight range sensors. */
  readonly ring?: boolean;
  /** True = with the input of a hardware E-stop. */
  readonly button?: boolean;
  /** True = its motors report their currents: 4 A at stall. */
  readonly motors?: boolean;
}

const sensorText: Readonly<Record<string, (beams: number) => string>> = {
  lidar: (beams) => `{ name: top, kind: lidar, rateHz: 20, beams: ${beams}, maxM: 12, minM: 0.1 }`,
  imu: () => "{ name: imu, kind: imu, rateHz: 100 }",
  encoder: () => "{ name: wheels, kind: encoder }",
  battery: () => "{ name: pack, kind: battery, rateHz: 10, nominalV: 24 }",
  bumper: () => "{ name: rim, kind: bumper, rateHz: 50 }",
};

const ringText = "{ name: sonar, kind: range, rateHz: 20, maxM: 4, atM: 0.15, coneDeg: 45, " +
  "yawsDeg: [0, 45, 90, 135, 180, 225, 270, 315] }";
const motorText = "{ name: drives, kind: motor, rateHz: 50, stallA: 4 }";
const buttonText = "{ name: mushroom, kind: estop, rateHz: 100 }";

/** The robot of these tests: a rover of 0.4 m by 0.3 m, 0.5 m/s, 1 m/s2. */
export function robotText(
  beams: number,
  without: readonly string[] = [],
  more: readonly string[] = [],
): string {
  const kinds = Object.keys(sensorText).filter((kind) => !without.includes(kind));
  return `mechos: config/1
robot:
  name: bench
  drive: { kind: diff, separationM: 0.3, wheelRadiusM: 0.05, motorLagS: 0.05 }
  footprint: { lengthM: 0.4, widthM: 0.3 }
  limits: { maxLinearMps: 0.5, maxReverseMps: 0.3, maxAngularRadps: 2, maxLinearMps2: 1, maxAngularRadps2: 4 }
  sensors: [${[...kinds.map((kind) => sensorText[kind]?.(beams)), ...more].join(", ")}]
  relays: [{ name: hatch }]
failsafe: { battery: { sagV: 20 } }
world:
  places:
    bay: { x: 3, y: 0, yawDeg: 90, toleranceM: 0.2 }
    near: { x: 1, y: 1 }
  dock: { x: 0, y: 0, yawDeg: 180 }
`;
}

/** The bench's robot on mecanum wheels. */
export const omniDrive = { "robot.drive.kind": "omni", "robot.drive.wheelbaseM": 0.25 };
/** The bench's robot as a car: least radius 0.52 m. */
export const steeredDrive = {
  "robot.drive.kind": "ackermann",
  "robot.drive.wheelbaseM": 0.3,
  "robot.drive.maxSteerDeg": 30,
};

/** Compiles the bench's robot. */
export function compileBench(options: RigOptions = {}): CompiledKernel {
  const more = [
    ...(options.ring ? [ringText] : []),
    ...(options.button ? [buttonText] : []),
    ...(options.motors ? [motorText] : []),
  ];
  const text = robotText(options.beams ?? 36, options.without ?? [], more);
  const overrides: Override[] = Object.entries(options.set ?? {}).map(([path, value]) => ({
    path,
    value,
    label: "test",
    place: null,
  }));
  const { config } = unwrap(loadConfig({
    files: ["bench.yaml"],
    env: {},
    overrides,
    causes: causeNames,
    roots: null,
    readFile: (file) =>
      file === "bench.yaml"
        ? ok(new TextEncoder().encode(text))
        : fail({ code: "CONFIG_NOT_FOUND", message: `no "${file}"` }),
  }));
  return unwrap(compileKernel(config, {
    keepout: options.keepout ?? null,
    latchedAtStart: options.latchedAtStart ?? 0,
    file: "bench.yaml",
    ...(options.tree === undefined ? {} : { tree: { file: "tree.yaml", text: options.tree } }),
  }));
}
