/**
 * The dock as it really stands: contacts that carry current while the robot stands right before
 * them, or a low bar below the lidar's plane that presses the bumper.
 *
 * @module
 */
import { cos, sin, wrapAngle } from "core/math/mod.ts";
import type { RobotState } from "./world.ts";

/** A charger or bar, by the pose of a robot that stands right. */
export interface Charger {
  readonly kind: "charge" | "bumper";
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
  readonly watts: number;
  /** When it has power, s; null = always. */
  readonly powered: readonly (readonly [number, number])[] | null;
}

/** Contacts touch within this of the right pose, m and rad. */
const contactAlongM = 0.04;
const contactAcrossM = 0.035;
const contactRad = 0.2;
/** The bar is so deep and reaches so far to each side, m. */
const barDeepM = 0.15;
const barSideM = 0.15;

const place = { along: 0, across: 0, off: 0 };

function locate(charger: Charger, robot: RobotState): typeof place {
  const c = cos(charger.yawRad);
  const s = sin(charger.yawRad);
  const dx = robot.xM - charger.xM;
  const dy = robot.yM - charger.yM;
  place.along = c * dx + s * dy;
  place.across = c * dy - s * dx;
  place.off = wrapAngle(robot.yawRad - charger.yawRad);
  return place;
}

/** What flows into the robot, W. */
export function chargeW(charger: Charger | null, robot: RobotState, timeS: number): number {
  if (charger === null || charger.kind !== "charge") return 0;
  const { powered } = charger;
  const live = powered === null || powered.some(([from, until]) => timeS >= from && timeS < until);
  if (!live) return 0;
  const here = locate(charger, robot);
  const touches = Math.abs(here.along) <= contactAlongM &&
    Math.abs(here.across) <= contactAcrossM && Math.abs(here.off) <= contactRad;
  return touches ? charger.watts : 0;
}

/** True where the bar presses the bumper. */
export function pressesBumper(charger: Charger | null, robot: RobotState): boolean {
  if (charger === null || charger.kind !== "bumper") return false;
  const here = locate(charger, robot);
  return here.along >= 0 && here.along <= barDeepM && Math.abs(here.across) <= barSideM;
}
