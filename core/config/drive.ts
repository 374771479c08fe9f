/** `robot.drive`: which wheels move the robot and where they are; each kind has keys of its own. @module */
import * as v from "valibot";
import { quantity } from "./fields.ts";

const metres = (text: string) => quantity(0.001, 100, { unit: "m", text });
const radPerDeg = 0.017453292519943295;

/** Schema of the section. */
export const driveSchema = v.strictObject({
  kind: v.picklist(["diff", "skid", "omni", "ackermann"]),
  separationM: metres("Distance between the left and right wheels' contact points"),
  wheelRadiusM: metres("Radius of a drive wheel"),
  wheelbaseM: v.optional(
    metres("omni, ackermann: distance between the front and rear axles"),
  ),
  maxSteerDeg: v.optional(
    quantity(1, 80, { unit: "deg", text: "ackermann: largest steering angle" }),
  ),
  maxSteerRad: v.optional(
    quantity(0.0175, 1.4, { unit: "rad", text: "ackermann: largest steering angle" }),
  ),
  steerRadps: v.optional(
    quantity(0.05, 50, { unit: "rad/s", text: "ackermann: speed of the steering" }),
  ),
  trackMultiplier: v.optional(
    quantity(1, 5, {
      unit: "1",
      text: "skid: by how much wider the track seems in a turn, since the wheels scrub",
    }),
  ),
  slipShare: v.optional(
    quantity(0, 0.5, { unit: "1", text: "skid: share of the wheels' way that slip takes" }),
  ),
  maxWheelRadps: v.optional(
    quantity(0.1, 1000, {
      unit: "rad/s",
      text: "Highest wheel speed; from the limits if left out",
    }),
  ),
  motorLagS: v.optional(quantity(0, 5, { unit: "s", text: "Time constant of the drive" }), 0.1),
});

type Parsed = v.InferOutput<typeof driveSchema>;
/** A key that only some kinds know. */
type KindKey =
  | "wheelbaseM"
  | "maxSteerDeg"
  | "maxSteerRad"
  | "steerRadps"
  | "trackMultiplier"
  | "slipShare";

const kindsOf: Readonly<Record<KindKey, readonly string[]>> = {
  wheelbaseM: ["omni", "ackermann"],
  maxSteerDeg: ["ackermann"],
  maxSteerRad: ["ackermann"],
  steerRadps: ["ackermann"],
  trackMultiplier: ["skid"],
  slipShare: ["skid"],
};

/** A drive without holes: each kind has all of its own keys, the steering angle in radians. */
export type Drive = Parsed & { readonly maxWheelRadps: number };

/** What is wrong with a drive as a whole; `key` is where. */
export interface DriveFinding {
  readonly key: string;
  readonly value: unknown;
  readonly message: string;
  readonly help: string;
}

/** Half a turn of the lock in a second: a slow hobby servo, or a car's power steering. */
const defaultSteerRadps = 1.5;
/** What a skid steer robot on four wheels shows on a hard floor. */
const defaultTrackMultiplier = 1.5;
const defaultSlipShare = 0.02;

/** Keys that are missing, or that this kind of drive does not have. */
export function checkDrive(drive: Parsed): DriveFinding[] {
  const findings: DriveFinding[] = [];
  const { kind } = drive;
  for (const key of Object.keys(kindsOf) as KindKey[]) {
    if (drive[key] === undefined || kindsOf[key].includes(kind)) continue;
    findings.push({
      key,
      value: drive[key],
      message: `Cannot use "${key}" with a drive of kind "${kind}": it belongs to ${
        kindsOf[key].join(" and ")
      }`,
      help: "remove the key, or change the kind",
    });
  }
  const lacks = (what: string, help: string): void => {
    findings.push({
      key: "kind",
      value: kind,
      message: `Cannot use a drive of kind "${kind}" without "${what}"`,
      help,
    });
  };
  if (kindsOf.wheelbaseM.includes(kind) && drive.wheelbaseM === undefined) {
    lacks("wheelbaseM", "add the distance between the axles, for example wheelbaseM: 0.3");
  }
  const deg = drive.maxSteerDeg !== undefined;
  const rad = drive.maxSteerRad !== undefined;
  if (kind === "ackermann" && !deg && !rad) {
    lacks("maxSteerDeg", "add the largest steering angle, for example maxSteerDeg: 30");
  }
  if (deg && rad) {
    findings.push({
      key: "maxSteerRad",
      value: drive.maxSteerRad,
      message: "maxSteerDeg and maxSteerRad are both given",
      help: "keep one of them",
    });
  }
  return findings;
}

/** Speeds of the body that a wheel must be able to give. */
export interface DriveLimits {
  readonly maxLinearMps: number;
  readonly maxLateralMps: number;
  readonly maxAngularRadps: number;
}

/** How much faster than its own limits ask a wheel may turn: room for control. */
const wheelReserve = 1.25;

/** Fills in what the file leaves out. */
export function resolveDrive(drive: Parsed, limits: DriveLimits): Drive {
  const { kind, separationM, wheelbaseM = 0, wheelRadiusM } = drive;
  const own = ownKeys(drive);
  // A mecanum wheel turns for the sum of all three motions; its lever is half of both sides.
  const lever = kind === "omni"
    ? (separationM + wheelbaseM) * 0.5
    : separationM * (own.trackMultiplier ?? 1) * 0.5;
  const rim = limits.maxLinearMps + limits.maxLateralMps + limits.maxAngularRadps * lever;
  const fastest = rim / (wheelRadiusM * (1 - (own.slipShare ?? 0))) * wheelReserve;
  return { ...own, maxWheelRadps: drive.maxWheelRadps ?? fastest };
}

function ownKeys(drive: Parsed): Parsed {
  if (drive.kind === "skid") {
    const { trackMultiplier = defaultTrackMultiplier, slipShare = defaultSlipShare } = drive;
    return { ...drive, trackMultiplier, slipShare };
  }
  if (drive.kind !== "ackermann") return drive;
  const { maxSteerDeg = 0, ...rest } = drive;
  const maxSteerRad = drive.maxSteerRad ?? maxSteerDeg * radPerDeg;
  return { ...rest, maxSteerRad, steerRadps: drive.steerRadps ?? defaultSteerRadps };
}
