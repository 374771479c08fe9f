/**
 * One tick of a tree: pre-conditions, the node itself, post scripts, and how an end is passed
 * down. The order of BehaviorTree.CPP v4: `failureIf`, `successIf`, `skipIf` are asked of a node
 * that is at rest; `while` of a resting and of a running one. No node keeps more than its row of
 * fixed numbers, and loops stop at `mostVisits` until the next tick.
 *
 * @module
 */
import { evaluate, evaluateNumber } from "core/condition/runtime/mod.ts";
import { at } from "core/fault.ts";
import {
  haltParallel,
  tickFallback,
  tickIfThenElse,
  tickParallel,
  tickParallelAll,
  tickReactiveFallback,
  tickReactiveSequence,
  tickSequence,
  tickSequenceWithMemory,
  tickSwitch,
  tickWhileDoElse,
} from "./controls.ts";
import { tickPipeline, tickRecovery, tickRoundRobin } from "./controls_nav.ts";
import {
  tickDelay,
  tickForceFailure,
  tickForceSuccess,
  tickInverter,
  tickKeepRunning,
  tickPass,
  tickRate,
  tickRepeat,
  tickRetry,
  tickRunOnce,
  tickTimeout,
} from "./decorators.ts";
import { hostKinds, kindNumber, kinds } from "./kinds.ts";
import { failure, halted, idle, running, skipped, success } from "./status.ts";
import {
  childAt,
  type CompiledTree,
  createRun,
  hooksPerNode,
  type LeafHost,
  port,
  resetChildren,
  type TreeRun,
  type TreeState,
} from "./table.ts";

type Ticker = (run: TreeRun, node: number) => number;
type KindName = (typeof kinds)[number]["xml"];

/** Indices in `preConditions`. */
const failureIf = 0;
const successIf = 1;
const skipIf = 2;
const whileTrue = 3;
/** Indices in `postScripts`. */
const onHalted = 2;
const always = 3;

function isTrue(run: TreeRun, program: number): boolean {
  return evaluate(at(run.tree.programs, program), run.state.slots, run.scratch) === 1;
}

function runScript(run: TreeRun, script: number): void {
  const { tree, state: s } = run;
  const start = tree.scriptStart[script] ?? 0;
  const count = tree.scriptCount[script] ?? 0;
  for (let i = start; i < start + count; i++) {
    const program = at(tree.programs, tree.assignProgram[i] ?? 0);
    s.slots[tree.assignSlot[i] ?? 0] = evaluateNumber(program, s.slots, run.scratch);
  }
}

function tickCondition(run: TreeRun, node: number): number {
  return isTrue(run, run.tree.body[node] ?? 0) ? success : failure;
}

function tickScript(run: TreeRun, node: number): number {
  runScript(run, run.tree.body[node] ?? 0);
  return success;
}

/** Precondition: a decorator that asks only while its child is at rest. */
function tickPrecondition(run: TreeRun, node: number): number {
  const { state: s } = run;
  const child = childAt(run, node, 0);
  if (s.status[child] !== running && !isTrue(run, run.tree.body[node] ?? 0)) {
    const choice = port(run, node, 1);
    return choice === 1 ? success : choice === 2 ? skipped : choice === 3 ? running : failure;
  }
  return tickPass(run, node);
}

function tickSleep(run: TreeRun, node: number): number {
  const { state: s } = run;
  if (s.status[node] !== running) s.sinceNs[node] = run.nowNs;
  return run.nowNs - (s.sinceNs[node] ?? 0) >= port(run, node, 0) * 1e6 ? success : running;
}

function tickSetBlackboard(run: TreeRun, node: number): number {
  const slot = run.tree.body[node] ?? -1;
  if (slot < 0) return failure;
  run.state.slots[slot] = port(run, node, 1);
  return success;
}

function tickSuccess(): number {
  return success;
}

function tickFailure(): number {
  return failure;
}

const tickers: Readonly<Record<KindName, Ticker>> = {
  Sequence: tickSequence,
  SequenceWithMemory: tickSequenceWithMemory,
  ReactiveSequence: tickReactiveSequence,
  Fallback: tickFallback,
  ReactiveFallback: tickReactiveFallback,
  Parallel: tickParallel,
  ParallelAll: tickParallelAll,
  Inverter: tickInverter,
  RetryUntilSuccessful: tickRetry,
  Repeat: tickRepeat,
  Timeout: tickTimeout,
  Delay: tickDelay,
  RunOnce: tickRunOnce,
  ForceSuccess: tickForceSuccess,
  ForceFailure: tickForceFailure,
  KeepRunningUntilFailure: tickKeepRunning,
  IfThenElse: tickIfThenElse,
  WhileDoElse: tickWhileDoElse,
  Switch2: tickSwitch,
  Switch3: tickSwitch,
  Switch4: tickSwitch,
  Switch5: tickSwitch,
  Switch6: tickSwitch,
  SubTree: tickPass,
  Precondition: tickPrecondition,
  RecoveryNode: tickRecovery,
  PipelineSequence: tickPipeline,
  RoundRobin: tickRoundRobin,
  RateController: tickRate,
  AlwaysSuccess: tickSuccess,
  AlwaysFailure: tickFailure,
  Sleep: tickSleep,
  Condition: tickCondition,
  ScriptCondition: tickCondition,
  Script: tickScript,
  SetBlackboard: tickSetBlackboard,
  Wait: tickSleep,
  Unknown: tickFailure,
};

const tickerOf: readonly Ticker[] = kinds.map((kind) => tickers[kind.xml]);
const parallel = kindNumber("Parallel");
const parallelAll = kindNumber("ParallelAll");
const runOnce = kindNumber("RunOnce");
const withMemory = kindNumber("SequenceWithMemory");

/** What the pre-conditions say: a status that takes the node's place, or `idle` = tick it. */
function askFirst(run: TreeRun, node: number): number {
  const { tree, state: s } = run;
  const from = node * hooksPerNode;
  const rests = s.status[node] !== running;
  const stays = tree.conditions[from + whileTrue] ?? -1;
  if (rests) {
    const fails = tree.conditions[from + failureIf] ?? -1;
    if (fails >= 0 && isTrue(run, fails)) return failure;
    const succeeds = tree.conditions[from + successIf] ?? -1;
    if (succeeds >= 0 && isTrue(run, succeeds)) return success;
    const skips = tree.conditions[from + skipIf] ?? -1;
    if (skips >= 0 && isTrue(run, skips)) return skipped;
    return stays >= 0 && !isTrue(run, stays) ? skipped : idle;
  }
  if (stays < 0 || isTrue(run, stays)) return idle;
  haltNode(run, node);
  return skipped;
}

function tickBody(run: TreeRun, node: number): number {
  const kind = run.tree.kind[node] ?? 0;
  if (kind < hostKinds) return at(tickerOf, kind)(run, node);
  const fresh = run.state.status[node] !== running;
  const status = run.host.tick(run, node, kind - hostKinds, fresh);
  if (status === running) run.state.leaf = node;
  return status;
}

function tickNode(run: TreeRun, node: number): number {
  const { tree, state: s } = run;
  run.visits += 1;
  const asked = askFirst(run, node);
  const status = asked === idle ? tickBody(run, node) : asked;
  s.status[node] = status === skipped ? idle : status;
  s.shown[node] = status;
  if (status === success || status === failure) {
    const from = node * hooksPerNode;
    const own = tree.scripts[from + (status === success ? 0 : 1)] ?? -1;
    if (own >= 0) runScript(run, own);
    const after = tree.scripts[from + always] ?? -1;
    if (after >= 0) runScript(run, after);
  }
  return status;
}

/** Ends a running node: its children first, then what it remembers, then its script. */
function haltNode(run: TreeRun, node: number): void {
  const { tree, state: s } = run;
  const kind = tree.kind[node] ?? 0;
  if (kind >= hostKinds) run.host.halt(run, node, kind - hostKinds);
  if (kind === parallel || kind === parallelAll) haltParallel(run, node);
  resetChildren(run, node);
  if (kind !== runOnce && kind !== withMemory) {
    s.index[node] = 0;
    s.count[node] = 0;
    s.failures[node] = 0;
  }
  s.status[node] = idle;
  s.shown[node] = halted;
  const script = tree.scripts[node * hooksPerNode + onHalted] ?? -1;
  if (script >= 0) runScript(run, script);
}

function resetNode(run: TreeRun, node: number): void {
  if (run.state.status[node] === running) haltNode(run, node);
  run.state.status[node] = idle;
}

/** A run of a tree over its memory. */
export function createTreeRun(tree: CompiledTree, state: TreeState, host: LeafHost): TreeRun {
  return createRun(tree, state, host, tickNode, resetNode);
}

/**
 * Ticks the tree once and returns what its root says. A root that ended is at rest again, and the
 * next tick begins anew. The caller has written the host's slots.
 */
export function tickTree(run: TreeRun, nowNs: number): number {
  const { state: s } = run;
  run.nowNs = nowNs;
  run.visits = 0;
  if (s.status[0] === idle) s.shown.fill(idle);
  s.leaf = -1;
  s.ticks += 1;
  const status = tickNode(run, 0);
  if (status !== running) s.status[0] = idle;
  return status;
}

/** Ends the tree, wherever it is: every running node hears of it once, leaves first. */
export function haltTree(run: TreeRun, nowNs: number): void {
  run.nowNs = nowNs;
  resetNode(run, 0);
  run.state.leaf = -1;
  run.state.ticks = 0;
}

/** Forgets what even a halt leaves: places of SequenceWithMemory, RunOnce, the blackboard. */
export function clearTree(run: TreeRun): void {
  const { tree, state: s } = run;
  s.index.fill(0);
  s.count.fill(0);
  s.failures.fill(0);
  s.done.fill(0);
  s.slots.set(tree.slotInit);
}
