/**
 * `return`: home at half speed, by a fresh plan where a planner answers, else back along the
 * trail, else not at all (the ladder then holds). It runs as a skill of the failsafe: below the
 * operator, above the brain. Three tries; then it is given up and said.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { type KernelInputs, reasonNumber } from "core/messages/mod.ts";
import {
  actionNumber,
  intentNumber,
  intentStateNumber,
  modeNumber,
  sourceNumber,
} from "./numbers.ts";
import { noteReturn } from "./orders.ts";
import { beginDocking, docksAt, isDocking } from "./skills/dock.ts";
import { endSkill } from "./skills/end.ts";
import { askPath, followTrail, planStates } from "./skills/path.ts";
import type { Kernel } from "./state.ts";
import { trailLengthM } from "./trail.ts";

/** What is remembered of a return. */
export interface HomingState {
  /** 1 while the robot is on its way home. */
  active: number;
  arrived: number;
  /** Tries that failed, and when the last one did. */
  tries: number;
  failedNs: number;
  /** 1 = given up: nothing leads home. */
  failed: number;
  /** 1 at the tick at which it was given up. */
  failedNow: number;
  /** How the skill of the last try ended: 0 it runs or none ran, 1 at home, 2 not. */
  outcome: number;
  /** Way home by what is known, m; Infinity where nothing is. */
  homeM: number;
  /** Where and when the robot last got on, m and ns. */
  markXM: number;
  markYM: number;
  markNs: number;
  /** Charge at which the robot turned back, %. */
  farPercent: number;
}

/** No return yet. */
export function createHoming(): HomingState {
  return {
    active: 0,
    arrived: 0,
    tries: 0,
    failedNs: -Infinity,
    failed: 0,
    failedNow: 0,
    outcome: 0,
    homeM: Infinity,
    markXM: 0,
    markYM: 0,
    markNs: -Infinity,
    farPercent: 0,
  };
}

/** Tries of a return, and the pause between two, ns (FAULTS.md E09: given up within 30 s). */
const mostTries = 3;
const pauseNs = 2_000_000_000;
/** Home is reached within this, m. */
const homeToleranceM = 0.2;
/** A return that has not moved this far for this long is stuck, m and ns. */
const gotOnM = 0.3;
const stuckNs = 27_000_000_000;
/** How fast the mean power follows a sample: a minute at 2 Hz. */
const powerShare = 0.02;
/** Where only the straight way is known: the real one is about this much longer. */
const detour = 1.5;

const endedByFailsafe = reasonNumber("INTENT_FAILSAFE");

/** Works out how far it is home: once a tick, for the battery's sake. */
export function measureHome(kernel: Kernel, inputs: KernelInputs): void {
  const { params: p, state: s } = kernel;
  const { battery } = inputs;
  const watts = battery.voltageV * battery.currentA;
  if (battery.fresh === 1 && watts > 0 && watts < Infinity) {
    s.powerW += (watts - s.powerW) * powerShare;
  }
  const { odometry: o, homing } = s;
  homing.homeM = trailLengthM(kernel);
  if (p.dock < 0 || o.posed === 0) return;
  const dock = at(p.places, p.dock);
  const dx = dock.xM - o.xM;
  const dy = dock.yM - o.yM;
  const straight = Math.sqrt(dx * dx + dy * dy) * detour;
  // The trail leads to the dock only where it began there; else the dock counts.
  homing.homeM = homing.homeM === Infinity ? straight : Math.max(homing.homeM, straight / detour);
}

/** Gives a return up that has got nowhere for too long, whatever its tries do. */
function watchStanding(kernel: Kernel, nowNs: number): void {
  const { homing, odometry: o } = kernel.state;
  const dx = o.xM - homing.markXM;
  const dy = o.yM - homing.markYM;
  if (homing.markNs === -Infinity || dx * dx + dy * dy > gotOnM * gotOnM) {
    homing.markXM = o.xM;
    homing.markYM = o.yM;
    homing.markNs = nowNs;
  }
  if (homing.arrived === 1 || homing.failed === 1 || nowNs - homing.markNs < stuckNs) return;
  homing.failed = 1;
  homing.failedNow = 1;
}

function setHome(kernel: Kernel): void {
  const { params: p, state: s } = kernel;
  const { skill, trail } = s;
  const byPlan = p.dock >= 0 && p.planner.enabled === 1;
  const dock = p.dock >= 0 ? at(p.places, p.dock) : null;
  skill.goalXM = byPlan && dock !== null ? dock.xM : at(trail.xM, 0);
  skill.goalYM = byPlan && dock !== null ? dock.yM : at(trail.yM, 0);
  skill.goalYawRad = dock === null ? 0 : dock.yawRad;
  skill.goalHasYaw = byPlan && dock !== null ? dock.hasYaw : 0;
  skill.toleranceM = homeToleranceM;
  skill.startDistanceM = s.homing.homeM;
}

function startHoming(kernel: Kernel, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const { skill, homing } = s;
  endSkill(kernel, intentStateNumber.aborted, endedByFailsafe, 0, 0);
  noteReturn(kernel);
  homing.active = 1;
  skill.active = 1;
  skill.intent.id0 = 0;
  skill.intent.id1 = 0;
  skill.intent.id2 = 0;
  skill.intent.id3 = 0;
  skill.intent.source = sourceNumber.failsafe;
  skill.intent.action = intentNumber.dock;
  skill.startedNs = nowNs;
  skill.phase = 0;
  skill.waypoint = 0;
  skill.blockedNs = -1;
  skill.planState = planStates.direct;
  skill.planTries = 0;
  skill.rotating = 0;
  skill.arriving = 0;
  skill.progressLeftM = Infinity;
  skill.progressNs = nowNs;
  skill.shunt = 0;
  skill.freeNs = nowNs;
  skill.linearMps = 0;
  skill.angularRadps = 0;
  skill.lateralMps = 0;
  s.pathCount = 0;
  s.docking.stage = 0;
  s.docking.failed = 0;
  setHome(kernel);
  const planned = p.planner.enabled === 1 && p.dock >= 0;
  if (docksAt(kernel, p.dock)) beginDocking(kernel, nowNs);
  else if (planned) askPath(kernel, nowNs);
  // What barred the last try may be gone: the planner looks anew.
  if (homing.tries > 0) s.planClear = 1;
  if (planned || isDocking(kernel)) return;
  if (!followTrail(kernel)) endSkill(kernel, intentStateNumber.aborted, endedByFailsafe, 0, 0);
}

/** Takes note of how the last try ended. */
function noteOutcome(homing: HomingState, nowNs: number): void {
  homing.failedNow = 0;
  if (homing.outcome === 0) return;
  const reached = homing.outcome === 1;
  homing.outcome = 0;
  if (reached) {
    homing.arrived = 1;
    return;
  }
  homing.tries += 1;
  homing.failedNs = nowNs;
  if (homing.tries < mostTries) return;
  homing.failed = 1;
  homing.failedNow = 1;
}

/** Ends the way home where it is; its tries stay counted until nothing asks for a return. */
export function pauseHoming(kernel: Kernel): void {
  const { homing, skill } = kernel.state;
  if (homing.active === 0) return;
  homing.active = 0;
  skill.active = 0;
  skill.linearMps = 0;
  skill.angularRadps = 0;
  skill.lateralMps = 0;
  kernel.state.pathCount = 0;
  kernel.state.docking.stage = 0;
}

/** Begins, goes on with, or forgets the return, as the ladder wants it. Call after the mode. */
export function home(kernel: Kernel, nowNs: number): void {
  const { homing, failsafe } = kernel.state;
  if (failsafe.action >= actionNumber.disarm) homing.outcome = 0;
  noteOutcome(homing, nowNs);
  // In idle nothing drives, in manual the operator does: no try of a return runs out there.
  const returns = failsafe.action === actionNumber.return &&
    kernel.state.mode === modeNumber.failsafe;
  // The tree says when (core/kernel/tree): it stops and honks first, or does something else.
  const wanted = returns && kernel.state.tree.wantsHome === 1;
  if (wanted) {
    const waits = nowNs - homing.failedNs < pauseNs;
    watchStanding(kernel, nowNs);
    // It stops first: a cause never makes the robot move more than it did.
    const stands = kernel.state.linearMps === 0 && kernel.state.angularRadps === 0;
    if (homing.active === 0 && !stands) {
      endSkill(kernel, intentStateNumber.aborted, endedByFailsafe, 0, 0);
      return;
    }
    if (homing.active === 0 && homing.arrived === 0 && homing.failed === 0 && !waits) {
      startHoming(kernel, nowNs);
    }
    return;
  }
  if (returns) {
    homing.markNs = -Infinity;
    return pauseHoming(kernel);
  }
  // A hold above it pauses a return; once nothing asks for one any more it is over.
  if (failsafe.action > actionNumber.return && failsafe.action < actionNumber.disarm) return;
  pauseHoming(kernel);
  homing.arrived = 0;
  homing.markNs = -Infinity;
  if (failsafe.action >= actionNumber.disarm) return;
  homing.tries = 0;
  homing.failed = 0;
  homing.failedNs = -Infinity;
}

/** Share of top speed that a return makes: half of it, and slower in curves. */
const returnSpeedShare = 0.35;

/**
 * Charge that the way home takes, with its reserve and what must never be used, in percent; 0
 * where the battery's capacity is not known.
 */
export function energyHomePercent(kernel: Kernel): number {
  const { homeM } = kernel.state.homing;
  return homeM < Infinity ? energyForPercent(kernel, 0, homeM / detour) : 0;
}

/**
 * Charge in percent that takes the robot `thereM` away and from there `homeM` to its dock, both as
 * the crow flies, with the reserve and what must never be used; 0 where nothing is known.
 */
export function energyForPercent(kernel: Kernel, thereM: number, homeM: number): number {
  const { params: p, state: s } = kernel;
  const { capacityWh, idleW, reserveShare, criticalPercent } = p.battery;
  if (!(capacityWh > 0)) return 0;
  const top = Math.max(0.01, s.tuning.maxLinearMps);
  const seconds = (thereM / top + homeM / (top * returnSpeedShare)) * detour;
  const wattHours = Math.max(s.powerW, idleW) * seconds / 3600;
  return wattHours / capacityWh * 100 * (1 + reserveShare) + criticalPercent;
}

/**
 * Way that the charge lasts for at top speed, its reserve and what must never be used kept, m; NaN
 * where the charge or the battery's capacity is not known.
 */
export function batteryRangeM(kernel: Kernel): number {
  const { params: p, state: s } = kernel;
  const { capacityWh, criticalPercent } = p.battery;
  if (!(capacityWh > 0) || s.batteryPercent - s.batteryPercent !== 0) return NaN;
  const perM = (energyForPercent(kernel, 1, 0) - criticalPercent) / detour;
  if (!(perM > 0)) return Infinity;
  return Math.max(0, s.batteryPercent - criticalPercent) / perM;
}
