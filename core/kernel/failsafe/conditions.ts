/**
 * Which causes are true at this tick: one function that reads like the table in causes.ts.
 *
 * @module
 */
import type { KernelInputs } from "core/messages/mod.ts";
import { causeNumber } from "core/kernel/causes.ts";
import { modeNumber } from "core/kernel/numbers.ts";
import { tiltRad } from "core/kernel/params.ts";
import type { Kernel } from "core/kernel/state.ts";

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
  followingError: causeNumber("followingError"),
  bumper: causeNumber("bumper"),
  brainLost: causeNumber("brainLost"),
  linkLost: causeNumber("linkLost"),
  tickGap: causeNumber("tickGap"),
  driverFault: causeNumber("driverFault"),
  tilt: causeNumber("tilt"),
  estop: causeNumber("estop"),
  internal: causeNumber("internal"),
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

function sensorConditions(kernel: Kernel, set: Uint8Array, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const w = p.watchdogs;
  if (p.scan !== null) {
    set[n.lidarStale] = nowNs - s.scan.measuredNs > w.scanNs ? 1 : 0;
    set[n.lidarBlind] = s.scan.blind;
    const should = p.scanNoisy === 1 || Math.abs(s.odometry.linearMps) > movedMps;
    set[n.lidarFrozen] = should && s.scan.sameCount >= p.frozenScans ? 1 : 0;
  }
  set[n.imuStale] = p.hasImu === 1 && nowNs - s.odometry.gyroNs > w.imuNs ? 1 : 0;
  set[n.wheelsStale] = p.hasWheels === 1 && nowNs - s.odometry.wheelsNs > w.wheelsNs ? 1 : 0;
  set[n.bumper] = s.bumperPressed;
  set[n.tilt] = Math.abs(s.tiltRad) > tiltRad ? 1 : 0;
}

function batteryConditions(kernel: Kernel, set: Uint8Array, nowNs: number): void {
  const { params: p, state: s } = kernel;
  if (p.hasBattery === 0) return;
  // A gauge that speaks but does not know the charge is as good as silent: unknown is not full.
  const unknown = s.batteryNs > -Infinity && !(s.batteryPercent - s.batteryPercent === 0);
  const lost = unknown || nowNs - s.batteryNs > p.watchdogs.batteryNs;
  set[n.batteryLost] = lost ? 1 : 0;
  set[n.batteryCritical] = s.batteryPercent <= p.battery.criticalPercent ? 1 : 0;
  set[n.batteryLow] = s.batteryPercent <= p.battery.lowPercent ? 1 : 0;
  set[n.batterySag] = s.batteryV < p.battery.sagV ? 1 : 0;
}

/** How far a wheel may be from what a healthy drive would show. */
function strays(kernel: Kernel, expected: number, measured: number): boolean {
  const f = kernel.params.following;
  return Math.abs(expected - measured) > f.ratio * Math.abs(expected) + f.floorRadps;
}

function driveConditions(kernel: Kernel, set: Uint8Array): void {
  const { params: p, state: s } = kernel;
  const watched = p.hasWheels === 1 && s.enabled === 1;
  const left = strays(kernel, s.left.expectedRadps, s.odometry.leftRadps);
  const right = strays(kernel, s.right.expectedRadps, s.odometry.rightRadps);
  set[n.followingError] = watched && (left || right) ? 1 : 0;
  set[n.driverFault] = s.ackHealthy === 0 ? 1 : 0;
}

function linkConditions(kernel: Kernel, set: Uint8Array, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const wanted = s.mode === modeNumber.auto ||
    (s.mode === modeNumber.failsafe && s.resumeMode === modeNumber.auto);
  const expects = p.brainExpected === 1 && wanted;
  const silent = nowNs - s.mindBeatNs > p.watchdogs.mindNs;
  set[n.linkLost] = expects && silent ? 1 : 0;
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
    driveConditions(kernel, set);
    linkConditions(kernel, set, nowNs);
  }
  const gapNs = s.lastNs < 0 ? 0 : nowNs - s.lastNs;
  set[n.tickGap] = gapNs > kernel.params.watchdogs.gapNs ? 1 : 0;
  set[n.estop] = s.latched;
  if (inputs.latenessNs > kernel.params.tickPeriodNs) s.lateTicks += 1;
}
