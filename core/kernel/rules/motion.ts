/** Rules over what a motion asks: speed, duration, goal. @module */
import { hasDuration, hasYaw, noTarget, reasonNumber } from "core/messages/mod.ts";
import { intentNumber, sourceNumber } from "core/kernel/numbers.ts";
import { isSteered, leastRadiusM, possibleTurn } from "core/kernel/steering.ts";
import { driveKinds } from "core/world/mod.ts";
import type { Rule } from "./rule.ts";

const tooFast = reasonNumber("GATE_SPEED_LINEAR");
const turnsTooFast = reasonNumber("GATE_SPEED_ANGULAR");
const sideways = reasonNumber("GATE_SPEED_LATERAL");
const sidewaysTooFast = reasonNumber("GATE_SPEED_SIDEWAYS");
const tooTight = reasonNumber("GATE_TURN_RADIUS");
const badDuration = reasonNumber("GATE_DURATION");
const outOfRange = reasonNumber("GATE_RANGE");
const noPose = reasonNumber("GATE_NO_POSE");
const unknownName = reasonNumber("GATE_UNKNOWN_NAME");

/** Index of `model` in the agent table: what a language model asks is kept shorter. */
const modelAgent = 1;
/** A single turn intent may ask for at most ten whole turns, rad. */
const maxTurnRad = 62.83185307179586;

/** Caps the speeds of a drive at the operating limits; only an omni drive moves sideways. */
export const speedCap: Rule = {
  name: "speedCap",
  check: (kernel, r, _nowNs, detail) => {
    if (r.action !== intentNumber.drive) return 0;
    const t = kernel.state.tuning;
    let reason = 0;
    if (Math.abs(r.y) > t.maxLateralMps) {
      detail.value = r.y;
      detail.limit = t.maxLateralMps;
      if (kernel.params.drive.kind !== driveKinds.omni) return sideways;
      r.y = r.y >= 0 ? t.maxLateralMps : -t.maxLateralMps;
      reason = sidewaysTooFast;
    }
    const limit = r.x >= 0 ? t.maxLinearMps : t.maxReverseMps;
    if (Math.abs(r.x) > limit) {
      if (reason === 0) {
        detail.value = r.x;
        detail.limit = limit;
      }
      r.x = r.x >= 0 ? limit : -limit;
      reason = reason === 0 ? tooFast : reason;
    }
    if (Math.abs(r.z) > t.maxAngularRadps) {
      if (reason === 0) {
        detail.value = r.z;
        detail.limit = t.maxAngularRadps;
      }
      r.z = r.z >= 0 ? t.maxAngularRadps : -t.maxAngularRadps;
      reason = reason === 0 ? turnsTooFast : reason;
    }
    detail.clamped = reason === 0 ? 0 : 1;
    return reason;
  },
};

/**
 * A steered drive turns only while it rolls: a turn on the spot is refused, a tighter arc than its
 * lock allows is widened to that.
 */
export const turnRadius: Rule = {
  name: "turnRadius",
  check: (kernel, r, _nowNs, detail) => {
    if (!isSteered(kernel)) return 0;
    detail.limit = leastRadiusM(kernel);
    if (r.action === intentNumber.turn) return tooTight;
    if (r.action !== intentNumber.drive || r.z === 0) return 0;
    const possible = possibleTurn(kernel, r.x, r.z);
    if (possible === r.z) return 0;
    detail.value = Math.abs(r.x / r.z);
    if (r.x === 0) return tooTight;
    r.z = possible;
    detail.clamped = 1;
    return tooTight;
  },
};

/** Caps how long a drive, wait or relay may run; zero or negative is refused, as is missing. */
export const durationCap: Rule = {
  name: "durationCap",
  check: (kernel, r, _nowNs, detail) => {
    const drive = r.action === intentNumber.drive;
    const relay = r.action === intentNumber.trigger_relay && (r.has & hasDuration) !== 0;
    if (!drive && !relay && r.action !== intentNumber.wait) return 0;
    const p = kernel.params;
    const longest = r.agent === modelAgent ? p.maxDriveMs.model : p.maxDriveMs.script;
    const operator = r.source === sourceNumber.operator;
    const limit = !drive ? 86_400_000 : operator ? p.teleopTtlMs : longest;
    detail.value = r.durationMs;
    detail.limit = limit;
    if ((r.has & hasDuration) === 0 || !(r.durationMs >= 1)) return badDuration;
    if (r.durationMs <= limit) return 0;
    r.durationMs = limit;
    detail.clamped = 1;
    return badDuration;
  },
};

/** A goal must be a known place or a point of this site, and the robot must know where it is. */
export const goalKnown: Rule = {
  name: "goalKnown",
  check: (kernel, r, _nowNs, detail) => {
    const p = kernel.params;
    if (r.action === intentNumber.turn) {
      detail.value = r.z;
      detail.limit = maxTurnRad;
      return Math.abs(r.z) <= maxTurnRad ? 0 : outOfRange;
    }
    if (r.action === intentNumber.dock) return p.dock < 0 ? unknownName : poseKnown(kernel);
    if (r.action !== intentNumber.goto) return 0;
    if (r.target !== noTarget) {
      return r.target < p.places.length ? poseKnown(kernel) : unknownName;
    }
    detail.value = Math.max(Math.abs(r.x), Math.abs(r.y));
    detail.limit = p.goalRangeM;
    if (!(detail.value <= p.goalRangeM)) return outOfRange;
    if ((r.has & hasYaw) === 0) return poseKnown(kernel);
    // A heading of 1e39 rad is a finite number and no heading: normalising it leaves nothing of it.
    detail.value = Math.abs(r.z);
    detail.limit = maxTurnRad;
    return detail.value <= maxTurnRad ? poseKnown(kernel) : outOfRange;
  },
};

function poseKnown(kernel: Parameters<Rule["check"]>[0]): number {
  return kernel.state.odometry.posed === 1 ? 0 : noPose;
}

/** A relay must exist on this robot. */
export const relayKnown: Rule = {
  name: "relayKnown",
  check: (kernel, r) =>
    r.action === intentNumber.trigger_relay && r.target >= kernel.params.relays ? unknownName : 0,
};
