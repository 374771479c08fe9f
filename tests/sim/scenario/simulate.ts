/** Runs scenarios in this process, for tests. @module */
import type { BrainPorts } from "core/brain/mod.ts";
import { at, unwrap } from "core/fault.ts";
import { createLazyMemoryStore } from "core/store/mod.ts";
import { brainClock } from "cli/brain_clock.ts";
import { createMemorySink } from "core/record/mod.ts";
import { readFile } from "cli/read_file.ts";
import {
  createCoverage,
  createRun,
  createRunRecorder,
  finishRecorder,
  finishRun,
  type LoadedScenario,
  loadScenario,
  recordTick,
  type Run,
  type RunResult,
  settled,
  stepRun,
} from "sim/scenario/mod.ts";

/** Loads a scenario file by its path in the project. */
export function load(path: string, brain: string | null = null): LoadedScenario {
  return unwrap(loadScenario(path, { readFile, env: {}, sets: [], brain }));
}

/** Runs a scenario to its end. */
export function simulate(loaded: LoadedScenario, seed = loaded.scenario.seed): RunResult {
  const run = unwrap(createRun(loaded, seed));
  while (run.tick <= run.ticks) stepRun(run);
  return finishRun(run, 1);
}

/** Ports of a brain that may think: files, and a store that ends with the run. */
export function thinkingPorts(): BrainPorts {
  return {
    fetch: null,
    clock: brainClock,
    pacing: "virtual",
    store: createLazyMemoryStore(),
    readFile,
  };
}

/** Runs a scenario whose brains may think between ticks, and returns each robot's recording too. */
export async function recordThinking(
  loaded: LoadedScenario,
  seed = loaded.scenario.seed,
  ports: BrainPorts = thinkingPorts(),
): Promise<Recorded & { readonly bytes: Uint8Array<ArrayBuffer>; readonly run: Run }> {
  const run = unwrap(createRun(loaded, seed, ports, null, thinkingPorts));
  for (const robot of run.robots) robot.coverage = createCoverage();
  const recordings = run.robots.map((robot) => {
    const sink = createMemorySink();
    return { robot, sink, recorder: unwrap(createRunRecorder(robot, sink, testVersions)) };
  });
  while (run.tick <= run.ticks) {
    stepRun(run);
    for (const { recorder, robot } of recordings) recordTick(recorder, robot);
    const answer = settled(run);
    if (answer !== null) await answer;
  }
  const robots = recordings.map(({ recorder, sink }) => {
    const fault = finishRecorder(recorder);
    if (fault !== null) throw new Error(fault.message);
    return sink.bytes();
  });
  return { result: finishRun(run, 1), robots, bytes: at(robots, 0), run };
}

/** A run with the recording of each of its robots, the first one's first. */
export interface Recorded {
  readonly result: RunResult;
  readonly robots: readonly Uint8Array<ArrayBuffer>[];
}

const testVersions = {
  version: "0.0.0",
  git: "test",
  deno: Deno.version.deno,
  v8: Deno.version.v8,
  runtime: "source",
  build: "test",
  createdBy: "test",
};

/** Runs a scenario to its end and returns its recording too. */
export function record(
  loaded: LoadedScenario,
  seed = loaded.scenario.seed,
): { readonly result: RunResult; readonly bytes: Uint8Array<ArrayBuffer> } {
  const run = unwrap(createRun(loaded, seed));
  const sink = createMemorySink();
  const recorder = unwrap(createRunRecorder(run, sink, testVersions));
  while (run.tick <= run.ticks) {
    stepRun(run);
    recordTick(recorder, run);
  }
  const fault = finishRecorder(recorder);
  if (fault !== null) throw new Error(fault.message);
  return { result: finishRun(run, 1), bytes: sink.bytes() };
}

/** Every scenario file of the project. */
export function projectScenarios(): string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of Deno.readDirSync(folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) walk(path);
      else if (entry.name.endsWith(".yaml")) found.push(path);
    }
  };
  walk("sim/scenarios");
  return found.sort();
}
