/** What the robot's leaves (core/tree/leaf_catalog.ts) do, one function a leaf. @module */
import {
  failure,
  type LeafHost,
  port,
  type RobotLeaf,
  robotLeafNames,
  running,
  success,
  type TreeRun,
} from "core/tree/runtime/mod.ts";
import { at } from "core/fault.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { asked, askGate, beginIntent, lastFor } from "./ask_gate.ts";
import {
  haltMotion,
  haltReturn,
  tickBackOff,
  tickDock,
  tickReturn,
  tickTurn,
} from "./motion_leaves.ts";

type LeafTick = (kernel: Kernel, run: TreeRun, node: number, fresh: boolean) => number;

function tickStop(kernel: Kernel): number {
  return kernel.state.linearMps === 0 && kernel.state.angularRadps === 0 ? success : running;
}

function tickHold(_kernel: Kernel, run: TreeRun, node: number, fresh: boolean): number {
  if (fresh) run.state.sinceNs[node] = run.nowNs;
  const forMs = port(run, node, 0);
  const over = forMs > 0 && run.nowNs - (run.state.sinceNs[node] ?? 0) >= forMs * 1e6;
  return over ? success : running;
}

/** Switches a relay through the gate; 0 ms = until it is switched again. */
function switchRelay(kernel: Kernel, nowNs: number, relay: number, on: number, ms: number): number {
  beginIntent(kernel, intentNumber.trigger_relay);
  kernel.work.intent.target = relay;
  kernel.work.intent.x = on;
  if (ms > 0 && on === 1) lastFor(kernel, ms);
  return askGate(kernel, nowNs);
}

function tickDevice(kernel: Kernel, run: TreeRun, node: number): number {
  const on = port(run, node, 1) === 1 ? 1 : 0;
  const result = switchRelay(kernel, run.nowNs, port(run, node, 0), on, port(run, node, 2));
  if (result === asked.later) return running;
  return result === asked.accepted ? success : failure;
}

/** A robot without horn and light has nothing to honk with, and its tree goes on all the same. */
function tickHonk(kernel: Kernel, run: TreeRun, node: number): number {
  const relay = kernel.params.honkRelay;
  if (relay < 0) return success;
  const result = switchRelay(kernel, run.nowNs, relay, 1, port(run, node, 0));
  return result === asked.later ? running : success;
}

function tickAlert(kernel: Kernel, run: TreeRun, node: number): number {
  const { tree } = kernel.state;
  tree.alert = port(run, node, 0) + 1;
  tree.alerts = (tree.alerts + 1) >>> 0;
  return success;
}

function tickAsk(kernel: Kernel, run: TreeRun, node: number, fresh: boolean): number {
  const { tree } = kernel.state;
  // One question at a time: another one waits for its turn.
  const mine = !fresh && tree.asker === node && tree.question !== 0;
  if (!mine) {
    if (tree.question !== 0) return running;
    tree.question = port(run, node, 0) + 1;
    tree.questions = (tree.questions + 1) >>> 0;
    tree.answer = 0;
    tree.asker = node;
    run.state.sinceNs[node] = run.nowNs;
    return running;
  }
  const over = run.nowNs - (run.state.sinceNs[node] ?? 0) >= port(run, node, 1) * 1e6;
  if (tree.answer === 0 && !over) return running;
  const yes = tree.answer === 0 ? port(run, node, 2) === 1 : tree.answer === 1;
  haltAsk(kernel, node);
  return yes ? success : failure;
}

function haltAsk(kernel: Kernel, node: number): void {
  const { tree } = kernel.state;
  if (tree.asker !== node) return;
  tree.question = 0;
  tree.answer = 0;
}

/** The map itself stays; what beams saw beside it is forgotten with the next request for a path. */
function tickClearCostmap(kernel: Kernel): number {
  kernel.state.tree.forget = 1;
  return success;
}

/** Runs until the ladder has taken the drives' power, which ends the tree. */
function tickDisarm(kernel: Kernel): number {
  kernel.state.tree.disarm = 1;
  return running;
}

const ticks: Readonly<Record<RobotLeaf, LeafTick>> = {
  Stop: tickStop,
  Hold: tickHold,
  BackOff: tickBackOff,
  Turn: tickTurn,
  Return: tickReturn,
  Dock: tickDock,
  Signal: tickDevice,
  SetRelay: tickDevice,
  Honk: tickHonk,
  AlertOperator: tickAlert,
  Ask: tickAsk,
  Disarm: tickDisarm,
  ClearCostmap: tickClearCostmap,
};

const tickOf: readonly LeafTick[] = robotLeafNames.map((name) => ticks[name]);
const returnLeaf = robotLeafNames.indexOf("Return");
const askLeaf = robotLeafNames.indexOf("Ask");

/** Carries the leaves of one kernel out. */
export function createLeafHost(kernel: Kernel): LeafHost {
  return {
    tick: (run, node, leaf, fresh) => at(tickOf, leaf)(kernel, run, node, fresh),
    halt: (_run, node, leaf) => {
      if (leaf === returnLeaf) haltReturn(kernel);
      else if (leaf === askLeaf) haltAsk(kernel, node);
      else haltMotion(kernel, node);
    },
  };
}
