/**
 * Expectations as monitors: compiled once, advanced every tick in fixed memory, judged at the end
 * (INTERFACES.md section 6). `for` is how long something must be so to count; `after` counts for
 * each occurrence; the margin is the robustness of signal temporal logic.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import {
  compileCondition,
  type ConditionOrigin,
  type ConditionScratch,
  evaluate,
  eventPrefix,
  margin,
  type Program,
} from "core/condition/mod.ts";
import type { ScenarioNames } from "./names.ts";
import type { ScenarioExpectation } from "./schema.ts";

/** The four forms. */
export const expectationKinds = ["always", "never", "eventually", "atEnd"] as const;
/** A form by name. */
export type ExpectationKind = typeof expectationKinds[number];

/** A compiled expectation and its memory. */
export interface ExpectationMonitor {
  readonly name: string;
  readonly kind: ExpectationKind;
  readonly program: Program;
  readonly after: Program | null;
  readonly afterEventSlot: number;
  readonly afterText: string;
  readonly withinNs: number;
  readonly fromNs: number;
  readonly untilNs: number;
  readonly forNs: number;
  /** Occurrences of `after` so far; 1 from the start where there is none. */
  occurrences: number;
  afterWas: number;
  /** Open window: since when, and its deadline; -1 = none open. */
  openNs: number;
  deadlineNs: number;
  /** Since when the counted state has held without a break; -1 = it does not. */
  heldSinceNs: number;
  failedNs: number;
  passedNs: number;
  detail: string;
  robustness: number;
  /** Best margin inside the open window of an `eventually`. */
  best: number;
}

/** How an expectation ended. */
export interface ExpectationResult {
  readonly name: string;
  readonly kind: ExpectationKind;
  readonly outcome: "passed" | "failed";
  readonly atS: number | null;
  readonly detail: string;
  readonly robustness: number | null;
}

function kindOf(spec: ScenarioExpectation): ExpectationKind | null {
  const given = expectationKinds.filter((kind) => spec[kind] !== undefined);
  return given.length === 1 ? given[0] ?? null : null;
}

function describe(spec: ScenarioExpectation, kind: ExpectationKind): string {
  const after = spec.after === undefined ? "" : `after ${spec.after}: `;
  const within = spec.within === undefined ? "" : ` within ${spec.within / 1000} s`;
  return `${after}${kind} ${spec[kind] ?? ""}${within}`;
}

/** Compiles one expectation. `origin(key)` gives the place of a field's text. */
export function compileExpectation(
  spec: ScenarioExpectation,
  names: ScenarioNames,
  origin: (key: string) => ConditionOrigin,
): Result<ExpectationMonitor> {
  const kind = kindOf(spec);
  if (kind === null) {
    const place = origin("");
    return fail({
      code: "SIM_SCENARIO",
      message:
        "Cannot judge this expectation: it needs exactly one of always, never, eventually, atEnd",
      place: {
        file: place.file,
        line: place.line,
        column: place.column,
        excerpt: place.excerpt ?? null,
      },
      help: 'for example { never: "collision" }',
    });
  }
  const program = compileCondition(spec[kind] ?? "", names.table, origin(kind));
  if (!program.ok) return program;
  let after: Program | null = null;
  let afterEventSlot = -1;
  if (spec.after !== undefined) {
    const slot = names.events.get(spec.after);
    if (slot !== undefined) afterEventSlot = slot;
    else {
      const compiled = compileCondition(spec.after, names.table, origin("after"));
      if (!compiled.ok) return compiled;
      after = compiled.value;
    }
  }
  const waits = after !== null || afterEventSlot >= 0;
  const fromNs = (spec.from ?? 0) * 1e6;
  const withinNs = spec.within === undefined ? Infinity : spec.within * 1e6;
  return ok({
    name: spec.name ?? describe(spec, kind),
    kind,
    program: program.value,
    after,
    afterEventSlot,
    afterText: spec.after ?? "",
    withinNs,
    fromNs,
    untilNs: spec.until === undefined ? Infinity : spec.until * 1e6,
    forNs: (spec.for ?? 0) * 1e6,
    occurrences: waits ? 0 : 1,
    afterWas: 0,
    openNs: waits || kind === "atEnd" ? -1 : fromNs,
    deadlineNs: waits ? Infinity : withinNs,
    heldSinceNs: -1,
    failedNs: -1,
    passedNs: -1,
    detail: "",
    robustness: Infinity,
    best: -Infinity,
  });
}

/** The values of the names a condition reads, for a report. */
function explain(m: ExpectationMonitor, names: ScenarioNames): string {
  const parts = m.program.names.filter((name) => !name.startsWith(eventPrefix)).map((name) => {
    const entry = names.table[name];
    const value = names.slots[entry?.slot ?? 0] ?? NaN;
    const type = entry?.type;
    if (type === "bool") return `${name} = ${value !== 0}`;
    if (typeof type === "object" && "enum" in type) {
      return `${name} = '${type.enum[value] ?? value}'`;
    }
    return `${name} = ${Math.round(value * 1e4) / 1e4}`;
  });
  return parts.join(", ");
}

function watchAfter(
  m: ExpectationMonitor,
  names: ScenarioNames,
  scratch: ConditionScratch,
  nowNs: number,
): void {
  if (m.after === null && m.afterEventSlot < 0) return;
  const is = m.afterEventSlot >= 0
    ? names.slots[m.afterEventSlot] ?? 0
    : m.after === null
    ? 0
    : evaluate(m.after, names.slots, scratch);
  const begins = is === 1 && (m.afterEventSlot >= 0 || m.afterWas === 0);
  m.afterWas = is;
  if (!begins) return;
  m.occurrences += 1;
  const deadlineNs = nowNs + m.withinNs;
  if (m.openNs >= 0 && m.kind === "eventually") return;
  m.openNs = nowNs;
  m.deadlineNs = deadlineNs;
  m.heldSinceNs = -1;
  m.best = -Infinity;
}

function failAt(m: ExpectationMonitor, names: ScenarioNames, nowNs: number, why: string): void {
  if (m.failedNs >= 0) return;
  m.failedNs = nowNs;
  const values = explain(m, names);
  m.detail = values === "" ? why : `${why}: ${values}`;
}

/** True once `is` has held for the expectation's `for`. */
function held(m: ExpectationMonitor, is: boolean, nowNs: number): boolean {
  if (!is) {
    m.heldSinceNs = -1;
    return false;
  }
  if (m.heldSinceNs < 0) m.heldSinceNs = nowNs;
  return nowNs - m.heldSinceNs >= m.forNs;
}

function watchEventually(m: ExpectationMonitor, names: ScenarioNames, is: boolean, nowNs: number) {
  m.best = Math.max(m.best, margin(m.program, names.slots));
  if (held(m, is, nowNs)) {
    m.passedNs = nowNs;
    m.robustness = Math.min(m.robustness, m.best);
    m.openNs = -1;
    return;
  }
  if (nowNs < Math.min(m.deadlineNs, m.untilNs)) return;
  m.robustness = Math.min(m.robustness, m.best);
  m.openNs = -1;
  failAt(m, names, nowNs, `not so by ${nowNs * 1e-9} s`);
}

/** Advances a monitor by one tick; the slots hold this tick's values. */
export function watch(
  m: ExpectationMonitor,
  names: ScenarioNames,
  scratch: ConditionScratch,
  nowNs: number,
): void {
  watchAfter(m, names, scratch, nowNs);
  if (m.openNs < 0 || nowNs < m.fromNs || nowNs < m.openNs) return;
  const is = evaluate(m.program, names.slots, scratch) === 1;
  if (m.kind === "eventually") return watchEventually(m, names, is, nowNs);
  if (nowNs > Math.min(m.deadlineNs, m.untilNs)) {
    m.openNs = -1;
    return;
  }
  const side = margin(m.program, names.slots);
  const wrong = m.kind === "always" ? !is : is;
  m.robustness = Math.min(m.robustness, m.kind === "always" ? side : -side);
  if (held(m, wrong, nowNs)) failAt(m, names, nowNs, m.kind === "always" ? "was not so" : "was so");
}

/** Judges a monitor at the end of the run. */
export function judge(
  m: ExpectationMonitor,
  names: ScenarioNames,
  scratch: ConditionScratch,
  endNs: number,
): ExpectationResult {
  if (m.kind === "atEnd") {
    const is = evaluate(m.program, names.slots, scratch) === 1;
    m.robustness = margin(m.program, names.slots);
    if (is) m.passedNs = endNs;
    else failAt(m, names, endNs, "not so at the end");
  } else if (m.kind === "eventually" && m.openNs >= 0) {
    m.robustness = Math.min(m.robustness, m.best);
    failAt(m, names, endNs, "never so until the end");
  }
  const failed = m.failedNs >= 0;
  const atNs = failed ? m.failedNs : m.passedNs;
  const never = m.occurrences === 0 ? `"${m.afterText}" never occurred` : "";
  return {
    name: m.name,
    kind: m.kind,
    outcome: failed ? "failed" : "passed",
    atS: atNs < 0 ? null : atNs * 1e-9,
    detail: failed ? m.detail : never,
    robustness: Number.isFinite(m.robustness) ? m.robustness : null,
  };
}
