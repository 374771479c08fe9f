/**
 * Makes a failing scenario small: fewer events, people and settings, a shorter run, rounder
 * numbers, as long as it still fails for the same reason. Delta debugging (Zeller and Hildebrandt,
 * 2002) over the lists, then one try for each thing that may be simpler. What comes out is a plain
 * scenario that anybody can read.
 *
 * @module
 */
import { parseDuration } from "core/config/mod.ts";
import type { RunResult } from "sim/scenario/mod.ts";

/** A scenario as plain data. */
export type PlainScenario = Readonly<Record<string, unknown>>;

/**
 * Why a run failed: what a smaller run must fail by too. Names alone would do for a run that is cut
 * off before anything could come true, so each carries how it failed, and in which mode, action or
 * cause.
 */
export interface FailureReason {
  readonly expectations: readonly string[];
  readonly invariants: readonly string[];
}

/** What a search may use. */
export interface ShrinkOptions {
  /** Runs a candidate; null where it cannot run. */
  readonly run: (candidate: PlainScenario) => Promise<RunResult | null>;
  /** True once the time is over. */
  readonly isOver: () => boolean;
}

/** The smallest failing scenario found. */
export interface Shrunk {
  readonly scenario: PlainScenario;
  readonly result: RunResult;
  readonly runs: number;
}

/** The words of a failure's detail: modes, actions and causes, never the numbers. */
function wordsOf(detail: string): string {
  return [...detail.matchAll(/= '([^']*)'|\(([a-z]\w*)\)/g)].map(([, a, b]) => a ?? b).join(",");
}

/** Why a run failed. */
export function reasonOf(result: RunResult): FailureReason {
  const failed = result.expectations.filter((one) => one.outcome === "failed");
  const broken = result.violations.map((one) => `${one.invariant}: ${wordsOf(one.detail)}`);
  return {
    expectations: failed.map((one) => `${one.name}: ${one.failure ?? ""} ${wordsOf(one.detail)}`),
    invariants: [...new Set(broken)],
  };
}

/** True where only the end of the run made it fail: a shorter one would fail for being shorter. */
function onlyAtEnd(result: RunResult): boolean {
  return result.violations.length === 0 &&
    result.expectations.every((one) => one.outcome === "passed" || one.failure === "end");
}

function sameReason(reason: FailureReason, result: RunResult): boolean {
  const now = reasonOf(result);
  return now.expectations.some((name) => reason.expectations.includes(name)) ||
    now.invariants.some((name) => reason.invariants.includes(name));
}

type Path = readonly (string | number)[];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const part of path) {
    if (Array.isArray(value) && typeof part === "number") value = value[part];
    else if (isRecord(value)) value = value[String(part)];
    else return undefined;
  }
  return value;
}

/** A copy with the value at a path replaced, or removed where it is undefined. */
function withValue(data: unknown, path: Path, value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (Array.isArray(data)) {
    return data.map((item, index) => index === part ? withValue(item, rest, value) : item);
  }
  if (!isRecord(data)) return data;
  const copy = { ...data };
  const next = withValue(copy[String(part)], rest, value);
  if (next === undefined) delete copy[String(part)];
  else copy[String(part)] = next;
  return copy;
}

class Shrinker {
  best: PlainScenario;
  result: RunResult;
  runs = 0;
  readonly #reason: FailureReason;
  readonly #options: ShrinkOptions;

  constructor(scenario: PlainScenario, result: RunResult, options: ShrinkOptions) {
    this.best = scenario;
    this.result = result;
    this.#reason = reasonOf(result);
    this.#options = options;
  }

  /** Keeps a candidate that still fails. */
  async try(candidate: unknown): Promise<boolean> {
    if (!isRecord(candidate) || this.#options.isOver()) return false;
    if (JSON.stringify(candidate) === JSON.stringify(this.best)) return false;
    this.runs += 1;
    const result = await this.#options.run(candidate);
    if (result === null || !sameReason(this.#reason, result)) return false;
    this.best = candidate;
    this.result = result;
    return true;
  }

  set(path: Path, value: unknown): Promise<boolean> {
    return this.try(withValue(this.best, path, value));
  }

  /** Removes as many items of a list as it can: halves first, then ever smaller parts. */
  async thin(path: Path): Promise<void> {
    const list = (): readonly unknown[] => {
      const value = valueAt(this.best, path);
      return Array.isArray(value) ? value : [];
    };
    for (let size = list().length; size >= 1; size = Math.floor(size / 2)) {
      for (let from = 0; from < list().length;) {
        const items = list();
        const kept = [...items.slice(0, from), ...items.slice(from + size)];
        const gone = await this.set(path, kept.length === 0 ? undefined : kept);
        if (!gone) from += size;
      }
    }
  }
}

/** Lists whose items may go. */
const lists: readonly Path[] = [
  ["events"],
  ["world", "pedestrians"],
  ["world", "obstacles"],
  ["phases"],
  ["brain", "script"],
];

/** Keys that a scenario may lose whole. */
const optional: readonly Path[] = [
  ["mission"],
  ["description"],
  ["sweep"],
  ["brain"],
  ["world", "keepout"],
  ["world", "speed"],
  ["world", "dock"],
  ["world", "regions"],
];

async function keepFailedExpectation(s: Shrinker): Promise<void> {
  const given = valueAt(s.best, ["expect"]);
  if (!Array.isArray(given)) return;
  const failed = s.result.expectations.findIndex((one) => one.outcome === "failed");
  if (failed >= 0) await s.set(["expect"], [given[failed]]);
  else {
    await s.try({
      ...Object.fromEntries(Object.entries(s.best).filter(([key]) => key !== "expect")),
      invariantsOnly: true,
    });
  }
}

/** When the run first failed, s; the whole run where only its end decided. */
function failedAtS(result: RunResult): number {
  const times = [
    ...result.expectations.filter((one) => one.outcome === "failed").map((one) => one.atS),
    ...result.violations.map((one) => one.atS),
  ].filter((at) => at !== null);
  return times.length === 0 ? result.simulatedS : Math.min(...times);
}

async function shorten(s: Shrinker): Promise<void> {
  if (onlyAtEnd(s.result)) return;
  await s.set(["duration"], `${Math.ceil(failedAtS(s.result) * 10 + 1) / 10}s`);
  for (let share = 0.5; share > 0.1; share /= 2) {
    const cut = Math.round(s.result.simulatedS * (1 - share) * 10) / 10;
    while (cut > 0.1 && await s.set(["duration"], `${cut}s`)) break;
  }
}

/** Durations and numbers as a person would write them. */
function rounder(value: unknown): unknown[] {
  if (typeof value === "number") {
    return [0, Math.round(value), Math.round(value * 10) / 10].filter((v) => v !== value);
  }
  const ms = typeof value === "string" ? parseDuration(value) : null;
  if (ms === null || ms % 1000 === 0) return [];
  const texts = [1000, 100].map((step) => `${Math.round(ms / step) * step / 1000}s`);
  return texts.filter((text) => text !== value);
}

async function simplifyEvent(s: Shrinker, index: number): Promise<void> {
  const at = (key: string): Path => ["events", index, key];
  const fault = valueAt(s.best, at("fault"));
  if (isRecord(fault)) {
    for (const key of Object.keys(fault)) {
      if (key !== "kind") await s.set(["events", index, "fault", key], undefined);
    }
    for (const key of Object.keys(fault)) {
      for (const value of rounder(fault[key])) {
        if (await s.set(["events", index, "fault", key], value)) break;
      }
    }
  }
  for (const value of rounder(valueAt(s.best, at("at")))) {
    if (await s.set(at("at"), value)) break;
  }
}

async function simplifySettings(s: Shrinker): Promise<void> {
  const settings = valueAt(s.best, ["set"]);
  for (const key of isRecord(settings) ? Object.keys(settings) : []) {
    await s.set(["set", key], undefined);
  }
  for (const path of optional) {
    if (valueAt(s.best, path) !== undefined) await s.set(path, undefined);
  }
  for (const key of ["x", "y", "yawDeg"]) {
    for (const value of rounder(valueAt(s.best, ["world", "start", key])).slice(1)) {
      if (await s.set(["world", "start", key], value)) break;
    }
  }
}

/** Shrinks a scenario that failed with `result`. */
export async function shrinkScenario(
  scenario: PlainScenario,
  result: RunResult,
  options: ShrinkOptions,
): Promise<Shrunk> {
  const s = new Shrinker(scenario, result, options);
  await keepFailedExpectation(s);
  await shorten(s);
  for (let round = 0; round < 4; round++) {
    const before = JSON.stringify(s.best);
    for (const path of lists) await s.thin(path);
    await simplifySettings(s);
    const events = valueAt(s.best, ["events"]);
    const count = Array.isArray(events) ? events.length : 0;
    for (let index = 0; index < count; index++) await simplifyEvent(s, index);
    await shorten(s);
    if (JSON.stringify(s.best) === before || options.isOver()) break;
  }
  return { scenario: s.best, result: s.result, runs: s.runs };
}
