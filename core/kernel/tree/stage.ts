/**
 * The failsafe tree's place in a tick: after the gate, before the skills. It is ticked while the
 * failsafe holds the robot or sends it home, and ended as soon as it does not, whatever it was
 * doing. It can only act within what the ladder allows: a tree adds no motion to a hold, and none
 * to a disarm or an E-stop.
 *
 * @module
 */
import { at } from "core/fault.ts";
import type { KernelOutputs } from "core/messages/mod.ts";
import { clearTree, haltTree, running, tickTree } from "core/tree/runtime/mod.ts";
import { actionNumber, modeNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { createLeafHost } from "./leaves.ts";
import { nodesPerWord } from "./shown.ts";

function isWanted(kernel: Kernel): boolean {
  const { mode, failsafe } = kernel.state;
  if (mode !== modeNumber.failsafe) return false;
  return failsafe.action === actionNumber.return || failsafe.action === actionNumber.hold;
}

function end(kernel: Kernel, nowNs: number): void {
  const { tree } = kernel.state;
  if (tree.active === 0) return;
  haltTree(kernel.tree, nowNs);
  tree.active = 0;
  tree.wantsHome = 0;
  tree.moving = 0;
  tree.disarm = 0;
  tree.question = 0;
  tree.answer = 0;
}

/** Ticks the tree, or ends it where the failsafe no longer holds the robot. */
export function runFailsafeTree(kernel: Kernel, nowNs: number): void {
  const { state: s, work, tree: run } = kernel;
  if (!isWanted(kernel)) return end(kernel, nowNs);
  // The host is made at the first hold, once: it holds the kernel, which a snapshot must not.
  if (work.treeHosted === 0) {
    run.host = createLeafHost(kernel);
    work.treeHosted = 1;
  }
  if (s.tree.active === 0) {
    s.tree.active = 1;
    s.tree.root = running;
    clearTree(run);
  }
  // A tree that ended rests until the failsafe acts anew: the robot stands meanwhile.
  if (s.tree.root !== running) return;
  const { slots } = s.tree.nodes;
  for (let i = 0; i < run.tree.hostSlots; i++) slots[i] = at(work.ruleSlots, i);
  s.tree.root = tickTree(run, nowNs);
}

/** Says what the tree does. */
export function reportTree(kernel: Kernel): void {
  const { state: s, outputs: out } = kernel;
  const { tree } = s;
  out.treeActive = tree.active;
  out.treeStatus = tree.root;
  out.treeLeaf = tree.active === 1 ? tree.nodes.leaf + 1 : 0;
  out.treeAlert = tree.alert;
  out.treeAlerts = tree.alerts;
  out.treeQuestion = tree.question;
  out.treeQuestions = tree.questions;
  packStatuses(tree.nodes.shown, out);
}

function packStatuses(shown: Uint8Array, out: KernelOutputs): void {
  for (let word = 0; word < out.treeNodes.length; word++) {
    const from = word * nodesPerWord;
    if (from >= shown.length) return;
    let bits = 0;
    const to = Math.min(shown.length, from + nodesPerWord);
    for (let node = to - 1; node >= from; node--) bits = (bits << 4) | at(shown, node);
    out.treeNodes[word] = bits >>> 0;
  }
}
