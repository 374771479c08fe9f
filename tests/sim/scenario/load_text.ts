/** Scenarios from text, for tests: the text stands beside this file, all else is read from disk. @module */
import { ok, type Result, unwrap } from "core/fault.ts";
import type { ReadFile } from "core/config/mod.ts";
import { readFile } from "cli/read_file.ts";
import {
  createRun,
  type LoadedScenario,
  loadScenario,
  type Run,
  stepRun,
} from "sim/scenario/mod.ts";

/** Path under which the text is read. */
export const textFile = "tests/sim/scenario/text.yaml";

/** Reads the text as a file, and other files from disk. */
export function readText(text: string, path = textFile): ReadFile {
  return (file) => file === path ? ok(new TextEncoder().encode(text)) : readFile(file);
}

/** A whole scenario of a burger on an open plain, with more lines below. */
export function plainScenario(lines: string): string {
  return `mechos: scenario/1
name: plain
robot: ../../../sim/robots/turtlebot3_burger.yaml
${lines}`;
}

/** Loads a text as a scenario. */
export function tryLoad(text: string, brain: string | null = null): Result<LoadedScenario> {
  return loadScenario(textFile, { readFile: readText(text), env: {}, sets: [], brain });
}

/** Loads and begins a run, or the fault that keeps it from it. */
export function tryRun(text: string, seed = 1, brain: string | null = null): Result<Run> {
  const loaded = tryLoad(text, brain);
  return loaded.ok ? createRun(loaded.value, seed) : loaded;
}

/** Runs to the end; `look` sees every tick. */
export function runText(text: string, seed = 1, look: (run: Run) => void = () => {}): Run {
  const run = unwrap(tryRun(text, seed));
  while (run.tick <= run.ticks) {
    stepRun(run);
    look(run);
  }
  return run;
}

/** When each name happened, s. */
export function timesOf(text: string, seed = 1): Map<string, number[]> {
  const times = new Map<string, number[]>();
  runText(text, seed, (run) => {
    for (const name of run.happened) {
      const at = times.get(name) ?? [];
      at.push(Math.round(run.nowNs * 1e-6) / 1000);
      times.set(name, at);
    }
  });
  return times;
}
