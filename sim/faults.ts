/**
 * The faults that the simulated robot can have, one row a kind (INTERFACES.md section 6): what it
 * means, its parameters with their presets, and what the kernel is expected to do. Where each
 * arises is in sensors/ and driver.ts; faults of brain and link arise in scenario/mind.ts.
 * To add a fault: a row here, its effect where the real one would arise, a scenario in
 * scenarios/faults.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";

/** A parameter of a fault. */
export interface FaultParameter {
  readonly preset: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
}

/** One kind of fault. */
export interface FaultKind {
  readonly meaning: string;
  readonly parameters: Readonly<Record<string, FaultParameter>>;
  readonly expect: string;
  /** Where it is injected. */
  readonly at: "device" | "mind";
}

const none = {} as const;

function device(
  meaning: string,
  expect: string,
  parameters: FaultKind["parameters"] = none,
): FaultKind {
  return { meaning, expect, parameters, at: "device" };
}

function parameter(preset: number, minimum: number, maximum: number, unit: string): FaultParameter {
  return { preset, minimum, maximum, unit };
}

/** Every supported kind. */
export const faultKinds = {
  "lidar.off": device("No scans arrive", "hold within 300 ms"),
  "lidar.freeze": device("The same scan again and again under fresh stamps", "hold within 1000 ms"),
  "lidar.nan": device("Every range is NaN", "scans are dropped, hold within 300 ms"),
  "lidar.blocked": device("Something covers the lens: every beam at minimum range", "hold at once"),
  "lidar.max": device("Nothing is ever in range", "hold where the robot is indoors"),
  "lidar.delay": device("Scans arrive late under true stamps", "hold while they are stale", {
    ms: parameter(500, 1, 5000, "ms"),
  }),
  "lidar.drop": device("Each scan is lost with probability p", "hold while none is fresh", {
    p: parameter(0.5, 0, 1, "1"),
  }),
  "imu.off": device("No IMU samples arrive", "slow within 300 ms"),
  "imu.nan": device("The yaw rate is NaN", "samples are dropped, slow within 300 ms"),
  "encoder.left.stuck": device("The left wheel's angle stays as it is", "disarm within 500 ms"),
  "encoder.right.stuck": device("The right wheel's angle stays as it is", "disarm within 500 ms"),
  "motor.left.off": device("The left wheel gets no torque", "disarm within 500 ms"),
  "motor.right.off": device("The right wheel gets no torque", "disarm within 500 ms"),
  "battery.sag": device("The voltage dips while the charge is fine", "slow after 10 s", {
    volts: parameter(3, 0.1, 100, "V"),
  }),
  "battery.off": device("The battery gauge is silent", "slow within 2000 ms"),
  "bumper.stuck": device("The bumper reads pressed", "hold at once"),
  "brain.hang": {
    meaning: "The brain gives no answer and renews no lease",
    expect: "hold within 1000 ms, clears by itself",
    parameters: none,
    at: "mind",
  },
  "link.off": {
    meaning: "Nothing arrives from the mind",
    expect: "hold within 500 ms, until an operator resumes",
    parameters: none,
    at: "mind",
  },
} as const satisfies Record<string, FaultKind>;

/** A supported kind by name. */
export type FaultName = keyof typeof faultKinds;

/** All kinds in the order of the table. */
export const faultNames = Object.keys(faultKinds);

function isFaultName(kind: string): kind is FaultName {
  return Object.hasOwn(faultKinds, kind);
}

/** The row of a kind; an unknown or unsupported one names the nearest. */
export function findFault(kind: string): Result<FaultKind> {
  if (isFaultName(kind)) return ok(faultKinds[kind]);
  return fail({
    code: "SIM_UNKNOWN_FAULT",
    message: `Unknown fault kind "${kind}"`,
    value: kind,
    help: didYouMean(kind, faultNames),
  });
}

/** Fills in presets and checks ranges of a fault's parameters. */
export function faultParameters(
  kind: string,
  given: Readonly<Record<string, unknown>>,
): Result<Record<string, number>> {
  const row = findFault(kind);
  if (!row.ok) return row;
  const known = Object.keys(row.value.parameters);
  const values: Record<string, number> = {};
  for (const [name, value] of Object.entries(given)) {
    const spec = row.value.parameters[name];
    const good = typeof value === "number" && spec !== undefined && value >= spec.minimum &&
      value <= spec.maximum;
    if (good) {
      values[name] = value;
      continue;
    }
    const range = spec === undefined
      ? `it takes ${known.length === 0 ? "no parameters" : known.join(", ")}`
      : `${spec.minimum}..${spec.maximum} ${spec.unit}`;
    return fail({
      code: spec === undefined ? "CONFIG_UNKNOWN_KEY" : "CONFIG_RANGE",
      message: `Cannot use ${JSON.stringify(value)} for "${name}" of fault "${kind}": ${range}`,
      path: name,
      help: spec === undefined ? didYouMean(name, known) : `for example ${spec.preset}`,
    });
  }
  for (const [name, spec] of Object.entries(row.value.parameters)) {
    values[name] ??= spec.preset;
  }
  return ok(values);
}
