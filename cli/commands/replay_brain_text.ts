/** How another brain's answers are told: figures of both sides, then each question. @module */
import type { BrainRow, BrainWhatIf, JudgedAnswer, SideFigures } from "./replay_brain.ts";

/** Questions that are listed; all are in --json. */
const shownRows = 200;

const meanings = {
  same: "same",
  sameActions: "same actions, other values",
  different: "different",
  unread: "not comparable",
} as const;

function side(answer: JudgedAnswer): string {
  if (answer.problem !== "") return answer.problem.slice(0, 60);
  const verdicts = answer.judgements.map(({ verdict, code }) =>
    verdict === "accepted" ? verdict : `${verdict} ${code}`
  );
  return `${answer.actions.join("+")}${verdicts.length === 0 ? "" : ` (${verdicts.join(", ")})`}`;
}

function rowText({ tS, agreement, recorded, asked }: BrainRow): string[] {
  return [`${tS.toFixed(2)} s`, meanings[agreement], side(recorded), side(asked)];
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, i) =>
    Math.max(...rows.map((row) => row[i]?.length ?? 0))
  );
  return rows.map((row) =>
    `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd()
  );
}

function figureRows(a: SideFigures, b: SideFigures): string[][] {
  const usd = (value: number | null) => value === null ? "-" : value.toFixed(4);
  const pair = (name: string, read: (side: SideFigures) => string | number) => [
    name,
    String(read(a)),
    String(read(b)),
  ];
  return [
    ["", "recorded", "asked now"],
    pair("model", ({ model }) => model),
    pair("answers", ({ answers }) => answers),
    pair("calls failed", ({ failed }) => failed),
    pair("unreadable", ({ unreadable }) => unreadable),
    pair("intents", ({ intents }) => intents),
    pair("refused by the gate", ({ refused }) => refused),
    pair("clamped", ({ clamped }) => clamped),
    pair("latency p50, ms", ({ latencyP50Ms }) => Math.round(latencyP50Ms)),
    pair("latency p95, ms", ({ latencyP95Ms }) => Math.round(latencyP95Ms)),
    pair("tokens", ({ tokens }) => tokens),
    pair("USD", (one) => usd(one.usd)),
  ];
}

/** The comparison as text. */
export function brainText(found: BrainWhatIf): string {
  const { questions, same, sameActions, different, unread, rows } = found;
  const rules = found.overrides.length === 0 ? "" : `, by the rules ${found.overrides.join(", ")}`;
  const lines = [
    `${found.brain} was asked ${questions} recorded questions${rules}: ${same} answers the same, ` +
    `${sameActions} with the same actions and other values, ${different} different, ` +
    `${unread} not comparable`,
    ...columns(figureRows(found.recorded, found.asked)),
    "",
    ...columns([["time", "agreement", "then", "now"], ...rows.slice(0, shownRows).map(rowText)]),
  ];
  if (rows.length > shownRows) lines.push(`  and ${rows.length - shownRows} more, see --json`);
  return `${lines.join("\n")}\n`;
}
