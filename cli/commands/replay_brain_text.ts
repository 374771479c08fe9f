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

function askedText({ tS, asked }: BrainRow): string[] {
  return [`${tS.toFixed(2)} s`, side(asked)];
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, i) =>
    Math.max(...rows.map((row) => row[i]?.length ?? 0))
  );
  return rows.map((row) =>
    `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd()
  );
}

function figureRows(then: SideFigures | null, now: SideFigures): string[][] {
  const usd = (value: number | null) => value === null ? "-" : value.toFixed(4);
  const sides = then === null ? [now] : [then, now];
  const pair = (name: string, read: (side: SideFigures) => string | number) => [
    name,
    ...sides.map((one) => String(read(one))),
  ];
  return [
    ["", ...(then === null ? [] : ["recorded"]), "asked now"],
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

function headline(found: BrainWhatIf): string {
  const { brain, goal, questions, same, sameActions, different, unread } = found;
  const rules = found.overrides.length === 0 ? "" : `, by the rules ${found.overrides.join(", ")}`;
  if (goal !== null) {
    return `${brain} was asked ${questions} times what the robot should do next, the goal being ` +
      `"${goal}"${rules}; each answer is judged as if the robot had just been started`;
  }
  return `${brain} was asked ${questions} recorded questions${rules}: ${same} answers the same, ` +
    `${sameActions} with the same actions and other values, ${different} different, ` +
    `${unread} not comparable`;
}

/** The comparison as text. */
export function brainText(found: BrainWhatIf): string {
  const { goal, rows } = found;
  const shown = rows.slice(0, shownRows);
  const table = goal === null
    ? [["time", "agreement", "then", "now"], ...shown.map(rowText)]
    : [["time", "answer"], ...shown.map(askedText)];
  const lines = [
    headline(found),
    ...columns(figureRows(found.recorded, found.asked)),
    "",
    ...columns(table),
  ];
  if (rows.length > shownRows) lines.push(`  and ${rows.length - shownRows} more, see --json`);
  return `${lines.join("\n")}\n`;
}
