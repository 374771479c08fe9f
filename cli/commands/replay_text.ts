/** What `mechos replay` prints for people. @module */
import type {
  DifferenceTrace,
  RecordingDifference,
  TickDifference,
  Verification,
  WhatIf,
} from "core/replay/mod.ts";

/** Rows of a table that are shown; `--json` has all. */
const shownRows = 40;

function seconds(value: number): string {
  return `${value.toFixed(3)} s`;
}

function traceText(trace: DifferenceTrace): string[] {
  const lines = [`  stage: ${trace.stage}, the first that differs, at tick ${trace.tick}`];
  const others = trace.fields.slice(1, 8).map(({ stage, path }) => `${path} (${stage})`);
  if (others.length > 0) lines.push(`  also: ${others.join(", ")}`);
  if (trace.lastSameKeyframe >= 0) {
    lines.push(`  the whole state was the same at tick ${trace.lastSameKeyframe}`);
  }
  for (const { tick, tS, fresh, values } of trace.lastInputs) {
    const said = Object.entries(values).filter(([, value]) => value !== 0)
      .map(([name, value]) => `${name}=${Number(value.toFixed(4))}`);
    lines.push(`  inputs ${tick} at ${seconds(tS)}: ${[fresh.join("+"), ...said].join(" ")}`);
  }
  return lines;
}

/** What verifying found. */
export function verifyText(found: Verification, wallS: number, note: string | null): string {
  const spanS = (found.endNs - found.startNs) * 1e-9;
  const speed = wallS > 0 ? (spanS / wallS).toFixed(0) : "0";
  const lines = [
    `${found.outcome}: ${found.ticks} ticks, ${spanS.toFixed(1)} s in ${
      wallS.toFixed(2)
    } s (${speed}x real time), state hash ${found.stateHash}`,
  ];
  const first = found.firstDifference;
  if (first !== null) {
    lines.push(`  first difference at tick ${first.tick}, ${seconds(first.tS)}: ${first.path}`);
    lines.push(`  recorded ${first.recorded}, replayed ${first.replayed}`);
    if (found.trace !== null) lines.push(...traceText(found.trace));
    lines.push(`  ${found.differentTicks} outputs differ in all`);
    if (note !== null) lines.push(`  ${note}`);
  }
  for (const damage of found.damage) {
    lines.push(`  damage at byte ${damage.offset}: ${damage.reason}`);
  }
  return `${lines.join("\n")}\n`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length))
  );
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd()
  );
}

/** What today's rules would have done, decision by decision. */
export function whatIfText(what: WhatIf): string {
  const lines = [
    `what if ${what.overrides.join(", ")}: each decision in the situation as recorded`,
    `${what.decisions.length} decisions, ${what.changed} changed; commands differ in ` +
    `${what.differentCommands} of ${what.ticks} ticks` +
    (what.firstCommandS < 0
      ? ""
      : `, first at ${seconds(what.firstCommandS)}, at most ${
        what.largestLinearMps.toFixed(3)
      } m/s and ${what.largestAngularRadps.toFixed(3)} rad/s`),
  ];
  if (what.decisions.length > 0) {
    const rows = what.decisions.slice(0, shownRows).map((row) => [
      row.isSame ? " " : "*",
      seconds(row.tS),
      row.source,
      row.action,
      row.recorded?.verdict ?? "-",
      row.replayed?.verdict ?? "-",
      row.isSame ? "" : row.replayed?.reason || row.recorded?.reason || "",
    ]);
    lines.push(...table([["", "time", "source", "action", "then", "now", "why"], ...rows]));
    const more = what.decisions.length - shownRows;
    if (more > 0) lines.push(`  and ${more} more, see --json`);
  }
  const then = what.recordedActions.map(({ action }) => action).join(" > ");
  const now = what.replayedActions.map(({ action }) => action).join(" > ");
  if (then !== now) lines.push(`failsafe then: ${then}`, `failsafe now:  ${now}`);
  return `${lines.join("\n")}\n`;
}

function tickText(what: string, found: TickDifference): string[] {
  const lines = [`  first ${what} that differ: tick ${found.tick}, ${seconds(found.tS)}`];
  for (const { path, stage, recorded, replayed } of found.fields.slice(0, 8)) {
    lines.push(`    ${path} (${stage}): ${recorded} | ${replayed}`);
  }
  for (const { fresh, values } of found.inputs ?? []) {
    const said = Object.entries(values).map(([name, value]) => `${name}=${value}`);
    lines.push(`    ${fresh.join("+")} ${said.join(" ")}`);
  }
  return lines;
}

/** How two recordings differ. */
export function diffText(found: RecordingDifference): string {
  const lines = [
    `${found.outcome}: ${found.ticks} ticks in common, ${found.onlyFirst} only in the first, ` +
    `${found.onlySecond} only in the second`,
  ];
  if (found.firstInputs !== null) lines.push(...tickText("inputs", found.firstInputs));
  if (found.firstOutputs !== null) lines.push(...tickText("outputs", found.firstOutputs));
  if (found.outcome === "different") {
    lines.push(
      `  ${found.differentInputs} inputs and ${found.differentOutputs} outputs differ in all`,
    );
  }
  for (const { path, first, second } of [...found.config, ...found.versions].slice(0, shownRows)) {
    lines.push(`  ${path}: ${JSON.stringify(first)} | ${JSON.stringify(second)}`);
  }
  return `${lines.join("\n")}\n`;
}
