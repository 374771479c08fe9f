/**
 * I4 to I8, I10 and I11: who commands, on what evidence, how fast, how steeply, with what room.
 *
 * @module
 */
import { hasBit, type KernelOutputs } from "core/messages/mod.ts";
import { curvatureOf, planarLength } from "core/world/mod.ts";
import { causeNames, causeNumber } from "core/kernel/causes.ts";
import { actionNumber, modeNumber, sourceNumber } from "core/kernel/numbers.ts";
import { blindMps, crawlMps } from "core/kernel/params.ts";
import {
  breach,
  failsafeCap,
  failsafeScale,
  freedomOf,
  holds,
  type InvariantMonitor,
  rises,
  steers,
  tiny,
  within,
} from "./monitor.ts";

const n = {
  lidarStale: causeNumber("lidarStale"),
  lidarBlind: causeNumber("lidarBlind"),
  lidarFrozen: causeNumber("lidarFrozen"),
  wheelsStale: causeNumber("wheelsStale"),
  brainLost: causeNumber("brainLost"),
  linkLost: causeNumber("linkLost"),
} as const;
/** Causes that say the robot does not see where it goes. */
const blind = [n.lidarStale, n.lidarBlind, n.lidarFrozen] as const;

function authorityOf(out: KernelOutputs): number {
  if (out.latched === 1 || out.mode === modeNumber.estop) return sourceNumber.estop;
  if (out.mode === modeNumber.manual) return sourceNumber.operator;
  if (out.mode === modeNumber.failsafe) return sourceNumber.failsafe;
  return -1;
}

/** I4: one source, the highest there is; the others add nothing. */
export function checkAuthority(m: InvariantMonitor, out: KernelOutputs): void {
  const expected = authorityOf(out);
  if (expected >= 0 && out.authority !== expected) {
    breach(m, "I4", out.nowNs, `authority ${out.authority} in mode ${out.mode}`);
  }
  const auto = out.mode === modeNumber.auto;
  const moves = auto && out.skill !== 0;
  if (moves && (out.authority < sourceNumber.brain || out.authority > sourceNumber.tree)) {
    breach(m, "I4", out.nowNs, `authority ${out.authority} over a skill in auto`);
  }
  // On the way home the failsafe itself drives.
  const returns = out.mode === modeNumber.failsafe && out.action === actionNumber.return;
  if (!auto && !returns && out.mode !== modeNumber.manual && !within(m, out, 0, 0)) {
    breach(m, "I4", out.nowNs, `command does not fall in mode ${out.mode}`);
  }
  if (auto && out.skill === 0 && !within(m, out, 0, 0)) {
    breach(m, "I4", out.nowNs, "command does not fall without a skill");
  }
  if (out.mode !== modeNumber.manual) return;
  const lives = out.nowNs < m.handUntilNs;
  const linear = lives ? Math.abs(m.handLinearMps) : 0;
  const angular = lives ? Math.abs(m.handAngularRadps) : 0;
  const lateral = lives ? Math.abs(m.handLateralMps) : 0;
  if (!within(m, out, linear, angular, lateral)) {
    const wish = `the hand asks for ${linear} m/s, ${angular} rad/s`;
    breach(m, lives ? "I4" : "I5", out.nowNs, `command ${out.linearMps} m/s: ${wish}`);
  }
}

/** I5 and I7: no motion on old evidence or on evidence known to be bad. */
export function checkEvidence(m: InvariantMonitor, out: KernelOutputs): void {
  const p = m.params;
  const crawls = out.mode === modeNumber.manual && freedomOf(m, out.causes) > 0;
  const cap = crawls ? crawlMps : 0;
  const turn = crawls ? m.tuning.maxAngularRadps : 0;
  const scanOld = p.scan !== null && out.nowNs - m.scanNs > p.watchdogs.scanNs;
  if (scanOld && holds(m, n.lidarStale) && !within(m, out, cap, turn)) {
    const ageMs = (out.nowNs - m.scanNs) * 1e-6;
    breach(m, "I5", out.nowNs, `command ${out.linearMps} m/s on a scan ${ageMs} ms old`);
  }
  const wheelsOld = p.hasWheels === 1 && out.nowNs - m.wheelsNs > p.watchdogs.wheelsNs;
  if (wheelsOld && holds(m, n.wheelsStale) && !within(m, out, 0, 0)) {
    breach(m, "I5", out.nowNs, `command ${out.linearMps} m/s on stale wheel samples`);
  }
  const leaseOld = p.brainExpected === 1 && out.nowNs - m.leaseNs > p.watchdogs.leaseNs;
  const watched = holds(m, n.brainLost) && holds(m, n.linkLost);
  if (out.mode === modeNumber.auto && leaseOld && watched && rises(m, out)) {
    breach(m, "I5", out.nowNs, "command rises on a lapsed lease");
  }
  let bad = false;
  for (const i of blind) if (out.causes !== 0 && hasBit(out.causes, i) && holds(m, i)) bad = true;
  if (bad && !within(m, out, cap, turn)) {
    breach(m, "I7", out.nowNs, `command ${out.linearMps} m/s without evidence`);
  }
}

/** I6: finite, below every active limit, and no step that the limits do not allow. */
export function checkBounds(m: InvariantMonitor, out: KernelOutputs): void {
  const now = out.nowNs;
  const p = m.params;
  const t = m.tuning;
  // One sum instead of a list: it is finite only where every part is.
  const sum = out.linearMps + out.angularRadps + out.leftSetRadps + out.rightSetRadps +
    out.leftEffort + out.rightEffort + out.lateralMps + out.rearLeftSetRadps +
    out.rearRightSetRadps + out.rearLeftEffort + out.rearRightEffort + out.steerSetRad;
  if (!Number.isFinite(sum)) return breach(m, "I6", now, "a command is not finite");
  const scale = failsafeScale(m, out);
  const sensed = p.scan !== null
    ? Infinity
    : p.ring !== null
    ? p.guards.evidence.rangeMps
    : blindMps;
  const blindCap = out.mode !== modeNumber.manual ? sensed : Infinity;
  const cap = Math.min(failsafeCap(m, out), blindCap);
  const side = out.linearMps >= 0 ? t.maxLinearMps : t.maxReverseMps;
  const linear = Math.min(cap, side * scale);
  const angular = failsafeCap(m, out) === 0 ? 0 : t.maxAngularRadps * scale;
  const lateral = Math.min(cap, t.maxLateralMps * scale);
  if (!within(m, out, linear, angular, lateral)) {
    const limits = `${linear} m/s, ${lateral} m/s to the side, ${angular} rad/s`;
    const found = `${out.linearMps} m/s, ${out.lateralMps} m/s, ${out.angularRadps} rad/s`;
    breach(m, "I6", now, `command ${found} is above its limits of ${limits}`);
  }
  const front = Math.max(Math.abs(out.leftEffort), Math.abs(out.rightEffort));
  const rear = Math.max(Math.abs(out.rearLeftEffort), Math.abs(out.rearRightEffort));
  const effort = Math.max(front, rear);
  if (effort > 1) breach(m, "I6", now, `effort ${effort} is outside -1..1`);
  const frontSet = Math.max(Math.abs(out.leftSetRadps), Math.abs(out.rightSetRadps));
  const rearSet = Math.max(Math.abs(out.rearLeftSetRadps), Math.abs(out.rearRightSetRadps));
  const wheel = Math.max(frontSet, rearSet);
  if (wheel > p.drive.maxWheelRadps + tiny) breach(m, "I6", now, `wheel set to ${wheel} rad/s`);
  const up = t.maxLinearMps2 * scale;
  checkStep(m, out, "linear", m.linearMps, out.linearMps, up, p.stopMps2);
  checkStep(m, out, "lateral", m.lateralMps, out.lateralMps, up, p.stopMps2);
  const turnStop = p.stopRadps2;
  const { angularRadps } = out;
  const turnUp = t.maxAngularRadps2 * scale;
  if (steers(m)) checkSteering(m, out);
  else checkStep(m, out, "angular", m.angularRadps, angularRadps, turnUp, turnStop);
  if (m.enable === 0 && out.enable === 1) {
    const most = t.maxLinearMps2 * p.tickPeriodNs * 1e-9;
    if (Math.max(Math.abs(out.linearMps), Math.abs(out.lateralMps)) > most + tiny) {
      breach(m, "I11", now, `drives come on at ${out.linearMps} m/s`);
    }
  }
}

/** I6 of a steered drive: a lock that it has, moved as fast as it can, and the turn that follows. */
function checkSteering(m: InvariantMonitor, out: KernelOutputs): void {
  const { drive, tickPeriodNs } = m.params;
  const steer = out.steerSetRad;
  const step = drive.steerRadps * tickPeriodNs * 1e-9;
  if (Math.abs(steer) > drive.maxSteerRad + tiny) {
    breach(m, "I6", out.nowNs, `steering set to ${steer} rad, its lock is ${drive.maxSteerRad}`);
  }
  if (Math.abs(steer - m.steerRad) > step + tiny) {
    breach(m, "I6", out.nowNs, `steering steps by ${steer - m.steerRad} rad, at most ${step}`);
  }
  const follows = out.linearMps * curvatureOf(drive, steer);
  if (Math.abs(out.angularRadps - follows) > tiny) {
    breach(m, "I6", out.nowNs, `turn of ${out.angularRadps} rad/s, steering makes ${follows}`);
  }
}

function checkStep(
  m: InvariantMonitor,
  out: KernelOutputs,
  name: string,
  before: number,
  after: number,
  upPerS: number,
  downPerS: number,
): void {
  const rests = out.linearMps === 0 && out.angularRadps === 0 && out.lateralMps === 0;
  // Zero at once: with the drives off, or after a gap in which the device stopped by itself.
  const passedNs = out.nowNs - m.lastNs;
  const gap = passedNs > m.params.watchdogs.gapNs;
  if (rests && (out.enable === 0 || gap)) return;
  const dtS = (gap ? passedNs : m.params.tickPeriodNs) * 1e-9;
  const grows = Math.abs(after) > Math.abs(before);
  const most = (grows ? upPerS : downPerS) * dtS;
  if (before * after < 0) breach(m, "I6", out.nowNs, `${name} command reverses within one tick`);
  else if (Math.abs(after - before) > most + tiny) {
    breach(m, "I6", out.nowNs, `${name} command steps by ${after - before}, at most ${most}`);
  }
}

/** I8: the room that the kernel itself reports; tests/core/kernel has an oracle of its own. */
export function checkRoom(m: InvariantMonitor, out: KernelOutputs): void {
  const dtS = m.params.tickPeriodNs * 1e-9;
  const down = m.params.stopMps2 * dtS;
  // Both parts of the speed fall, or the faster one does: a ramp ends at its target.
  const linear = Math.abs(out.linearMps) <= Math.max(0, Math.abs(m.linearMps) - down) + tiny;
  const lateral = Math.abs(out.lateralMps) <= Math.max(0, Math.abs(m.lateralMps) - down) + tiny;
  const speed = planarLength(out.linearMps, out.lateralMps);
  const falls = out.lateralMps === 0 && m.lateralMps === 0 ? linear : linear || lateral;
  if (speed > out.roomMps + tiny && !falls && speed !== 0) {
    const free = `${out.freeM} m free allow ${out.roomMps} m/s`;
    breach(m, "I8", out.nowNs, `command ${speed} m/s: ${free}`);
  }
}

/** I10: the rung is at least that of every active cause; a disabled cause is never active. */
export function checkLadder(m: InvariantMonitor, out: KernelOutputs): void {
  for (let i = 1; out.causes !== 0 && i < causeNames.length; i++) {
    if (!hasBit(out.causes, i)) continue;
    const row = m.params.causes[i];
    if (row === undefined) continue;
    // A cause with a grace may ask for less later: hold, then return.
    const later = row.thenAfterNs < Infinity ? row.thenAction : row.action;
    const least = Math.min(row.action, later);
    if (out.action < least) {
      breach(m, "I10", out.nowNs, `action ${out.action} is below cause ${causeNames[i]}`);
    }
    if (row.enabled === 0) {
      breach(m, "I10", out.nowNs, `cause ${causeNames[i]} is disabled and active`);
    }
  }
  const scanOld = m.params.scan !== null && out.nowNs - m.scanNs > m.params.watchdogs.scanNs;
  // Conditions are judged from the first tick after the self-test on.
  const awake = m.mode !== modeNumber.boot;
  if (scanOld && awake && holds(m, n.lidarStale) && m.scanNs > -Infinity) {
    if (!hasBit(out.causes, n.lidarStale)) {
      breach(m, "I10", out.nowNs, "a stale scan raises no cause");
    }
  }
}
