/**
 * Leaves that move the robot. Each makes an intent of source `failsafe`, which meets every rule of
 * the gate and runs as any other skill: below the operator, at the failsafe's half speed, within
 * the room ahead. While the ladder only holds the robot a leaf waits; what is left of its way is
 * gone once the ladder lets the failsafe move again, from standstill.
 *
 * @module
 */
import { reasonNumber } from "core/messages/mod.ts";
import { failure, port, running, success, type TreeRun } from "core/tree/runtime/mod.ts";
import { pauseHoming } from "core/kernel/homing.ts";
import {
  actionNumber,
  intentNumber,
  intentStateNumber,
  sourceNumber,
} from "core/kernel/numbers.ts";
import { endSkill } from "core/kernel/skills/end.ts";
import type { Kernel } from "core/kernel/state.ts";
import { asked, askGate, beginIntent, lastFor } from "./ask_gate.ts";

const endedByFailsafe = reasonNumber("INTENT_FAILSAFE");
/** Less than this way or angle left is none, m and rad. */
const nothingLeft = 0.01;
/** A drive back may take this much longer than its speed says: it begins and ends at rest. */
const slack = 1.2;

function stands(kernel: Kernel): boolean {
  return kernel.state.linearMps === 0 && kernel.state.angularRadps === 0;
}

/** True while the skill that this tree began runs. */
function isOurs(kernel: Kernel): boolean {
  const { skill, tree } = kernel.state;
  return tree.moving === 1 && skill.active === 1 &&
    skill.intent.source === sourceNumber.failsafe && skill.intent.id3 === tree.motion;
}

/** Ends the skill of a leaf, if it still runs. */
function endOurs(kernel: Kernel): void {
  const { tree } = kernel.state;
  if (isOurs(kernel)) endSkill(kernel, intentStateNumber.canceled, endedByFailsafe, 0, 0);
  tree.moving = 0;
  tree.outcome = 0;
}

/** What is left of a running skill's way or angle; of a dock nothing is kept. */
function leftOf(kernel: Kernel, run: TreeRun, node: number): number {
  const { skill, odometry, tree } = kernel.state;
  if (skill.intent.action === intentNumber.turn) return skill.turnLeftRad;
  if (skill.intent.action !== intentNumber.drive) return 1;
  const dx = odometry.xM - tree.fromXM;
  const dy = odometry.yM - tree.fromYM;
  return (run.state.note[node] ?? 0) - Math.sqrt(dx * dx + dy * dy);
}

function begin(kernel: Kernel, run: TreeRun, node: number): number {
  const { tree, odometry } = kernel.state;
  const verdict = askGate(kernel, run.nowNs);
  if (verdict === asked.later) return running;
  if (verdict === asked.refused) return failure;
  tree.moving = 1;
  tree.motion = tree.asked;
  tree.outcome = 0;
  tree.mover = node;
  tree.fromXM = odometry.xM;
  tree.fromYM = odometry.yM;
  return running;
}

/**
 * The life of a leaf that moves: waits until the failsafe may move and stands, begins, runs, ends.
 * Returns a status, or -1 where the caller should make its intent and `begin`.
 */
function advance(kernel: Kernel, run: TreeRun, node: number): number {
  const { failsafe, tree } = kernel.state;
  const mine = tree.moving === 1 && tree.mover === node;
  if (mine && !isOurs(kernel)) {
    const outcome = tree.outcome;
    tree.moving = 0;
    return outcome === 1 ? success : failure;
  }
  if (failsafe.action !== actionNumber.return) {
    if (mine) {
      run.state.note[node] = leftOf(kernel, run, node);
      endOurs(kernel);
    }
    return running;
  }
  if (mine) return running;
  // Another leaf's motion ends first, as one intent replaces another.
  if (!stands(kernel) || tree.moving === 1) return running;
  return -1;
}

/** BackOff: so far back, straight; done once it is there. */
export function tickBackOff(kernel: Kernel, run: TreeRun, node: number, fresh: boolean): number {
  const { state: s } = kernel;
  if (fresh) run.state.note[node] = port(run, node, 0);
  const speedMps = Math.min(port(run, node, 1), s.tuning.maxReverseMps);
  const status = advance(kernel, run, node);
  if (status === running && s.tree.moving === 1 && s.tree.mover === node) {
    if (leftOf(kernel, run, node) > nothingLeft) return running;
    endOurs(kernel);
    return success;
  }
  if (status !== -1) return status;
  const leftM = run.state.note[node] ?? NaN;
  if (leftM <= nothingLeft) return success;
  if (!(leftM > 0 && leftM <= 2 && speedMps > 0)) return failure;
  beginIntent(kernel, intentNumber.drive);
  kernel.work.intent.x = -speedMps;
  // The failsafe drives at half speed, so half as fast takes twice as long.
  lastFor(
    kernel,
    Math.min(kernel.params.maxDriveMs.script, leftM / speedMps * 2000 * slack + 2000),
  );
  return begin(kernel, run, node);
}

/** Turn: by an angle, on the spot. */
export function tickTurn(kernel: Kernel, run: TreeRun, node: number, fresh: boolean): number {
  if (fresh) run.state.note[node] = port(run, node, 0);
  const status = advance(kernel, run, node);
  if (status !== -1) return status;
  const leftRad = run.state.note[node] ?? NaN;
  if (Math.abs(leftRad) <= nothingLeft) return success;
  beginIntent(kernel, intentNumber.turn);
  kernel.work.intent.z = leftRad;
  return begin(kernel, run, node);
}

/** Dock: to the dock, by plan where there is a planner. */
export function tickDock(kernel: Kernel, run: TreeRun, node: number): number {
  const status = advance(kernel, run, node);
  if (status !== -1) return status;
  beginIntent(kernel, intentNumber.dock);
  return begin(kernel, run, node);
}

/** Ends what a moving leaf began. */
export function haltMotion(kernel: Kernel, node: number): void {
  if (kernel.state.tree.mover === node) endOurs(kernel);
}

/** Return: home by plan or trail (homing.ts); waits while the ladder only holds. */
export function tickReturn(kernel: Kernel): number {
  const { homing, tree, failsafe } = kernel.state;
  tree.wantsHome = 1;
  const returns = failsafe.action === actionNumber.return;
  const status = homing.failed === 1
    ? failure
    : returns && homing.arrived === 1
    ? success
    : running;
  if (status !== running) haltReturn(kernel);
  return status;
}

/** Ends the way home, wherever it is. */
export function haltReturn(kernel: Kernel): void {
  kernel.state.tree.wantsHome = 0;
  pauseHoming(kernel);
}
