/**
 * How often a way of dying is tried and what its times are judged by. Quick: once each at 200 Hz,
 * which a busy CI machine can hold. `MECHOS_FULL=1`: 30 times each at 1 kHz, at random moments.
 * `MECHOS_FIGURES=FILE` keeps the figures, whatever the reporter does with the output.
 *
 * @module
 */
import assert from "node:assert/strict";

const full = Deno.env.get("MECHOS_FULL") === "1";

/** Times that each way of dying is tried. */
export const times = full ? 30 : 1;
/** How often a robot may refuse to start before its test fails. */
export const starts = full ? 4 : 1;
/** Rate of the kernel, Hz. */
export const tickHz = full ? 1000 : 200;
/** Ramp from full speed: 0.6 m/s at 1.0 m/s2, behind the motors' lag of 0.1 s; ms. */
export const rampMs = 600 + 500;
/** The device's own command timeout, ms. */
export const deviceTimeoutMs = 200;
/** Three ticks; in the quick tier also what the shared machine of a CI may take away from all; ms. */
export const marginMs = 3 * 1000 / tickHz + (full ? 0 : 400);

/** Prints times to standstill against their deadline; fails where the worst is beyond the margin. */
export function report(what: string, measured: readonly number[], deadlineMs: number): void {
  const sorted = [...measured].sort((a, b) => a - b);
  const p50 = sorted[sorted.length >> 1] ?? NaN;
  const max = sorted.at(-1) ?? NaN;
  const line = `${what}: p50 ${p50.toFixed(0)} ms, max ${max.toFixed(0)} ms, ` +
    `deadline ${deadlineMs} ms, n ${sorted.length}\n`;
  Deno.stdout.writeSync(new TextEncoder().encode(line));
  const file = Deno.env.get("MECHOS_FIGURES");
  if (file !== undefined) Deno.writeTextFileSync(file, line, { append: true });
  assert.ok(max <= deadlineMs + marginMs, line);
}
