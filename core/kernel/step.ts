/**
 * One tick of the kernel, on one screen: inputs and time in, outputs out. No I/O, no await, no
 * clock, no randomness. The stages run in written order and each sees only what came before it.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { bitValue, type KernelInputs, type KernelOutputs } from "core/messages/mod.ts";
import {
  carryMovers,
  carryScan,
  carrySight,
  carryWitness,
  judgeLost,
  positionSigmaM,
  takeMatch,
  takePoseFix,
  touchesKeepout,
} from "core/world/mod.ts";
import { arbitrate } from "./arbiter.ts";
import { control } from "./controllers/mod.ts";
import { clearingS, climbLadder, findConditions, internalCause, raiseNow } from "./failsafe/mod.ts";
import { isDocked, watchDock } from "./docking.ts";
import { gate } from "./gate.ts";
import { batteryRangeM, home, measureHome } from "./homing.ts";
import { expireGrants } from "./live_grants.ts";
import { limit, restrict, target } from "./limiter.ts";
import { moveMode } from "./mode.ts";
import { monitorScan } from "./monitor.ts";
import { modeNumber } from "./numbers.ts";
import { operate } from "./operator.ts";
import { takePeers, watchPeers } from "./peers.ts";
import { collectRoom } from "./room.ts";
import { fillRuleSlots } from "./rule_names.ts";
import { findOwnerCaps } from "./rules/mod.ts";
import { expireRelays } from "./skills/accept.ts";
import { planStates } from "./skills/path.ts";
import { runSkill } from "./skills/run.ts";
import { takePath } from "./skills/take_path.ts";
import type { Kernel } from "./state.ts";
import { stopInForce } from "./stop_category.ts";
import { drainStatuses } from "./status.ts";
import { takeSamples } from "./take_samples.ts";
import { layTrail } from "./trail.ts";
import { reportTree, runFailsafeTree } from "./tree/stage.ts";
import { applyTuning } from "./tuning.ts";

/**
 * Advances the kernel by one tick.
 *
 * @param kernel Parameters, memory and outputs; changed in place.
 * @param inputs What arrived since the last tick.
 * @param nowNs Time of this tick in whole ns since start.
 * @returns The one outputs record, overwritten by the next tick.
 */
export function step(kernel: Kernel, inputs: KernelInputs, nowNs: number): KernelOutputs {
  const s = kernel.state;
  s.tick = inputs.tick;
  s.nowNs = nowNs;
  s.failsafe.raised = 0;
  s.failsafe.cleared = 0;
  takeParams(kernel, inputs);
  updateWorld(kernel, inputs, nowNs);
  // Before the operator's acts: a start or reset is judged by what is true at this very tick.
  findConditions(kernel, inputs, nowNs);
  operate(kernel, inputs);
  climbLadder(kernel, nowNs);
  moveMode(kernel, nowNs);
  home(kernel, nowNs);
  watchPeers(kernel, nowNs);
  monitorScan(kernel);
  collectRoom(kernel, nowNs, 0);
  fillRuleSlots(kernel, nowNs);
  findOwnerCaps(kernel);
  expireGrants(kernel, nowNs);
  gate(kernel, inputs, nowNs);
  runFailsafeTree(kernel, nowNs);
  runSkill(kernel, nowNs);
  arbitrate(kernel, nowNs);
  restrict(kernel);
  target(kernel, nowNs);
  limit(kernel);
  control(kernel);
  guardOutputs(kernel);
  expireRelays(kernel, nowNs);
  report(kernel, nowNs);
  s.lastNs = nowNs;
  return kernel.outputs;
}

function takeParams(kernel: Kernel, inputs: KernelInputs): void {
  const { params: p, state: s } = kernel;
  for (let i = 0; i < inputs.params.count; i++) {
    applyTuning(s.tuning, at(inputs.params.index, i), at(inputs.params.value, i), p.envelope);
  }
}

function updateWorld(kernel: Kernel, inputs: KernelInputs, nowNs: number): void {
  const { params: p, state: s } = kernel;
  takeSamples(kernel, inputs, nowNs);
  if (inputs.poseFix.fresh === 1 || inputs.match.fresh === 1) fixPose(kernel, inputs, nowNs);
  judgeLost(s.odometry, p.estimator, nowNs);
  layTrail(kernel);
  measureHome(kernel, inputs);
  watchDock(kernel);
  if (inputs.ack.fresh === 1) s.ackHealthy = inputs.ack.healthy === 1 ? 1 : 0;
  if (inputs.mind.beat === 1) {
    s.mindBeatNs = nowNs;
    s.mindSeen = 1;
  }
  if (inputs.mind.lease === 1) s.leaseNs = nowNs;
  kernel.work.pathFresh = inputs.path.fresh;
  takePath(kernel, inputs);
  takePeers(kernel, inputs, nowNs);
}

/** Takes a pose fix, and the last scan along: what it saw stays where it is about the robot. */
function fixPose(kernel: Kernel, inputs: KernelInputs, nowNs: number): void {
  const { params: p } = kernel;
  const { odometry, scan } = kernel.state;
  const { xM, yM, yawRad } = odometry;
  const before = kernel.work.poseBefore;
  before.xM = xM;
  before.yM = yM;
  before.yawRad = yawRad;
  takePoseFix(odometry, inputs.poseFix, p.estimator, nowNs);
  takeMatch(odometry, inputs.match, p.estimator, nowNs);
  carryScan(scan, xM, yM, yawRad, odometry);
  carrySight(kernel.state.sight, before, odometry);
  carryMovers(kernel.state.movers, before, odometry);
  carryWitness(kernel.state.samples.witness, xM, yM, yawRad, odometry);
}

/** The last look: nothing that is not finite, and nothing above a limit, may leave. */
function guardOutputs(kernel: Kernel): void {
  const { state: s, outputs: out } = kernel;
  const sum = s.linearMps + s.angularRadps + s.lateralMps + s.steerRad + out.leftEffort +
    out.rightEffort + out.rearLeftEffort + out.rearRightEffort;
  if (sum - sum === 0) return;
  raiseNow(kernel, internalCause);
  s.mode = modeNumber.estop;
  s.linearMps = 0;
  s.angularRadps = 0;
  s.lateralMps = 0;
  s.steerRad = 0;
  s.linearMps2 = 0;
  s.angularRadps2 = 0;
  s.lateralMps2 = 0;
  s.enabled = 0;
  kernel.work.stop = stopInForce(kernel);
  control(kernel);
}

function reportState(kernel: Kernel, nowNs: number): void {
  const { state: s, outputs: out, work } = kernel;
  const f = s.failsafe;
  out.tick = s.tick;
  out.nowNs = nowNs;
  out.mode = s.mode;
  out.action = f.action;
  out.cause = f.cause;
  let active = 0;
  let conditions = 0;
  for (let i = 1; i < f.active.length; i++) {
    if (f.active[i] === 1) active += bitValue(i);
    if (f.condition[i] === 1) conditions += bitValue(i);
  }
  out.causes = active;
  out.conditions = conditions;
  out.actSeq = s.actSeq;
  out.actResult = s.actResult;
  out.operatorHolds = s.operatorHolds;
  out.clearS = clearingS(kernel, f.cause);
  out.raised = f.raised;
  out.cleared = f.cleared;
  out.latched = s.latched;
  out.latchId = s.latchId;
  out.stop = work.stop;
  out.authority = work.authority;
  out.stage = work.stage;
  const runs = s.skill.active === 1;
  out.skill = runs ? s.skill.intent.action : 0;
  out.skill0 = runs ? s.skill.intent.id0 : 0;
  out.skill1 = runs ? s.skill.intent.id1 : 0;
  out.skill2 = runs ? s.skill.intent.id2 : 0;
  out.skill3 = runs ? s.skill.intent.id3 : 0;
}

function reportPlan(kernel: Kernel): void {
  const { state: s, outputs: out } = kernel;
  out.planRequest = s.planRequest;
  out.planGoalXM = s.planGoalXM;
  out.planGoalYM = s.planGoalYM;
  out.planToleranceM = s.planToleranceM;
  out.planClear = s.planClear;
  const follows = s.skill.active === 1 && s.skill.planState === planStates.following &&
    s.pathCount > 1;
  out.pathLeftM = follows ? Math.max(0, at(s.pathM, s.pathCount - 1) - s.pathDoneM) : 0;
}

function report(kernel: Kernel, nowNs: number): void {
  const { state: s, outputs: out, work, params: p } = kernel;
  reportState(kernel, nowNs);
  out.wantedLinearMps = work.wantedLinearMps;
  out.wantedAngularRadps = work.wantedAngularRadps;
  out.linearMps = s.linearMps;
  out.angularRadps = s.angularRadps;
  out.wantedLateralMps = work.wantedLateralMps;
  out.lateralMps = s.lateralMps;
  out.odomLateralMps = s.odometry.lateralMps;
  out.roomMps = work.roomMps;
  out.freeM = work.freeM;
  out.capMps = work.worldMps;
  out.capValue = work.worldValue;
  out.capReason = work.worldReason;
  out.enable = s.enabled;
  out.odomXM = s.odometry.xM;
  out.odomYM = s.odometry.yM;
  out.odomYawRad = s.odometry.yawRad;
  out.odomLinearMps = s.odometry.linearMps;
  out.odomAngularRadps = s.odometry.angularRadps;
  out.poseSigmaM = positionSigmaM(s.odometry.filter);
  out.poseQuality = s.odometry.quality;
  out.lost = s.odometry.lost;
  out.batteryPercent = s.batteryPercent;
  out.homeM = s.homing.homeM;
  out.rangeM = batteryRangeM(kernel);
  out.docked = isDocked(kernel) ? 1 : 0;
  reportPlan(kernel);
  reportTree(kernel);
  out.relays = s.relays;
  const { xM, yM, yawRad } = s.odometry;
  const inside = p.keepout !== null && s.odometry.posed === 1 &&
    touchesKeepout(p.keepout, p.footprint, xM, yM, yawRad);
  out.inKeepout = inside ? 1 : 0;
  out.started = s.started;
  out.intents = s.intents;
  out.accepted = s.accepted;
  out.clamped = s.clamped;
  out.refused = s.refused;
  out.faults = s.failsafe.faults;
  out.lateTicks = s.lateTicks;
  drainStatuses(kernel);
}
