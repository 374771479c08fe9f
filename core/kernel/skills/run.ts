/**
 * The running motion skill: each tick it says which twist it would like. What it gets is up to
 * arbiter, room and limiter.
 *
 * @module
 */
import { wrapAngle } from "core/math/mod.ts";
import { reasonNumber } from "core/messages/mod.ts";
import { intentNumber, intentStateNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { isDocking, runDocking } from "./dock.ts";
import { giveWay } from "./give_way.ts";
import { endSkill } from "./end.ts";
import { standing, turnRate } from "./approach.ts";
import { isRecovering, runRecovery } from "./recover.ts";
import { runGoto, watchBlocked } from "./go.ts";

const done = reasonNumber("INTENT_DONE");
const timeout = reasonNumber("INTENT_TIMEOUT");

function succeed(kernel: Kernel): void {
  endSkill(kernel, intentStateNumber.succeeded, done, 0, 0);
}

function runTurn(kernel: Kernel): void {
  const { skill, odometry, tuning } = kernel.state;
  skill.turnLeftRad -= wrapAngle(odometry.yawRad - skill.lastYawRad);
  skill.lastYawRad = odometry.yawRad;
  skill.linearMps = 0;
  if (Math.abs(skill.turnLeftRad) <= tuning.gotoYawToleranceRad * 0.5) {
    skill.angularRadps = 0;
    if (standing(kernel)) succeed(kernel);
    return;
  }
  skill.angularRadps = turnRate(kernel, skill.turnLeftRad);
}

function runTimed(kernel: Kernel, nowNs: number): void {
  const { skill } = kernel.state;
  const drive = skill.intent.action === intentNumber.drive;
  skill.linearMps = drive ? skill.intent.x : 0;
  skill.angularRadps = drive ? skill.intent.z : 0;
  skill.lateralMps = drive ? skill.intent.y : 0;
  if (nowNs - skill.startedNs >= skill.intent.durationMs * 1e6) succeed(kernel);
}

/** Advances the running skill by one tick. */
export function runSkill(kernel: Kernel, nowNs: number): void {
  const { skill, tuning } = kernel.state;
  if (skill.active === 0) return;
  const action = skill.intent.action;
  if (action === intentNumber.drive || action === intentNumber.wait) {
    return runTimed(kernel, nowNs);
  }
  const waits = giveWay(kernel, nowNs);
  if (!waits) watchBlocked(kernel, nowNs);
  if (skill.active === 0) return;
  if (nowNs - skill.startedNs > tuning.gotoTimeoutMs * 1e6) {
    return endSkill(kernel, intentStateNumber.aborted, timeout, 0, tuning.gotoTimeoutMs);
  }
  if (waits) return;
  if (action === intentNumber.turn) return runTurn(kernel);
  if (isRecovering(kernel)) return runRecovery(kernel, nowNs);
  if (isDocking(kernel)) return runDocking(kernel, nowNs);
  runGoto(kernel, nowNs);
}
