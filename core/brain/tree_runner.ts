/**
 * Runs a skill that is a behaviour tree: ticks it while the robot is in `auto`, and carries its
 * leaves out as intents, one after the other. A leaf that the gate refused or the kernel ended has
 * failed; one that was stopped from outside is proposed again.
 *
 * @module
 */
import { leafIntent, type MissionSight, writeSight } from "core/missions/mod.ts";
import {
  type CompiledTree,
  createTreeRun,
  createTreeState,
  failure,
  running,
  success,
  tickTree,
  type TreeRun,
} from "core/tree/runtime/mod.ts";
import type { Decision, Observation, Outcome } from "./brain.ts";
import { outsideCodes } from "./outside_codes.ts";

type Intent = Readonly<Record<string, unknown>>;

/** A tree at work. */
export interface TreeRunner {
  /** One look. Call it at every look until `ended` says something. */
  turn(seen: Observation): Decision | null;
  /** How it ended; null while it runs. */
  ended(): Outcome | null;
}

/** What a runner is told of. */
export interface TreeSetup {
  readonly tree: CompiledTree;
  /** Relays and signals, for conditions. */
  readonly relays: readonly string[];
  /** A leaf's intent was carried out by the kernel: what happens outside it is now to be done. */
  readonly onDone: (intent: Intent) => void;
}

interface Leaf {
  readonly node: number;
  readonly intent: Intent;
}

interface State {
  readonly setup: TreeSetup;
  readonly run: TreeRun;
  /** With the kernel; null = none. */
  sent: Leaf | null;
  /** Next to be proposed; null = none. */
  wanted: Leaf | null;
  /** How leaves ended that were not ticked since. */
  readonly results: Map<number, number>;
  /** A leaf was ended whose motion may still run. */
  mustStop: boolean;
  notBeforeNs: number;
  beganNs: number;
  reason: string;
  end: Outcome | null;
}

/** Pause before a leaf that was stopped from outside is proposed again, ns. */
const againNs = 1_000_000_000;

function tickLeaf(s: State, node: number, leaf: number, fresh: boolean): number {
  if (fresh) s.results.delete(node);
  const result = s.results.get(node);
  if (result !== undefined) {
    s.results.delete(node);
    return result;
  }
  // One leaf at a time: those beside it wait for their turn.
  if (s.sent === null && s.wanted === null) {
    s.wanted = { node, intent: leafIntent(s.run, node, leaf) };
  }
  return running;
}

function haltLeaf(s: State, node: number): void {
  s.results.delete(node);
  if (s.wanted?.node === node) s.wanted = null;
  if (s.sent?.node !== node) return;
  s.sent = null;
  s.mustStop = true;
}

/** Takes the end of the leaf that is with the kernel. */
function settle(s: State, outcome: Outcome, nowNs: number): void {
  const { sent } = s;
  if (sent === null || outcome.kind === "pending") return;
  s.sent = null;
  if (outcome.kind === "succeeded") {
    s.results.set(sent.node, success);
    return s.setup.onDone(sent.intent);
  }
  if (outsideCodes.has(outcome.code)) {
    s.wanted = sent;
    s.notBeforeNs = nowNs + againNs;
    return;
  }
  s.reason = `${String(sent.intent["action"])}: ${outcome.code} ${outcome.text}`;
  s.results.set(sent.node, failure);
}

function see(s: State, seen: Observation): void {
  const view = seen.look?.();
  if (view === undefined) return;
  const t = (seen.nowNs - s.beganNs) * 1e-9;
  const sight: MissionSight = { ...view, t, stepS: t };
  writeSight(s.run.state.slots, sight, s.setup.relays);
}

function conclude(s: State, status: number): void {
  if (status === running) return;
  s.end = status === failure
    ? {
      kind: "aborted",
      code: "MISSION_SKILL",
      text: s.reason === "" ? "its tree failed" : s.reason,
    }
    : { kind: "succeeded" };
}

function propose(s: State): Decision | null {
  const { wanted, mustStop } = s;
  if (wanted === null && !mustStop) return null;
  s.mustStop = false;
  s.wanted = null;
  s.sent = wanted;
  const stop = mustStop ? [{ action: "stop" }] : [];
  return { proposals: wanted === null ? stop : [...stop, wanted.intent] };
}

function turn(s: State, seen: Observation): Decision | null {
  if (s.end !== null) return null;
  if (seen.outcome !== null) settle(s, seen.outcome, seen.nowNs);
  if (seen.mode !== "auto" || seen.nowNs < s.notBeforeNs) return null;
  if (s.beganNs < 0) s.beganNs = seen.nowNs;
  see(s, seen);
  conclude(s, tickTree(s.run, seen.nowNs));
  return propose(s);
}

/** Makes the runner of a tree that was compiled for intents. */
export function createTreeRunner(setup: TreeSetup): TreeRunner {
  const { tree } = setup;
  const s: State = {
    setup,
    run: createTreeRun(tree, createTreeState(tree), {
      tick: (_run, node, leaf, fresh) => tickLeaf(s, node, leaf, fresh),
      halt: (_run, node) => haltLeaf(s, node),
    }),
    sent: null,
    wanted: null,
    results: new Map(),
    mustStop: false,
    notBeforeNs: 0,
    beganNs: -1,
    reason: "",
    end: null,
  };
  return { turn: (seen) => turn(s, seen), ended: () => s.end };
}
