/**
 * What a run reached: modes and the moves between them, failsafe actions, causes, gate rules,
 * reasons, skills, operator acts and faults. Cheap per tick: numbers are compared, names are made
 * at the end.
 *
 * @module
 */
import { causeNames, ruleNames } from "core/kernel/mod.ts";
import {
  failsafeActions,
  hasBit,
  intentActions,
  type KernelOutputs,
  modes,
  nameOf,
  reasonCode,
} from "core/messages/mod.ts";

/** The kinds of things that are counted. */
export const coverageKinds = [
  "modes",
  "transitions",
  "actions",
  "causes",
  "rules",
  "reasons",
  "skills",
  "acts",
  "faults",
] as const;
/** A kind by name. */
export type CoverageKind = typeof coverageKinds[number];

/** Names reached, by kind. */
export type CoverageReport = Readonly<Record<CoverageKind, readonly string[]>>;

/** What has been reached so far, as numbers. */
export interface Coverage {
  lastMode: number;
  lastRaised: number;
  /** One bit a move: from * 8 + to. */
  readonly moves: Set<number>;
  readonly actions: Set<number>;
  readonly causes: Set<number>;
  readonly rules: Set<number>;
  readonly reasons: Set<number>;
  readonly skills: Set<number>;
  readonly acts: Set<string>;
  readonly faults: Set<string>;
}

/** Nothing reached yet. */
export function createCoverage(): Coverage {
  return {
    // The kernel begins in boot, and may leave it in its first tick.
    lastMode: 0,
    lastRaised: 0,
    moves: new Set(),
    actions: new Set(),
    causes: new Set(),
    rules: new Set(),
    reasons: new Set(),
    skills: new Set(),
    acts: new Set(),
    faults: new Set(),
  };
}

function addBits(into: Set<number>, bits: number): void {
  for (let bit = 0; bit < 52; bit++) if (hasBit(bits, bit)) into.add(bit);
}

/** Notes one tick. */
export function coverTick(c: Coverage, out: KernelOutputs, happened: ReadonlySet<string>): void {
  if (out.mode !== c.lastMode) {
    c.moves.add(c.lastMode * 16 + out.mode);
    c.lastMode = out.mode;
  }
  c.actions.add(out.action);
  if (out.raised !== 0) addBits(c.causes, out.raised);
  if (out.skill !== 0) c.skills.add(out.skill);
  for (let i = 0; i < out.decisionCount; i++) {
    const decision = out.decisions[i];
    if (decision === undefined) continue;
    addBits(c.rules, decision.refusedBy);
    addBits(c.rules, decision.clampedBy);
    c.reasons.add(decision.reason);
  }
  for (let i = 0; i < out.statusCount; i++) c.reasons.add(out.statuses[i]?.reason ?? 0);
  for (const name of happened) {
    if (name.startsWith("fault.") && !name.endsWith(".cleared")) c.faults.add(name.slice(6));
    else if (name.startsWith("operator.")) c.acts.add(name.slice(9));
  }
}

function named(numbers: ReadonlySet<number>, name: (index: number) => string): string[] {
  return [...numbers].sort((a, b) => a - b).map(name).filter((text) => text !== "");
}

/** The names of what was reached. */
export function coverageReport(c: Coverage): CoverageReport {
  const reached = new Set<number>();
  for (const move of c.moves) {
    reached.add(Math.floor(move / 16));
    reached.add(move % 16);
  }
  reached.add(c.lastMode);
  const move = (index: number): string =>
    `${nameOf(modes, Math.floor(index / 16))} -> ${nameOf(modes, index % 16)}`;
  return {
    modes: named(reached, (index) => nameOf(modes, index)),
    transitions: named(c.moves, move),
    actions: named(c.actions, (index) => nameOf(failsafeActions, index)),
    causes: named(c.causes, (index) => causeNames[index] ?? ""),
    rules: named(c.rules, (index) => ruleNames[index] ?? ""),
    reasons: named(c.reasons, (index) => index === 0 ? "" : reasonCode(index)),
    skills: named(c.skills, (index) => nameOf(intentActions, index)),
    acts: [...c.acts].sort(),
    faults: [...c.faults].sort(),
  };
}

/** What several robots reached, as one report. */
export function joinCoverage(reports: readonly CoverageReport[]): CoverageReport {
  const [only] = reports;
  if (only !== undefined && reports.length === 1) return only;
  const join = (kind: CoverageKind): readonly string[] =>
    [...new Set(reports.flatMap((report) => report[kind]))].sort();
  return {
    modes: join("modes"),
    transitions: join("transitions"),
    actions: join("actions"),
    causes: join("causes"),
    rules: join("rules"),
    reasons: join("reasons"),
    skills: join("skills"),
    acts: join("acts"),
    faults: join("faults"),
  };
}
