/**
 * A brain that carries out the steps of a mission one after the other: the next one when the last
 * succeeded, the same one again when the robot was stopped from outside, a bounded number of
 * tries when it was refused or came to nothing. It needs no model and no network.
 *
 * @module
 */
import type { Program } from "core/condition/mod.ts";
import {
  compileMissionCondition,
  compileSkillTree,
  createMissionEye,
  type MissionEye,
  type MissionPlan,
  type MissionSight,
  type PlanStep,
} from "core/missions/mod.ts";
import type { CompiledTree } from "core/tree/runtime/mod.ts";
import type { Brain, Decision, MissionState, Observation, Outcome } from "./brain.ts";
import { outsideCodes } from "./outside_codes.ts";
import { createTreeRunner, type TreeRunner } from "./tree_runner.ts";

/** Tries of telling the kernel of the end. */
const maxClosingTries = 3;
/** Pause before a step is tried again, ns. */
const retryNs = 1_000_000_000;
/** How long the success condition may take to become true after the last step, ns. */
const successNs = 2_000_000_000;
/** A brain over the steps of one mission. */
export interface StepsBrain extends Brain {
  /** Number of the step that is next or under way, from 0. */
  step(): number;
  /** True once nothing more comes of it: its end was told, or it was canceled. */
  isClosed(): boolean;
  /** Ends it as failed: its deadline passed. */
  fail(reason: string): void;
}

/** How a mission is taken up. */
export interface StepsSetup {
  /** Relays and signals of the robot, for conditions. */
  readonly relays: readonly string[];
  /** The step to begin with. */
  readonly from: number;
  /** False where another mission follows: then the kernel is not told of this one's end. */
  readonly endsRun: () => boolean;
}

/** The conditions of a step, compiled. */
interface StepConditions {
  readonly when: Program | null;
  readonly until: Program | null;
}

interface Progress {
  readonly plan: MissionPlan;
  readonly conditions: readonly StepConditions[];
  /** Steps that are trees, compiled. */
  readonly trees: readonly (CompiledTree | null)[];
  readonly success: Program | null;
  readonly eye: MissionEye;
  readonly setup: StepsSetup;
  index: number;
  tries: number;
  waiting: boolean;
  /** The step under way where it is a tree. */
  tree: TreeRunner | null;
  notBeforeNs: number;
  /** -1 before its first step. */
  beganNs: number;
  stepNs: number;
  /** When the success condition is given up; Infinity before the last step ended. */
  successByNs: number;
  state: MissionState;
  reason: string;
  /** The end is being told to the kernel, or was. */
  closing: boolean;
  closed: boolean;
}

function compiled(text: string | null, relays: readonly string[]): Program | null {
  if (text === null) return null;
  const program = compileMissionCondition(text, relays);
  // Missions are compiled once when they are read; what was taken compiles.
  if (!program.ok) throw new Error(`Invariant broken: ${program.fault.message}`);
  return program.value;
}

function compiledTree({ intent, tree }: PlanStep, relays: readonly string[]): CompiledTree | null {
  // Missions in a store of before have no trees.
  if (tree === null || tree === undefined) return null;
  const compiled = compileSkillTree(String(intent["action"]), tree, relays);
  // As for conditions: what was taken compiles.
  if (!compiled.ok) throw new Error(`Invariant broken: ${compiled.fault.message}`);
  return compiled.value;
}

function sightOf(p: Progress, seen: Observation): MissionSight | null {
  const view = seen.look?.();
  if (view === undefined) return null;
  return {
    ...view,
    t: (seen.nowNs - p.beganNs) * 1e-9,
    stepS: (seen.nowNs - p.stepNs) * 1e-9,
  };
}

function holds(p: Progress, program: Program, seen: Observation): boolean {
  const sight = sightOf(p, seen);
  return sight !== null && p.eye.holds(program, sight);
}

function stepDone(p: Progress, nowNs: number): void {
  p.waiting = false;
  p.tries = 0;
  p.index += 1;
  const over = p.index >= p.plan.steps.length;
  p.reason = over ? "all steps done" : "";
  if (!over) return;
  if (p.success === null) p.state = "done";
  else p.successByNs = nowNs + successNs;
}

function stepFailed(p: Progress, step: PlanStep | undefined, nowNs: number): void {
  p.tries += 1;
  if (p.tries <= (step?.retries ?? 0)) return;
  p.tries = 0;
  p.notBeforeNs = nowNs;
  if (step?.optional === true) stepDone(p, nowNs);
  else p.state = "failed";
}

function settleClosing(p: Progress, outcome: Outcome, nowNs: number): void {
  p.waiting = false;
  if (outcome.kind === "succeeded") p.closed = true;
  else if (outcome.kind !== "pending") {
    p.notBeforeNs = nowNs + retryNs;
    if (outsideCodes.has(outcome.code)) return;
    p.tries += 1;
    if (p.tries >= maxClosingTries) p.closed = true;
  }
}

function settle(p: Progress, outcome: Outcome, nowNs: number): void {
  if (outcome.kind === "pending") return;
  if (p.closing) return settleClosing(p, outcome, nowNs);
  if (outcome.kind === "succeeded") return stepDone(p, nowNs);
  p.waiting = false;
  p.notBeforeNs = nowNs + retryNs;
  p.reason = `${outcome.code}: ${outcome.text}`;
  if (!outsideCodes.has(outcome.code)) stepFailed(p, p.plan.steps[p.index], nowNs);
}

/** What ends a step that is under way before the kernel says so: its condition, or its time. */
function watchStep(p: Progress, seen: Observation): void {
  if (!p.waiting || p.closing) return;
  const step = p.plan.steps[p.index];
  const until = p.conditions[p.index]?.until ?? null;
  if (until !== null && holds(p, until, seen)) return stepDone(p, seen.nowNs);
  const timeoutNs = (step?.timeoutMs ?? Infinity) * 1e6;
  if (seen.nowNs - p.stepNs <= timeoutNs) return;
  p.waiting = false;
  p.notBeforeNs = seen.nowNs;
  p.reason = `step ${p.index + 1} took more than ${step?.timeoutMs} ms`;
  stepFailed(p, step, seen.nowNs);
}

/** Leaves out steps whose `when` is false. */
function skipSteps(p: Progress, seen: Observation): void {
  while (p.state === "running" && p.index < p.plan.steps.length) {
    const when = p.conditions[p.index]?.when ?? null;
    if (when === null || p.tries > 0 || holds(p, when, seen)) return;
    stepDone(p, seen.nowNs);
  }
}

/** Judges the mission once its steps are over. */
function judge(p: Progress, seen: Observation): void {
  if (p.success === null || p.state !== "running" || p.index < p.plan.steps.length) return;
  if (holds(p, p.success, seen)) p.state = "done";
  else if (seen.nowNs >= p.successByNs) {
    p.state = "failed";
    p.reason = `all steps done, but not: ${p.plan.success ?? ""}`;
    p.notBeforeNs = seen.nowNs;
  }
}

/** Carries on with the step that is a tree; one that is over before its end leaves nothing moving. */
function turnTree(p: Progress, tree: TreeRunner, seen: Observation): Decision | null {
  const decision = tree.turn(seen);
  const end = tree.ended();
  if (end !== null) {
    p.tree = null;
    settle(p, end, seen.nowNs);
    return decision;
  }
  watchStep(p, seen);
  if (p.waiting) return decision;
  p.tree = null;
  return { proposals: [{ action: "stop" }] };
}

function propose(p: Progress, seen: Observation): Decision | null {
  const { nowNs } = seen;
  if (p.state === "done" || p.state === "failed") {
    p.closing = true;
    if (!p.setup.endsRun()) {
      p.closed = true;
      return null;
    }
    p.waiting = true;
    return { proposals: [{ action: "mission", state: p.state, reason: p.reason }] };
  }
  const step = p.plan.steps[p.index];
  if (step === undefined) return null;
  p.waiting = true;
  p.stepNs = nowNs;
  const tree = p.trees[p.index] ?? null;
  if (tree === null) return { proposals: [{ ...step.intent }] };
  p.tree = createTreeRunner({ tree, relays: p.setup.relays, onDone: () => {} });
  return turnTree(p, p.tree, { ...seen, outcome: null });
}

function decide(p: Progress, seen: Observation): Decision | null {
  if (p.closed || p.state === "paused" || p.state === "canceled") return null;
  if (p.waiting && p.tree !== null) return turnTree(p, p.tree, seen);
  if (p.waiting && seen.outcome !== null) settle(p, seen.outcome, seen.nowNs);
  watchStep(p, seen);
  if (p.waiting || p.closed) return null;
  if (seen.mode !== "auto" || seen.nowNs < p.notBeforeNs) return null;
  if (p.beganNs < 0) p.beganNs = seen.nowNs;
  if (p.state === "queued") p.state = "running";
  skipSteps(p, seen);
  judge(p, seen);
  return propose(p, seen);
}

function command(p: Progress, act: "pause" | "resume" | "cancel"): void {
  if (act === "resume" && p.state === "paused") p.state = "running";
  const open = p.state === "queued" || p.state === "running" || p.state === "paused";
  if (act === "resume" || !open) return;
  p.waiting = false;
  p.tree = null;
  p.state = act === "pause" ? "paused" : "canceled";
  if (act === "cancel") p.reason = "canceled by an operator";
}

const alone: StepsSetup = { relays: [], from: 0, endsRun: () => true };

/** Makes a brain for the steps of a mission. */
export function createMissionBrain(plan: MissionPlan, setup: StepsSetup = alone): StepsBrain {
  const { relays } = setup;
  const p: Progress = {
    plan,
    conditions: plan.steps.map(({ when, until }) => ({
      when: compiled(when, relays),
      until: compiled(until, relays),
    })),
    trees: plan.steps.map((step) => compiledTree(step, relays)),
    success: compiled(plan.success, relays),
    eye: createMissionEye(relays),
    setup,
    index: setup.from,
    tries: 0,
    waiting: false,
    tree: null,
    notBeforeNs: 0,
    beganNs: -1,
    stepNs: 0,
    successByNs: Infinity,
    state: "queued",
    reason: "",
    closing: false,
    closed: false,
  };
  // Taken up behind its last step: only the success is still to be judged.
  if (p.index >= plan.steps.length && plan.success === null) p.state = "done";
  return {
    decide: (seen) => decide(p, seen),
    command: (act) => command(p, act),
    mission: () => ({ state: p.state, reason: p.reason }),
    step: () => p.index,
    isClosed: () => p.closed || p.state === "canceled",
    fail: (reason) => {
      if (p.closing || p.state === "canceled") return;
      p.state = "failed";
      p.reason = reason;
      p.waiting = false;
      p.tree = null;
      p.tries = 0;
      p.notBeforeNs = 0;
    },
  };
}
