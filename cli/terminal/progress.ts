/**
 * A line of progress on stderr, for work that may take long. It is drawn on a terminal only, and
 * taken away at the end, so that logs and pipes never see it.
 *
 * @module
 */
import type { CliContext } from "cli/context.ts";

/** A progress line. */
export interface Progress {
  /** Tells how far the work is, 0..1. */
  readonly at: (share: number) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

const redrawMs = 100;
const barWidth = 24;

function draw(what: string, share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  const bar = "#".repeat(full) + "-".repeat(barWidth - full);
  return `\r${what} [${bar}] ${(share * 100).toFixed(0).padStart(3)} %`;
}

/** Begins a progress line for `what`; nothing is drawn in the first tenth of a second. */
export function startProgress(context: CliContext, what: string): Progress {
  const { quiet } = context.globals();
  if (quiet || !Deno.stderr.isTerminal()) return { at: () => {}, end: () => {} };
  let lastMs = performance.now();
  let width = 0;
  return {
    at: (share) => {
      const nowMs = performance.now();
      if (nowMs - lastMs < redrawMs) return;
      lastMs = nowMs;
      const line = draw(what, share);
      width = Math.max(width, line.length);
      context.err(line);
    },
    end: () => {
      if (width > 0) context.err(`\r${" ".repeat(width)}\r`);
    },
  };
}
