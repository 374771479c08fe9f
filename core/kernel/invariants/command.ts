/**
 * I4 to I8, I10 and I11: who commands, on what evidence, how fast, how steeply, with what room.
 *
 * @module
 */
import { hasBit, type KernelOutputs } from "core/messages/mod.ts";
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
  if (!within(m, out, linear, angular)) {
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
  for (const i of blind) if (hasBit(out.causes, i) && holds(m, i)) bad = true;
  if (bad && !within(m, out, cap, turn)) {
    breach(m, "I7", out.nowNs, `command ${out.linearMps} m/s without evidence`);
  }
}

/** I6: finite, below every active limit, and no step that the limits do not allow. */
export function checkBounds(m: InvariantMonitor, out: KernelOutputs): void {
  const now = out.nowNs;
  const p = m.params;
  const t = m.tuning;
  const numbers = [
    out.linearMps,
    out.angularRadps,
    out.leftSetRadps,
    out.rightSetRadps,
    out.leftEffort,
    out.rightEffort,
  ];
  for (const value of numbers) {
    if (!Number.isFinite(value)) return breach(m, "I6", now, "a command is not finite");
  }
  const scale = failsafeScale(m, out);
  const blindCap = p.scan === null && out.mode !== modeNumber.manual ? blindMps : Infinity;
  const cap = Math.min(failsafeCap(m, out), blindCap);
  const side = out.linearMps >= 0 ? t.maxLinearMps : t.maxReverseMps;
  const linear = Math.min(cap, side * scale);
  const angular = failsafeCap(m, out) === 0 ? 0 : t.maxAngularRadps * scale;
  if (!within(m, out, linear, angular)) {
    const limits = `${linear} m/s, ${angular} rad/s`;
    const found = `${out.linearMps} m/s, ${out.angularRadps} rad/s`;
    breach(m, "I6", now, `command ${found} is above its limits of ${limits}`);
  }
  const effort = Math.max(Math.abs(out.leftEffort), Math.abs(out.rightEffort));
  if (effort > 1) breach(m, "I6", now, `effort ${effort} is outside -1..1`);
  const wheel = Math.max(Math.abs(out.leftSetRadps), Math.abs(out.rightSetRadps));
  if (wheel > p.drive.maxWheelRadps + tiny) breach(m, "I6", now, `wheel set to ${wheel} rad/s`);
  checkStep(m, out, "linear", m.linearMps, out.linearMps, t.maxLinearMps2 * scale, p.stopMps2);
  const turnStop = p.stopRadps2;
  const { angularRadps } = out;
  checkStep(m, out, "angular", m.angularRadps, angularRadps, t.maxAngularRadps2 * scale, turnStop);
  if (m.enable === 0 && out.enable === 1) {
    const most = t.maxLinearMps2 * p.tickPeriodNs * 1e-9;
    if (Math.abs(out.linearMps) > most + tiny) {
      breach(m, "I11", now, `drives come on at ${out.linearMps} m/s`);
    }
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
  const rests = out.linearMps === 0 && out.angularRadps === 0;
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
  const falls = Math.abs(out.linearMps) <= Math.abs(m.linearMps) - m.params.stopMps2 * dtS + tiny;
  if (Math.abs(out.linearMps) > out.roomMps + tiny && !falls && out.linearMps !== 0) {
    const free = `${out.freeM} m free allow ${out.roomMps} m/s`;
    breach(m, "I8", out.nowNs, `command ${out.linearMps} m/s: ${free}`);
  }
}

/** I10: the rung is at least that of every active cause; a disabled cause is never active. */
export function checkLadder(m: InvariantMonitor, out: KernelOutputs): void {
  for (let i = 1; i < causeNames.length; i++) {
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
