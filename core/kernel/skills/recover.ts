/**
 * What a goto tries before it gives up, each at most once and in this order: forget what the
 * planner remembers of things, wait, drive back along the way it came, turn on the spot for
 * another look. After each it asks for a path anew. A return does not: its tries are counted in
 * homing.ts.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { atan2, wrapAngle } from "core/math/mod.ts";
import type { Kernel } from "core/kernel/state.ts";
import { isSteered } from "core/kernel/steering.ts";
import { standing, turnRate } from "./approach.ts";
import { askPath, planStates } from "./path.ts";
import { recoveries } from "./recovery_state.ts";

/** How long it waits, and how long a motion may take, ns. */
const waitNs = 6_000_000_000;
const motionNs = 8_000_000_000;
/** Something in the way for so long ends a motion, ns. */
const stuckNs = 1_000_000_000;
/** How far it drives back, m, and how fast, m/s. */
const backM = 0.35;
const backMps = 0.1;
/** The way back must lie this straight behind the robot, rad. */
const behindRad = 0.7;
/** How far it turns for another look, rad. */
const lookRad = 1.6;

/** Forgets what was tried: a new skill. */
export function resetRecovery(kernel: Kernel): void {
  kernel.state.recovery.doing = recoveries.none;
  kernel.state.recovery.tried = recoveries.none;
}

/** Direction of the way it came, against the robot's back, rad; NaN where it is not behind it. */
function wayBack(kernel: Kernel): number {
  const { trail: t, odometry: o } = kernel.state;
  for (let i = t.count - 1; i >= 0; i--) {
    const dx = at(t.xM, i) - o.xM;
    const dy = at(t.yM, i) - o.yM;
    if (dx * dx + dy * dy < backM * backM) continue;
    const off = wrapAngle(atan2(dy, dx) - o.yawRad - Math.PI);
    return Math.abs(off) <= behindRad ? off : NaN;
  }
  return NaN;
}

/** Begins the way to the goal anew, with a fresh path. */
export function askAnew(kernel: Kernel, nowNs: number): void {
  const { skill, recovery } = kernel.state;
  recovery.doing = recoveries.none;
  skill.planState = planStates.direct;
  skill.planTries = 0;
  skill.phase = 0;
  skill.arriving = 0;
  skill.rotating = 0;
  skill.blockedNs = -1;
  skill.progressLeftM = Infinity;
  skill.progressNs = nowNs;
  askPath(kernel, nowNs);
  kernel.state.planClear = 1;
}

/** Begins the next thing to try after `tried`; false where nothing is left. */
function begin(kernel: Kernel, kind: number, nowNs: number): boolean {
  const { recovery: r, odometry: o, skill } = kernel.state;
  // A drive that steers cannot turn on the spot.
  if (kind > (isSteered(kernel) ? recoveries.back : recoveries.turn)) return false;
  r.tried = kind;
  if (kind === recoveries.clear) {
    askAnew(kernel, nowNs);
    return true;
  }
  const canBack = Math.abs(wayBack(kernel)) <= behindRad;
  if (kind === recoveries.back && !canBack) return begin(kernel, recoveries.turn, nowNs);
  // A corner of the robot needs room to turn: it backs off first where it can.
  r.doing = kind === recoveries.turn && canBack ? recoveries.back : kind;
  r.sinceNs = nowNs;
  r.fromXM = o.xM;
  r.fromYM = o.yM;
  r.leftRad = lookRad;
  r.lastYawRad = o.yawRad;
  skill.planState = planStates.direct;
  skill.blockedNs = -1;
  return true;
}

function mayRecover(kernel: Kernel): boolean {
  const { params: p, state: s } = kernel;
  return p.planner.enabled === 1 && s.homing.active === 0 && s.docking.stage === 0;
}

/** The way is blocked or nothing moves on: tries the next thing. False where all was tried. */
export function recover(kernel: Kernel, nowNs: number): boolean {
  return mayRecover(kernel) && begin(kernel, kernel.state.recovery.tried + 1, nowNs);
}

/**
 * The planner found no way. What it remembers may be gone, so it is asked once more without; a
 * robot that it believes to stand in something drives back out of it. Else there is none.
 */
export function recoverPlan(kernel: Kernel, startBlocked: boolean, nowNs: number): boolean {
  if (!mayRecover(kernel)) return false;
  const { tried } = kernel.state.recovery;
  if (tried < recoveries.clear) return begin(kernel, recoveries.clear, nowNs);
  return startBlocked && tried < recoveries.back && begin(kernel, recoveries.back, nowNs);
}

/** True while something is tried. */
export function isRecovering(kernel: Kernel): boolean {
  return kernel.state.recovery.doing !== recoveries.none;
}

function driveBack(kernel: Kernel): boolean {
  const { recovery: r, odometry: o, skill, tuning: t } = kernel.state;
  const dx = o.xM - r.fromXM;
  const dy = o.yM - r.fromYM;
  const off = wayBack(kernel);
  if (dx * dx + dy * dy >= backM * backM || off !== off) return false;
  skill.linearMps = -Math.min(backMps, t.maxReverseMps);
  const most = Math.min(0.5, t.maxAngularRadps);
  skill.angularRadps = Math.min(most, Math.max(-most, off * t.gotoHeadingGainPerS));
  return true;
}

function lookRound(kernel: Kernel): boolean {
  const { recovery: r, odometry: o, skill } = kernel.state;
  r.leftRad -= wrapAngle(o.yawRad - r.lastYawRad);
  r.lastYawRad = o.yawRad;
  skill.linearMps = 0;
  if (r.leftRad <= 0.1) return false;
  skill.angularRadps = turnRate(kernel, r.leftRad);
  return true;
}

/** Advances what is tried by one tick; then the path is asked for anew. */
export function runRecovery(kernel: Kernel, nowNs: number): void {
  const { recovery: r, skill } = kernel.state;
  const { blockedNs } = skill;
  const lastedNs = nowNs - r.sinceNs;
  skill.linearMps = 0;
  skill.angularRadps = 0;
  const stuck = blockedNs >= 0 && nowNs - blockedNs > stuckNs;
  const goesOn = r.doing === recoveries.wait ? lastedNs < waitNs : lastedNs < motionNs && !stuck &&
    (r.doing === recoveries.back ? driveBack : lookRound)(kernel);
  if (goesOn) return;
  skill.linearMps = 0;
  skill.angularRadps = 0;
  if (!standing(kernel)) return;
  if (r.doing === recoveries.back && r.tried === recoveries.turn) {
    r.doing = recoveries.turn;
    r.sinceNs = nowNs;
    r.lastYawRad = kernel.state.odometry.yawRad;
    skill.blockedNs = -1;
    return;
  }
  askAnew(kernel, nowNs);
}
