/**
 * Which causes are true at this tick: one function that reads like the table in causes.ts.
 *
 * @module
 */
import type { KernelInputs } from "core/messages/mod.ts";
import { causeNumber } from "core/kernel/causes.ts";
import { isDockBumper } from "core/kernel/docking.ts";
import { energyHomePercent } from "core/kernel/homing.ts";
import { modeNumber } from "core/kernel/numbers.ts";
import { tiltRad } from "core/kernel/params.ts";
import { isPeerSilent } from "core/kernel/peers.ts";
import type { Kernel } from "core/kernel/state.ts";
import type { StreamClock } from "core/kernel/stream_clock.ts";
import { driveConditions } from "./drive_conditions.ts";
import { hostConditions } from "./host_conditions.ts";

const n = {
  lidarStale: causeNumber("lidarStale"),
  lidarBlind: causeNumber("lidarBlind"),
  lidarFrozen: causeNumber("lidarFrozen"),
  imuStale: causeNumber("imuStale"),
  wheelsStale: causeNumber("wheelsStale"),
  batteryLow: causeNumber("batteryLow"),
  batteryCritical: causeNumber("batteryCritical"),
  batteryLost: causeNumber("batteryLost"),
  batterySag: causeNumber("batterySag"),
  bumper: causeNumber("bumper"),
  brainLost: causeNumber("brainLost"),
  linkLost: causeNumber("linkLost"),
  tickGap: causeNumber("tickGap"),
  tilt: causeNumber("tilt"),
  estop: causeNumber("estop"),
  internal: causeNumber("internal"),
  sensorErratic: causeNumber("sensorErratic"),
  bumperStale: causeNumber("bumperStale"),
  headingDrift: causeNumber("headingDrift"),
  headingLost: causeNumber("headingLost"),
  batteryEmpty: causeNumber("batteryEmpty"),
  poseLost: causeNumber("poseLost"),
  rangeStale: causeNumber("rangeStale"),
  batteryFar: causeNumber("batteryFar"),
  returnFailed: causeNumber("returnFailed"),
  dockFailed: causeNumber("dockFailed"),
  treeDisarm: causeNumber("treeDisarm"),
  peerSilent: causeNumber("peerSilent"),
} as const;

/** Cause number of the E-stop, for the latch. */
export const estopCause = n.estop;
/** Cause number of a broken invariant, for the step's last check. */
export const internalCause = n.internal;
/** Cause number of a lapsed brain lease. */
export const brainLostCause = n.brainLost;
/** Cause number of a silent mind. */
export const linkLostCause = n.linkLost;
/** Cause number of a gap in the kernel's own time. */
export const tickGapCause = n.tickGap;

/** A scan that repeats while the robot stands still is normal only for a lidar without noise. */
const movedMps = 0.02;
/** Samples were not believed within this time: the sensor is erratic, ns. */
const erraticNs = 500_000_000;
/** Headings of gyro and wheels this far apart are drift, and this far apart are no heading (FAULTS.md S10). */
const driftRad = 0.08726646259971647;
const lostRad = 0.2617993877991494;

function isErratic(clock: StreamClock, nowNs: number): boolean {
  return nowNs - clock.rejectedNs <= erraticNs;
}

/** A ring beside a lidar that is stale or reads nonsense. */
function ringErratic(kernel: Kernel, nowNs: number): boolean {
  const { params: p, state: s } = kernel;
  if (p.ring === null || p.scan === null) return false;
  return isErratic(s.samples.range, nowNs) || nowNs - s.ring.measuredNs > p.watchdogs.rangeNs;
}

function plausibilityConditions(kernel: Kernel, set: Uint8Array, nowNs: number): void {
  const { samples } = kernel.state;
  const erratic = isErratic(samples.scan, nowNs) || isErratic(samples.imu, nowNs) ||
    isErratic(samples.wheels, nowNs) || isErratic(samples.bumper, nowNs) ||
    ringErratic(kernel, nowNs);
  set[n.sensorErratic] = erratic ? 1 : 0;
  const gap = Math.abs(samples.headingGapRad);
  set[n.headingDrift] = gap > driftRad ? 1 : 0;
  set[n.headingLost] = gap > lostRad ? 1 : 0;
}

function sensorConditions(kernel: Kernel, set: Uint8Array, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const w = p.watchdogs;
  if (p.scan !== null) {
    set[n.lidarStale] = nowNs - s.scan.measuredNs > w.scanNs ? 1 : 0;
    set[n.lidarBlind] = s.scan.blind;
    const should = p.scanNoisy === 1 || Math.abs(s.odometry.linearMps) > movedMps;
    set[n.lidarFrozen] = should && s.scan.sameCount >= p.frozenScans ? 1 : 0;
  }
  // Beside a lidar the ring is a second pair of eyes: its loss slows (sensorErratic).
  const ringOld = p.ring !== null && nowNs - s.ring.measuredNs > w.rangeNs;
  set[n.rangeStale] = ringOld && p.scan === null ? 1 : 0;
  set[n.imuStale] = p.hasImu === 1 && nowNs - s.odometry.gyroNs > w.imuNs ? 1 : 0;
  set[n.wheelsStale] = p.hasWheels === 1 && nowNs - s.odometry.wheelsNs > w.wheelsNs ? 1 : 0;
  set[n.bumper] = isDockBumper(kernel) ? 0 : s.bumperPressed;
  set[n.bumperStale] = p.hasBumper === 1 && nowNs - s.bumperNs > w.bumperNs ? 1 : 0;
  set[n.poseLost] = s.odometry.lost;
  set[n.returnFailed] = s.homing.failedNow;
  set[n.dockFailed] = s.docking.failed;
  set[n.treeDisarm] = s.tree.disarm;
  set[n.tilt] = Math.abs(s.tiltRad) > tiltRad ? 1 : 0;
}

/** A robot that turned back for its battery goes out again only when it was charged, %. */
const chargedPercent = 3;

/** 1 where the charge gets the robot home and no further, until it was charged. */
function batteryFar(kernel: Kernel): number {
  const { failsafe: f, homing, batteryPercent } = kernel.state;
  if (f.active[n.batteryFar] === 1) {
    return batteryPercent < homing.farPercent + chargedPercent ? 1 : 0;
  }
  if (!(batteryPercent <= energyHomePercent(kernel))) return 0;
  homing.farPercent = batteryPercent;
  return 1;
}

function batteryConditions(kernel: Kernel, set: Uint8Array, nowNs: number): void {
  const { params: p, state: s } = kernel;
  if (p.hasBattery === 0) return;
  // A gauge that speaks but does not know the charge is as good as silent: unknown is not full.
  const unknown = s.batteryNs > -Infinity && !(s.batteryPercent - s.batteryPercent === 0);
  const lost = unknown || nowNs - s.batteryNs > p.watchdogs.batteryNs;
  set[n.batteryLost] = lost ? 1 : 0;
  set[n.batteryCritical] = s.batteryPercent <= p.battery.criticalPercent ? 1 : 0;
  set[n.batteryFar] = batteryFar(kernel);
  set[n.batteryLow] = s.batteryPercent <= p.battery.lowPercent ? 1 : 0;
  set[n.batterySag] = s.batteryV < p.battery.sagV ? 1 : 0;
  set[n.batteryEmpty] = s.batteryV < p.battery.floorV ? 1 : 0;
}

function linkConditions(kernel: Kernel, set: Uint8Array, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const wanted = s.mode === modeNumber.auto ||
    (s.mode === modeNumber.failsafe && s.resumeMode === modeNumber.auto);
  const expects = p.brainExpected === 1 && wanted;
  const silent = nowNs - s.mindBeatNs > p.watchdogs.mindNs;
  set[n.linkLost] = expects && silent ? 1 : 0;
  set[n.peerSilent] = isPeerSilent(kernel, nowNs) ? 1 : 0;
  set[n.brainLost] = expects && !silent && nowNs - s.leaseNs > p.watchdogs.leaseNs ? 1 : 0;
}

/** Works out every condition of this tick into `state.failsafe.condition`. */
export function findConditions(kernel: Kernel, inputs: KernelInputs, nowNs: number): void {
  const s = kernel.state;
  const set = s.failsafe.condition;
  if (s.mode === modeNumber.boot) {
    set.fill(0);
  } else {
    sensorConditions(kernel, set, nowNs);
    batteryConditions(kernel, set, nowNs);
    plausibilityConditions(kernel, set, nowNs);
    driveConditions(kernel, inputs, set, nowNs);
    hostConditions(kernel, inputs, set, nowNs);
    linkConditions(kernel, set, nowNs);
  }
  const gapNs = s.lastNs < 0 ? 0 : nowNs - s.lastNs;
  set[n.tickGap] = gapNs > kernel.params.watchdogs.gapNs ? 1 : 0;
  set[n.estop] = s.latched;
  if (inputs.latenessNs > kernel.params.tickPeriodNs) s.lateTicks += 1;
}
