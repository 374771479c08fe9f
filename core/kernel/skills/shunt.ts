/**
 * Shunts: how a steered drive turns where one arc is not enough, as a car turns around in a lane.
 * It goes back and forth in legs at full lock, all turning it to one side. A leg ends where
 * nothing gets on any more; the next one is the arc with the most room that turns it further. With
 * none, as beside a wall that its nose would swing into, it first backs away straight.
 *
 * @module
 */
import { sharpestPerM, steerOf } from "core/world/mod.ts";
import { modeNumber } from "core/kernel/numbers.ts";
import { collectRoom, freeWayM } from "core/kernel/room.ts";
import type { Kernel } from "core/kernel/state.ts";
import { failsafeMoves } from "core/kernel/tree/moves.ts";

/** A leg lasts at least this long, ns: steering and drive need some of it. */
const leastLegNs = 400_000_000;
/** Most time of a leg that makes room or distance instead of turning around, ns. */
const mostLegNs = 2_500_000_000;
/** It is stuck when it has not come this far for so long, m and ns. */
const gotOnM = 0.015;
const stuckNs = 700_000_000;
/** Ways are looked along for this far, and are worth driving from this far on, m. */
const lookM = 0.8;
const leastFreeM = 0.1;
/** The other side must have this much more room to be turned to instead. */
const otherSide = 1.5;
/** Up to this speed the steering is moved before more is asked for, m/s, to within so much, rad. */
const steeringMps = 0.05;
const steeredRad = 0.15;

/** What legs there are, the best first: way, share of the lock toward the side, worth of a metre. */
const legs = [
  { way: 1, bend: 1, worth: 1 },
  { way: -1, bend: 1, worth: 1 },
  { way: 1, bend: 0.5, worth: 0.6 },
  { way: -1, bend: 0.5, worth: 0.6 },
  { way: -1, bend: 0, worth: 0.3 },
  { way: 1, bend: 0, worth: 0.3 },
  { way: -1, bend: -1, worth: 0.2 },
  { way: 1, bend: -1, worth: 0.2 },
] as const;
/** Going on the same way is worth this share of going back: it has just ended there. */
const sameWay = 0.5;

/** A point as a steered drive sees it. */
export interface SteeringWish {
  /** It can be driven to as it is, on an arc that the lock allows. */
  reachable: boolean;
  /** It lies so well that a shunt may end. */
  aligned: boolean;
  /** It lies within the turning circle: it must come out of it before it can be reached. */
  near: boolean;
  /** 1 = it is driven to forward, -1 = backward. */
  facing: number;
  /** Side to turn to, 1 = left. */
  side: number;
}

/** Notes whether the robot gets on; one that is not to move, or waits for a mode, is not stuck. */
function watchMotion(kernel: Kernel): boolean {
  const { skill, odometry: o, nowNs, mode } = kernel.state;
  const dx = o.xM - skill.freeXM;
  const dy = o.yM - skill.freeYM;
  const waits = mode !== modeNumber.auto && !failsafeMoves(kernel);
  if (dx * dx + dy * dy > gotOnM * gotOnM || skill.linearMps === 0 || waits) {
    skill.freeXM = o.xM;
    skill.freeYM = o.yM;
    skill.freeNs = nowNs;
  }
  return nowNs - skill.freeNs > stuckNs;
}

function isShut(kernel: Kernel, way: number): boolean {
  const { monitor } = kernel.state;
  return (way > 0 ? monitor.forwardMps : monitor.reverseMps) === 0;
}

/** Room of a leg, m; the points about the robot are collected. */
function roomOf(kernel: Kernel, way: number, lock: number): number {
  const wayM = way * lookM;
  return freeWayM(kernel, wayM, wayM * lock * sharpestPerM(kernel.params.drive));
}

function beginLeg(kernel: Kernel, way: number, lock: number): void {
  const { skill, odometry: o, nowNs } = kernel.state;
  skill.shunt = way;
  skill.shuntLock = lock;
  skill.shuntNs = nowNs;
  skill.freeNs = nowNs;
  skill.freeXM = o.xM;
  skill.freeYM = o.yM;
}

/** Begins the leg with the most to gain after one that went `lastWay` (0 = none). */
function bestLeg(kernel: Kernel, lastWay: number): void {
  const { turnSide } = kernel.state.skill;
  let best = 0;
  let way: number = lastWay > 0 ? -1 : 1;
  let lock = turnSide * way;
  for (const leg of legs) {
    if (isShut(kernel, leg.way)) continue;
    const bent = turnSide * leg.way * leg.bend;
    const freeM = roomOf(kernel, leg.way, bent);
    if (freeM < leastFreeM) continue;
    const gain = freeM * leg.worth * (leg.way === lastWay ? sameWay : 1);
    if (gain <= best) continue;
    best = gain;
    way = leg.way;
    lock = bent;
  }
  beginLeg(kernel, way, lock);
}

/** Turns toward the point, or to the other side where there is clearly more room to. */
function chooseSide(kernel: Kernel, wish: SteeringWish): number {
  if (wish.near) return wish.side;
  const here = roomOf(kernel, 1, wish.side);
  return roomOf(kernel, 1, -wish.side) > here * otherSide ? -wish.side : wish.side;
}

function beginShunts(kernel: Kernel, wish: SteeringWish, stuck: boolean): void {
  const { skill } = kernel.state;
  collectRoom(kernel, kernel.state.nowNs, lookM);
  skill.turnSide = chooseSide(kernel, wish);
  // Away from what lies too close, where there is room.
  const away = -wish.facing;
  const canLeave = wish.near && !stuck && !isShut(kernel, away) &&
    roomOf(kernel, away, skill.turnSide * away) > leastFreeM;
  if (canLeave) return beginLeg(kernel, away, skill.turnSide * away);
  bestLeg(kernel, stuck ? Math.sign(skill.linearMps) : 0);
}

/** Decides whether to shunt at this tick; begins, changes and ends legs. */
export function shunts(kernel: Kernel, wish: SteeringWish): boolean {
  const { skill, nowNs } = kernel.state;
  const stuck = watchMotion(kernel);
  if (skill.shunt === 0) {
    if (wish.reachable && !stuck) return false;
    beginShunts(kernel, wish, stuck);
    return true;
  }
  const lastedNs = nowNs - skill.shuntNs;
  if (lastedNs > leastLegNs && wish.aligned) {
    skill.shunt = 0;
    return false;
  }
  const turnsAround = !wish.near && skill.shuntLock * skill.shunt === skill.turnSide;
  if (stuck || (lastedNs > mostLegNs && !turnsAround)) {
    collectRoom(kernel, kernel.state.nowNs, lookM);
    bestLeg(kernel, skill.shunt);
  }
  return true;
}

/** Wishes the twist of the present leg at up to `speedMps`. */
export function driveLeg(kernel: Kernel, speedMps: number): void {
  const { params: p, state: s } = kernel;
  const { skill, tuning: t } = s;
  const sharpest = sharpestPerM(p.drive);
  // The lock that the turn rate allows at this speed: steering further would wait for ever.
  const most = Math.min(p.drive.maxSteerRad, steerOf(p.drive, t.maxAngularRadps / speedMps));
  const offRad = Math.abs(s.steerRad - skill.shuntLock * most);
  const steers = offRad > steeredRad && Math.abs(s.linearMps) <= 2 * steeringMps;
  skill.linearMps = skill.shunt * (steers ? Math.min(speedMps, steeringMps) : speedMps);
  skill.angularRadps = skill.linearMps * skill.shuntLock * sharpest;
}
