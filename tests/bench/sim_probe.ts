/**
 * Measures the lockstep simulation in a process of its own: the demo, the demo at 1 kHz, physics
 * and sensors alone under the commands of the same run, and the demo with its recording written
 * to a file and replayed. Prints the quickest wall time of each, s, and the simulated time.
 *
 * @module
 */
import { createCommand, type DriveCommand } from "core/driver/mod.ts";
import { unwrap } from "core/fault.ts";
import { clearInputs, createInputs } from "core/messages/mod.ts";
import { createFileSink, fileSource } from "core/record/mod.ts";
import { verifyRecording } from "core/replay/mod.ts";
import { say } from ".ci/say.ts";
import { readFile } from "cli/read_file.ts";
import { parseSets } from "cli/load_config.ts";
import {
  createRun,
  createRunRecorder,
  finishRecorder,
  finishRun,
  type LoadedScenario,
  loadScenario,
  recordTick,
  type Run,
  stepRun,
} from "sim/scenario/mod.ts";

const rounds = 6;

function load(sets: readonly string[]): LoadedScenario {
  const path = new URL("../../sim/scenarios/demo.yaml", import.meta.url).pathname;
  const overrides = unwrap(parseSets(sets));
  return unwrap(loadScenario(path, { readFile, env: {}, sets: overrides, brain: null }));
}

function create(loaded: LoadedScenario): Run {
  return unwrap(createRun(loaded, loaded.scenario.seed));
}

/** The quickest round of a work that measures itself, s. */
function quickest(work: () => number): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) best = Math.min(best, work());
  return best;
}

function since(began: number): number {
  return (performance.now() - began) / 1000;
}

function bare(loaded: LoadedScenario): number {
  const run = create(loaded);
  const began = performance.now();
  while (run.tick <= run.ticks) stepRun(run);
  const wallS = since(began);
  if (finishRun(run, wallS).outcome !== "passed") throw new Error("The demo did not pass");
  return wallS;
}

function recorded(loaded: LoadedScenario, path: string): number {
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const run = create(loaded);
  const about = {
    version: "0",
    git: "bench",
    deno: "0",
    v8: "0",
    runtime: "source",
    build: "0",
  } as const;
  const sink = createFileSink(file);
  const recorder = unwrap(createRunRecorder(run, sink, { ...about, createdBy: "bench" }));
  const began = performance.now();
  while (run.tick <= run.ticks) {
    stepRun(run);
    recordTick(recorder, run);
  }
  const fault = finishRecorder(recorder);
  if (fault !== null) throw new Error(fault.message);
  return since(began);
}

function replayed(path: string): number {
  using file = Deno.openSync(path);
  const began = performance.now();
  const found = unwrap(verifyRecording(fileSource(file, file.statSync().size), []));
  if (found.outcome !== "identical") throw new Error(`The replay is ${found.outcome}`);
  return since(began);
}

/** The commands of a whole run. */
function commandsOf(loaded: LoadedScenario): DriveCommand[] {
  const run = create(loaded);
  const commands: DriveCommand[] = [];
  while (run.tick <= run.ticks) {
    stepRun(run);
    commands.push({ ...run.command });
  }
  return commands;
}

/** World and sensors under these commands, with nobody to decide anything. */
function physicsAlone(loaded: LoadedScenario, commands: readonly DriveCommand[]): number {
  const { robot, periodNs } = create(loaded);
  const { device } = robot;
  const inputs = createInputs();
  const none = createCommand();
  const began = performance.now();
  for (let tick = 0; tick < commands.length; tick++) {
    clearInputs(inputs);
    device.advance(tick, tick * periodNs);
    device.driver.read(tick * periodNs, inputs);
    device.driver.write(tick * periodNs, commands[tick] ?? none);
  }
  return since(began);
}

if (import.meta.main) {
  const demo = load([]);
  const fast = load(["kernel.tickHz=1000", "sim.physicsHz=1000"]);
  const folder = Deno.makeTempDirSync({ prefix: "mechos-bench-" });
  try {
    const path = `${folder}/demo.mcap`;
    const commands = commandsOf(demo);
    const demoS = quickest(() => bare(demo));
    const aloneS = quickest(() => physicsAlone(demo, commands));
    const recordedS = quickest(() => recorded(demo, path));
    const replayS = quickest(() => replayed(path));
    const fastS = bare(fast);
    const simulatedS = demo.scenario.duration / 1000;
    say(JSON.stringify({ simulatedS, demoS, aloneS, recordedS, replayS, fastS }));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
