/** The failsafe tree in a recording: each change of a node under `/tree`, alerts and questions as log lines. @module */
import { shownStatus } from "core/kernel/mod.ts";
import type { KernelOutputs } from "core/messages/mod.ts";
import { titleOf, type TreeText } from "core/tree/mod.ts";
import { type CompiledTree } from "core/tree/runtime/mod.ts";
import type { RunRecorder, TickRecord } from "./run_recorder.ts";

/** What a recording must know of the tree. Structured-cloneable. */
export interface TreeAbout {
  /** The file, where it is not the built-in tree: replay compiles it again. */
  readonly given: TreeText | null;
  /** Title of each node, by its number. */
  readonly nodes: readonly string[];
  readonly texts: readonly string[];
}

/** Takes what a recording must know. */
export function treeAbout(tree: CompiledTree, given: TreeText | null): TreeAbout {
  const nodes = Array.from({ length: tree.count }, (_, node) => titleOf(tree, node));
  return { given, nodes, texts: tree.texts };
}

/** What was last written of the tree. */
export interface DrawnTree {
  readonly words: Uint32Array;
  alerts: number;
  questions: number;
}

/** Nothing written yet. */
export function createDrawnTree(words: number): DrawnTree {
  return { words: new Uint32Array(words), alerts: 0, questions: 0 };
}

/** Level (foxglove.Log) of a warning. */
const warningLevel = 3;

function say(r: RunRecorder, nowNs: number, message: string): void {
  r.fault ??= r.recording.writeJson(r.topics.log, nowNs, {
    timestamp: { sec: Math.floor(nowNs / 1e9), nsec: nowNs % 1e9 },
    level: warningLevel,
    name: "tree",
    message,
    file: "",
    line: 0,
  });
}

function textOf(r: RunRecorder, number: number): string {
  return r.about.tree.texts[number - 1] ?? "";
}

function recordTexts(r: RunRecorder, out: KernelOutputs, nowNs: number): void {
  const { drawnTree: d } = r;
  if (out.treeAlerts !== d.alerts) {
    d.alerts = out.treeAlerts;
    say(r, nowNs, textOf(r, out.treeAlert));
  }
  if (out.treeQuestions !== d.questions) {
    d.questions = out.treeQuestions;
    say(r, nowNs, `asks: ${textOf(r, out.treeQuestion)}`);
  }
}

/** Records what changed of the tree at this tick. */
export function recordTree(r: RunRecorder, tick: TickRecord): void {
  const { outputs: out, nowNs } = tick;
  const { words } = r.drawnTree;
  recordTexts(r, out, nowNs);
  if (out.treeNodes.every((word, index) => word === words[index])) return;
  for (const [index, title] of r.about.tree.nodes.entries()) {
    const status = shownStatus(out.treeNodes, index);
    if (status === shownStatus(words, index)) continue;
    r.fault ??= r.recording.writeJson(r.topics.tree, nowNs, {
      intentId: "",
      node: title,
      index,
      status,
    });
  }
  words.set(out.treeNodes);
}
