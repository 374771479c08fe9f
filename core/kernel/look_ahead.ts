/**
 * Where the robot means to be in the next seconds if nobody is in its way: along its path, straight
 * at its goal, or as its drive goes. Peers are told it, and the right of way is judged by it.
 *
 * @module
 */
import { at64 } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import { peerAhead } from "core/messages/mod.ts";
import { actionNumber, intentNumber, modeNumber } from "./numbers.ts";
import { planStates } from "./skills/path.ts";
import type { Kernel } from "./state.ts";
import { failsafeMoves } from "./tree/moves.ts";

/** A second, as the points ahead are apart. */
const stepS = 1;

function put(kernel: Kernel, index: number, x: number, y: number): void {
  kernel.outputs.aheadXM[index] = x;
  kernel.outputs.aheadYM[index] = y;
}

/** True where a skill moves the robot, or would if nobody barred it. */
function means(kernel: Kernel): boolean {
  const { state: s } = kernel;
  if (s.skill.active === 0) return false;
  if (failsafeMoves(kernel)) return true;
  return s.mode === modeNumber.auto && s.failsafe.action < actionNumber.return;
}

/** Points along the path from where it is followed, or back along it. */
function alongPath(kernel: Kernel, fromM: number, speedMps: number): void {
  const { state: s } = kernel;
  const last = s.pathCount - 1;
  let segment = 0;
  for (let k = 0; k < peerAhead; k++) {
    const wayM = Math.min(fromM + speedMps * stepS * (k + 1), at64(s.pathM, last));
    while (segment < last - 1 && at64(s.pathM, segment + 1) < wayM) segment += 1;
    const next = Math.min(last, segment + 1);
    const beginM = at64(s.pathM, segment);
    const lengthM = at64(s.pathM, next) - beginM;
    const share = lengthM > 0 ? Math.max(0, wayM - beginM) / lengthM : 0;
    const x = at64(s.pathXM, segment);
    const y = at64(s.pathYM, segment);
    put(kernel, k, x + share * (at64(s.pathXM, next) - x), y + share * (at64(s.pathYM, next) - y));
  }
}

/** Points straight toward the goal. */
function towardGoal(kernel: Kernel, speedMps: number): void {
  const { skill, odometry: o } = kernel.state;
  const dx = skill.goalXM - o.xM;
  const dy = skill.goalYM - o.yM;
  const wayM = Math.sqrt(dx * dx + dy * dy);
  for (let k = 0; k < peerAhead; k++) {
    const share = wayM > 0 ? Math.min(1, speedMps * stepS * (k + 1) / wayM) : 0;
    put(kernel, k, o.xM + share * dx, o.yM + share * dy);
  }
}

/** Points along the arc of a drive, a chord a second. */
function alongArc(kernel: Kernel): void {
  const { skill, odometry: o } = kernel.state;
  let x = o.xM;
  let y = o.yM;
  let yaw = o.yawRad + skill.intent.z * stepS * 0.5;
  for (let k = 0; k < peerAhead; k++) {
    x += (cos(yaw) * skill.intent.x - sin(yaw) * skill.intent.y) * stepS;
    y += (sin(yaw) * skill.intent.x + cos(yaw) * skill.intent.y) * stepS;
    yaw += skill.intent.z * stepS;
    put(kernel, k, x, y);
  }
}

/** Writes the points ahead into the outputs; a robot that means to stand has them all where it is. */
export function lookAhead(kernel: Kernel): void {
  const { state: s } = kernel;
  const { skill, peers, tuning } = s;
  const { action } = skill.intent;
  if (means(kernel)) {
    if (action === intentNumber.drive) return alongArc(kernel);
    if (action === intentNumber.goto || action === intentNumber.dock) {
      const onPath = s.pathCount > 1;
      if (peers.retreats === 1 && onPath) {
        const doneM = at64(s.pathM, Math.min(skill.waypoint, s.pathCount - 1));
        return alongPath(kernel, doneM, tuning.maxReverseMps);
      }
      if (skill.planState === planStates.following && onPath) {
        return alongPath(kernel, s.pathDoneM, tuning.maxLinearMps);
      }
      if (skill.planState === planStates.direct) {
        const { waypoint } = skill;
        if (waypoint >= s.pathCount - 1) return towardGoal(kernel, tuning.maxLinearMps);
        return alongPath(kernel, at64(s.pathM, Math.max(0, waypoint - 1)), tuning.maxLinearMps);
      }
    }
  }
  for (let k = 0; k < peerAhead; k++) put(kernel, k, s.odometry.xM, s.odometry.yM);
}
