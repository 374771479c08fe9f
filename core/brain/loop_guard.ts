/**
 * Notices a brain that goes in circles: the same action in an unchanged state, back and forth,
 * one refusal again and again, names that do not exist, calls without progress. Each finding
 * raises the level by one; progress that the kernel confirmed brings it back to none. Nothing is
 * ever cut from the history: a model that forgets repeats itself.
 *
 * @module
 */
import type { Config } from "core/config/mod.ts";

/** What to do about a brain at each level. */
export const guardLevels = ["none", "tell", "vary", "ask", "hold"] as const;
/** A level by name. */
export type GuardLevel = typeof guardLevels[number];

/** What the guard sees of each step. */
export interface GuardStep {
  readonly nowNs: number;
  /** The intent as proposed; unknown content. */
  readonly intent: unknown;
  /** Where the robot was: cells of some size, so that noise is no change. */
  readonly x: number;
  readonly y: number;
  readonly yawRad: number;
}

/** A loop that was found. */
export interface GuardFinding {
  readonly kind:
    | "repeat"
    | "oscillation"
    | "signFlips"
    | "refusals"
    | "unknownNames"
    | "noProgress";
  readonly message: string;
  readonly level: GuardLevel;
}

/** The guard of one brain. */
export interface LoopGuard {
  /** A step is about to be proposed. */
  step(step: GuardStep): GuardFinding | null;
  /** A step was refused or came to nothing. */
  refused(code: string): GuardFinding | null;
  /** An answer came. */
  called(): GuardFinding | null;
  /** The kernel confirmed progress: a motion that ended elsewhere than it began. */
  progressed(): void;
  level(): GuardLevel;
}

type Law = Config["brain"]["guard"];

interface State {
  readonly law: Law;
  level: number;
  keys: string[];
  /** Signs of commanded turns and speeds with their times. */
  flips: number[];
  lastSign: number;
  refusals: Map<string, number>;
  unknown: number;
  calls: number;
}

/** Keys that are kept: the longest pattern times its repeats. */
const keptKeys = 64;
const unknownCodes: ReadonlySet<string> = new Set([
  "GATE_UNKNOWN_ACTION",
  "GATE_UNKNOWN_FIELD",
  "GATE_UNKNOWN_NAME",
]);
/** A cell of the state, m and rad. */
const cellM = 0.25;
const cellRad = 0.5;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The action with its numbers rounded to two digits: near-equal is equal. */
function actionKey(intent: unknown): string {
  if (!isRecord(intent)) return "malformed";
  const parts = Object.entries(intent).filter(([name]) => name !== "id" && name !== "issuedAtNs")
    .map(([name, value]) => {
      const shown = typeof value === "number" ? Math.round(value * 10) / 10 : JSON.stringify(value);
      return `${name}=${shown}`;
    });
  return parts.sort().join(" ");
}

function stateKey(step: GuardStep): string {
  const cell = (value: number, size: number) => Math.round(value / size);
  return `${cell(step.x, cellM)},${cell(step.y, cellM)},${cell(step.yawRad, cellRad)}`;
}

function signOf(intent: unknown): number {
  if (!isRecord(intent)) return 0;
  const { linearMps, angularRadps, angleRad } = intent;
  for (const value of [linearMps, angularRadps, angleRad]) {
    if (typeof value === "number" && Math.abs(value) > 0.01) return Math.sign(value);
  }
  return 0;
}

function raise(s: State, kind: GuardFinding["kind"], message: string, atLeast = 1): GuardFinding {
  s.level = Math.min(guardLevels.length - 1, Math.max(s.level + 1, atLeast));
  s.keys = [];
  s.flips = [];
  s.refusals.clear();
  s.unknown = 0;
  s.calls = 0;
  return { kind, message, level: guardLevels[s.level] ?? "hold" };
}

/** True where the keys end in a pattern of `period` that stands `times` times. */
function endsIn(keys: readonly string[], period: number, times: number): boolean {
  const wanted = period * times;
  if (keys.length < wanted) return false;
  const tail = keys.slice(-wanted);
  if (period > 1 && new Set(tail.slice(0, period)).size < 2) return false;
  return tail.every((key, index) => key === tail[index % period]);
}

function checkStep(s: State, step: GuardStep): GuardFinding | null {
  const action = isRecord(step.intent) ? String(step.intent["action"]) : "malformed";
  if (s.law.polling.includes(action)) return null;
  const sign = signOf(step.intent);
  if (sign !== 0) {
    if (s.lastSign !== 0 && sign !== s.lastSign) s.flips.push(step.nowNs);
    s.lastSign = sign;
    s.flips = s.flips.filter((at) => at > step.nowNs - s.law.windowMs * 1e6);
    if (s.flips.length >= s.law.signFlips) {
      const message = `direction changed ${s.flips.length} times in ${s.law.windowMs / 1000} s`;
      return raise(s, "signFlips", message, 3);
    }
  }
  s.keys.push(`${actionKey(step.intent)} @${stateKey(step)}`);
  if (s.keys.length > keptKeys) s.keys.shift();
  const { repeats } = s.law;
  if (endsIn(s.keys, 1, repeats)) {
    return raise(s, "repeat", `"${action}" was asked ${repeats} times in an unchanged state`);
  }
  for (const period of [2, 3]) {
    if (endsIn(s.keys, period, Math.max(2, repeats - 1))) {
      return raise(s, "oscillation", `the same ${period} actions came again and again`);
    }
  }
  return null;
}

function checkRefusal(s: State, code: string): GuardFinding | null {
  const count = (s.refusals.get(code) ?? 0) + 1;
  s.refusals.set(code, count);
  if (unknownCodes.has(code)) s.unknown += 1;
  if (s.unknown >= s.law.refusals) {
    return raise(s, "unknownNames", `${s.unknown} intents named things that do not exist`);
  }
  if (count >= s.law.refusals) return raise(s, "refusals", `${code} refused ${count} intents`);
  return null;
}

/** Makes a guard. */
export function createLoopGuard(law: Law): LoopGuard {
  const s: State = {
    law,
    level: 0,
    keys: [],
    flips: [],
    lastSign: 0,
    refusals: new Map(),
    unknown: 0,
    calls: 0,
  };
  return {
    step: (step) => checkStep(s, step),
    refused: (code) => checkRefusal(s, code),
    called: () => {
      s.calls += 1;
      if (s.calls < law.idleCalls) return null;
      return raise(s, "noProgress", `${s.calls} answers brought no progress`);
    },
    progressed: () => {
      s.level = 0;
      s.refusals.clear();
      s.unknown = 0;
      s.calls = 0;
    },
    level: () => guardLevels[s.level] ?? "hold",
  };
}
