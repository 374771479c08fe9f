// Longer than 300 lines: one monitor: opening, watching and judging a window read together.
/**
 * Watching an expectation: fixed memory, one step a tick, judged at the end.
 *
 * An expectation looks at windows of time. Without `after` there is one: from `from` to the
 * sooner of `within` and `until`. With `after` each occurrence opens one that lasts for `within`,
 * cut to `from` and `until`. `always` and `never` hold in every window, so overlapping ones are
 * one long window; `eventually` must come true in each, so of overlapping ones that still wait
 * the first deadline decides. With `for`, a state counts once it has lasted that long in a window.
 *
 * @module
 */
import {
  type ConditionScratch,
  evaluate,
  eventPrefix,
  margin,
  type Program,
} from "core/condition/mod.ts";
import type { ScenarioNames } from "./names.ts";

/** The four forms. */
export const expectationKinds = ["always", "never", "eventually", "atEnd"] as const;
/** A form by name. */
export type ExpectationKind = typeof expectationKinds[number];

/** What a monitor watches: compiled, never changed. */
export interface ExpectationPlan {
  readonly name: string;
  readonly kind: ExpectationKind;
  readonly program: Program;
  /** What opens a window: a condition that turns true, or an event's slot; -1 = no event. */
  readonly after: Program | null;
  readonly afterEventSlot: number;
  readonly afterText: string;
  /** Length of a window; Infinity = to the end. */
  readonly withinNs: number;
  readonly fromNs: number;
  readonly untilNs: number;
  readonly forNs: number;
  /** Passes where `after` never occurred. */
  readonly vacuousOk: boolean;
}

/**
 * How an expectation fails: a state was wrong, a deadline passed, the run was over, or there was
 * nothing to judge. A shorter run that fails otherwise is another failure.
 */
export type FailureKind = "state" | "deadline" | "end" | "vacuous";

const windowStates = { closed: 0, waiting: 1, met: 2 } as const;

/** A plan and what has been seen so far. */
export interface ExpectationMonitor {
  readonly plan: ExpectationPlan;
  /** Occurrences of `after`. */
  occurrences: number;
  afterWas: number;
  /** One of `windowStates`; `met` is an `eventually` that came true in its open window. */
  window: number;
  /** When the window opened and when it ends. */
  openNs: number;
  deadlineNs: number;
  /** Since when the counted state has held in this window; -1 = it does not. */
  heldSinceNs: number;
  /** Ticks judged, and those of them at which the condition was undefined, and so false. */
  samples: number;
  undefinedTicks: number;
  failedNs: number;
  passedNs: number;
  /** Longest time from the opening of a window to its `eventually`; -1 = none came true. */
  slowestNs: number;
  failure: FailureKind | null;
  detail: string;
  /** Least margin over all windows; that of an `eventually` is its best in the window. */
  robustness: number;
  best: number;
}

/** How an expectation ended. `robustness` is null where nothing with a distance was compared. */
export interface ExpectationResult {
  readonly name: string;
  readonly kind: ExpectationKind;
  readonly outcome: "passed" | "failed";
  /** How it failed; null where it passed. */
  readonly failure: FailureKind | null;
  /** When it failed first, or an `eventually` came true last; null where neither happened. */
  readonly atS: number | null;
  readonly detail: string;
  readonly robustness: number | null;
}

/** True where occurrences of `after` open the windows. */
function waitsForAfter(plan: ExpectationPlan): boolean {
  return plan.after !== null || plan.afterEventSlot >= 0;
}

/** A monitor before the first tick. */
export function createMonitor(plan: ExpectationPlan): ExpectationMonitor {
  const closed = waitsForAfter(plan) || plan.kind === "atEnd";
  return {
    plan,
    occurrences: 0,
    afterWas: 0,
    window: closed ? windowStates.closed : windowStates.waiting,
    openNs: 0,
    deadlineNs: Math.min(plan.withinNs, plan.untilNs),
    heldSinceNs: -1,
    samples: 0,
    undefinedTicks: 0,
    failedNs: -1,
    passedNs: -1,
    slowestNs: -1,
    failure: null,
    detail: "",
    robustness: Infinity,
    best: -Infinity,
  };
}

function seconds(ns: number): string {
  return `${ns / 1e9} s`;
}

function valueText(names: ScenarioNames, name: string): string {
  const entry = names.table[name];
  const value = names.slots[entry?.slot ?? 0] ?? NaN;
  const type = entry?.type;
  if (type === "bool") return String(value !== 0);
  if (type === undefined || type === "double") return String(Math.round(value * 1e4) / 1e4);
  return "enum" in type ? `'${type.enum[value] ?? value}'` : `'${names.textOf(value)}'`;
}

/** The values of the names that a condition reads: "robot.x = 5.02, mode = 'auto'". */
function explain(program: Program, names: ScenarioNames): string {
  const read = program.names.filter((name) => !name.startsWith(eventPrefix));
  return read.map((name) => `${name} = ${valueText(names, name)}`).join(", ");
}

/** Only the first failure is told. */
function failAt(
  m: ExpectationMonitor,
  names: ScenarioNames,
  nowNs: number,
  failure: FailureKind,
  why: string,
): void {
  if (m.failedNs >= 0) return;
  m.failedNs = nowNs;
  m.failure = failure;
  const values = explain(m.plan.program, names);
  m.detail = values === "" ? why : `${why}: ${values}`;
}

function occurs(m: ExpectationMonitor, names: ScenarioNames, scratch: ConditionScratch): boolean {
  const { after, afterEventSlot } = m.plan;
  if (afterEventSlot >= 0) return (names.slots[afterEventSlot] ?? 0) !== 0;
  if (after === null) return false;
  const is = evaluate(after, names.slots, scratch);
  const rises = is === 1 && m.afterWas === 0;
  m.afterWas = is;
  return rises;
}

/** Ends the window; the margin of an `eventually` is its best there. */
function closeWindow(m: ExpectationMonitor): void {
  m.window = windowStates.closed;
  if (m.plan.kind === "eventually") m.robustness = Math.min(m.robustness, m.best);
}

function openWindow(m: ExpectationMonitor, nowNs: number): void {
  const { kind, withinNs, fromNs, untilNs } = m.plan;
  const deadlineNs = Math.min(nowNs + withinNs, untilNs);
  if (nowNs > untilNs || deadlineNs < fromNs) return;
  m.occurrences += 1;
  if (m.window === windowStates.waiting) {
    if (kind !== "eventually") m.deadlineNs = deadlineNs;
    return;
  }
  if (m.window === windowStates.met) closeWindow(m);
  m.window = windowStates.waiting;
  m.openNs = nowNs;
  m.deadlineNs = deadlineNs;
  m.heldSinceNs = -1;
  m.best = -Infinity;
}

/** True once a state has lasted for the expectation's `for`. */
function held(m: ExpectationMonitor, is: boolean, nowNs: number): boolean {
  if (!is) {
    m.heldSinceNs = -1;
    return false;
  }
  if (m.heldSinceNs < 0) m.heldSinceNs = nowNs;
  return nowNs - m.heldSinceNs >= m.plan.forNs;
}

/** Ends a window at its deadline. */
function expire(m: ExpectationMonitor, names: ScenarioNames, nowNs: number): void {
  if (m.window === windowStates.closed) return;
  if (m.plan.kind === "eventually" && m.window === windowStates.waiting) {
    const since = waitsForAfter(m.plan)
      ? ` within ${seconds(m.deadlineNs - m.openNs)}${occurrence(m)}`
      : ` by ${seconds(m.deadlineNs)}`;
    failAt(m, names, nowNs, "deadline", `not so${since}`);
  }
  closeWindow(m);
}

function occurrence(m: ExpectationMonitor): string {
  return waitsForAfter(m.plan) ? ` after "${m.plan.afterText}" at ${seconds(m.openNs)}` : "";
}

/** The condition at this tick; NaN and division by zero make it false, and are counted. */
function isTrue(
  m: ExpectationMonitor,
  names: ScenarioNames,
  scratch: ConditionScratch,
): boolean {
  const before = scratch.undefinedCount;
  const is = evaluate(m.plan.program, names.slots, scratch) === 1;
  if (scratch.undefinedCount > before) m.undefinedTicks += 1;
  return is;
}

function watchEventually(
  m: ExpectationMonitor,
  names: ScenarioNames,
  scratch: ConditionScratch,
  nowNs: number,
): void {
  m.best = Math.max(m.best, margin(m.plan.program, names.slots));
  const is = isTrue(m, names, scratch);
  if (m.window === windowStates.waiting && held(m, is, nowNs)) {
    m.window = windowStates.met;
    m.passedNs = nowNs;
    m.slowestNs = Math.max(m.slowestNs, nowNs - m.openNs);
  }
  if (nowNs >= m.deadlineNs) expire(m, names, nowNs);
}

function watchState(
  m: ExpectationMonitor,
  names: ScenarioNames,
  scratch: ConditionScratch,
  nowNs: number,
): void {
  const { plan } = m;
  const is = isTrue(m, names, scratch);
  const side = margin(plan.program, names.slots);
  const always = plan.kind === "always";
  m.robustness = Math.min(m.robustness, always ? side : -side);
  if (held(m, is !== always, nowNs)) {
    failAt(m, names, nowNs, "state", always ? "was not so" : "was so");
  }
}

/** Advances a monitor by one tick; the slots hold this tick's values. */
export function watch(
  m: ExpectationMonitor,
  names: ScenarioNames,
  scratch: ConditionScratch,
  nowNs: number,
): void {
  if (m.plan.kind === "atEnd") return;
  if (nowNs > m.deadlineNs) expire(m, names, nowNs);
  if (occurs(m, names, scratch)) openWindow(m, nowNs);
  if (m.window === windowStates.closed || nowNs < m.plan.fromNs) return;
  m.samples += 1;
  if (m.plan.kind === "eventually") watchEventually(m, names, scratch, nowNs);
  else watchState(m, names, scratch, nowNs);
}

function judgeAtEnd(
  m: ExpectationMonitor,
  names: ScenarioNames,
  scratch: ConditionScratch,
  endNs: number,
): void {
  m.robustness = margin(m.plan.program, names.slots);
  if (isTrue(m, names, scratch)) m.passedNs = endNs;
  else failAt(m, names, endNs, "end", "not so at the end");
}

/** What is still open when the run ends, and what never began. */
function judgeRest(m: ExpectationMonitor, names: ScenarioNames, endNs: number): void {
  const { plan } = m;
  if (plan.kind === "eventually" && m.window === windowStates.waiting && m.samples > 0) {
    const leftNs = m.deadlineNs - endNs;
    const early = leftNs > 0 && leftNs < Infinity ? `, ${seconds(leftNs)} before its deadline` : "";
    const why = `not so${occurrence(m)} until the run ended at ${seconds(endNs)}${early}`;
    failAt(m, names, endNs, "end", why);
  }
  if (m.window !== windowStates.closed) closeWindow(m);
  if (m.samples > 0 || m.failedNs >= 0) return;
  m.robustness = Infinity;
  m.detail = waitsForAfter(plan) && m.occurrences === 0
    ? `"${plan.afterText}" never occurred`
    : `never judged: from ${seconds(plan.fromNs)} is after the end at ${seconds(endNs)}`;
  if (plan.vacuousOk) return;
  m.failedNs = endNs;
  m.failure = "vacuous";
}

/** The margin as a report may give it: finite, and with `for` only where it fits the outcome. */
function reportedMargin(m: ExpectationMonitor): number | null {
  if (!Number.isFinite(m.robustness)) return null;
  const fits = m.failedNs >= 0 ? m.robustness <= 0 : m.robustness >= 0;
  return fits ? m.robustness : null;
}

/** How long an `eventually` took after its `after`, against its deadline; the slowest of several. */
function measured(m: ExpectationMonitor): string {
  const { plan } = m;
  if (m.slowestNs < 0 || !waitsForAfter(plan)) return "";
  const of = m.occurrences > 1 ? `, the slowest of ${m.occurrences}` : "";
  const deadline = plan.withinNs < Infinity ? `, deadline ${seconds(plan.withinNs)}` : "";
  return `${seconds(m.slowestNs)} after "${plan.afterText}"${deadline}${of}`;
}

function undefinedText(m: ExpectationMonitor): string {
  const ticks = m.undefinedTicks === 1 ? "1 tick" : `${m.undefinedTicks} ticks`;
  return `undefined, and so false, at ${ticks}: a division by zero or NaN`;
}

/** Judges a monitor at the end of the run, whose last tick was at `endNs`. */
export function judge(
  m: ExpectationMonitor,
  names: ScenarioNames,
  scratch: ConditionScratch,
  endNs: number,
): ExpectationResult {
  if (m.plan.kind === "atEnd") judgeAtEnd(m, names, scratch, endNs);
  else judgeRest(m, names, endNs);
  const failed = m.failedNs >= 0;
  if (!failed && m.detail === "") m.detail = measured(m);
  if (m.undefinedTicks > 0) m.detail = [m.detail, undefinedText(m)].filter(Boolean).join("; ");
  const atNs = failed ? m.failedNs : m.passedNs;
  return {
    name: m.plan.name,
    kind: m.plan.kind,
    outcome: failed ? "failed" : "passed",
    failure: m.failure,
    atS: atNs < 0 ? null : atNs / 1e9,
    detail: m.detail,
    robustness: reportedMargin(m),
  };
}
