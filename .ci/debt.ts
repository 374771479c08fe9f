/**
 * Debt is tracked: every open task, skipped test and lint escape of the code is listed here, and
 * each names an issue (`#12`) or an anchor of a page (`core/ARCHITECTURE.md#decided`). One that
 * names nothing fails the gate.
 *
 * @module
 */
import { readHouse } from "./house_files.ts";
import { say } from "./say.ts";
import type { HouseFile } from "./tree_rules.ts";

/** A piece of debt. */
export interface Debt {
  readonly path: string;
  readonly line: number;
  readonly kind: "task" | "skipped test" | "lint escape";
  readonly text: string;
  /** The issue or anchor that it names; null = none. */
  readonly names: string | null;
}

// Written in parts, so that this file does not list itself.
const task = new RegExp(
  `\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"].join("|")})\\b`,
);
const skipped =
  /\bDeno\.test\.(ignore|only)\b|^\s*(ignore|only): *(?!false\b)[A-Za-z!(]|\{ (ignore|only): *(?!false\b)[A-Za-z!(]|\b(it|test|describe)\.skip\b/;
const escape = new RegExp(`deno-(lint|fmt)-${"ignore"}|deno-coverage-${"ignore"}`);
const reference = /#\d+\b|\b[\w./-]+\.md#[\w-]+/;

function kindOf(line: string, isTest: boolean): Debt["kind"] | null {
  if (escape.test(line)) return "lint escape";
  if (isTest && skipped.test(line)) return "skipped test";
  return task.test(line) ? "task" : null;
}

/** The debt of the files, in order. */
export function findDebt(files: readonly HouseFile[]): Debt[] {
  const found: Debt[] = [];
  for (const { path, text } of files) {
    // Samples that are broken on purpose stay as they are, so the formatter skips them.
    if (path.startsWith("tests/") && path.includes("/broken/")) continue;
    const isCode = /\.(ts|ya?ml)$|^\.ci\/run$/.test(path);
    if (!isCode || /^(\.ci\/debt\.ts|tests\/ci\/debt_test\.ts)$/.test(path)) continue;
    text.split("\n").forEach((line, index) => {
      const kind = kindOf(line, path.startsWith("tests/"));
      if (kind === null) return;
      const names = reference.exec(line)?.[0] ?? null;
      found.push({ path, line: index + 1, kind, text: line.trim().slice(0, 120), names });
    });
  }
  return found;
}

/** One line a piece, those without a name marked. */
export function debtLines(debts: readonly Debt[]): string[] {
  return debts.map(({ path, line, kind, text, names }) => {
    const mark = names === null ? "UNNAMED (name an issue like #12, or PAGE.md#anchor)" : names;
    return `${path}:${line}: ${kind}, ${mark}: ${text}`;
  });
}

if (import.meta.main) {
  const debts = findDebt(await readHouse());
  const count = (kind: Debt["kind"]): number => debts.filter((debt) => debt.kind === kind).length;
  for (const line of debtLines(debts)) say(line);
  say(
    `debt: ${count("task")} open tasks, ${count("skipped test")} skipped tests, ` +
      `${count("lint escape")} lint escapes`,
  );
  Deno.exit(debts.some((debt) => debt.names === null) ? 1 : 0);
}
