/**
 * One run of a campaign: a file, a seed, fixed values, and where to record. The same code runs it
 * in this process and in the processes of `--jobs`.
 *
 * @module
 */
import { fail, type Fault, MechError, ok, type Result } from "core/fault.ts";
import type { Override } from "core/config/mod.ts";
import {
  connectOutside,
  createCoverage,
  createRun,
  createTracer,
  finishRun,
  type LoadedScenario,
  loadScenario,
  type Run,
  type RunResult,
  settled,
  stepRun,
} from "sim/scenario/mod.ts";
import type { EngineLink } from "sim/engine/mod.ts";
import type { BrainPorts } from "core/brain/mod.ts";
import { showing, type SimView } from "./view.ts";
import { checkSimBrain, simPorts } from "./brain_ports.ts";
import { openEngineWire } from "./engine_wire.ts";
import { fileName } from "./file_name.ts";
import { openMujoco } from "./mujoco_wire.ts";
import { nameRecordings, openRecordings, recordingPaths, runVersions } from "./recordings.ts";
import { type FromMoment, loadFrom } from "./from_moment.ts";
import { readFile } from "cli/read_file.ts";
import type { Story } from "cli/story.ts";

/** What all runs of one call share. */
export interface JobSetup {
  readonly env: Readonly<Record<string, string>>;
  readonly sets: readonly Override[];
  readonly brain: string | null;
  readonly cover: boolean;
  /** Takes samples of each run for a report. */
  readonly trace: boolean;
  /** The command line asked for a brain behind a network. */
  readonly network: boolean;
  /** The recorded moment that all runs go on from; null = they begin at the beginning. */
  readonly from: FromMoment | null;
  /** Keeps a recording of each failed run. */
  readonly keepFailed: boolean;
}

/** One run. */
export interface Job {
  readonly index: number;
  readonly file: string;
  readonly seed: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** Where to record, or null. */
  readonly record: string | null;
}

/** Loaded scenarios that do not depend on the seed. */
export type LoadCache = Map<string, LoadedScenario>;

/** Loads a job's scenario, once for all seeds where it leaves nothing open. */
export function loadJob(
  setup: JobSetup,
  file: string,
  seed: number | null,
  values: Readonly<Record<string, unknown>>,
  cache: LoadCache,
): Result<LoadedScenario> {
  const known = cache.get(file);
  if (known !== undefined) return ok(known);
  if (setup.from !== null) {
    const begun = loadFrom(setup.from, setup.sets, setup.brain, seed ?? 1);
    if (begun.ok) cache.set(file, begun.value);
    return begun;
  }
  const loaded = loadScenario(file, {
    readFile,
    env: setup.env,
    sets: setup.sets,
    brain: setup.brain,
    values,
    ...(seed === null ? {} : { seed }),
  });
  if (loaded.ok && !loaded.value.varies) cache.set(file, loaded.value);
  return loaded;
}

/** Slows a run down to a rate: simulated seconds a second. */
async function pace(run: Run, rate: number, beganMs: number): Promise<void> {
  const dueMs = beganMs + run.nowNs * 1e-6 / rate;
  const waitMs = dueMs - performance.now();
  if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
}

/** What a run does besides running. */
export interface RunExtras {
  readonly path: string | null;
  readonly story: Story | null;
  readonly rate: number | null;
  readonly cover: boolean;
  readonly trace?: boolean;
  /** Shows the run live. */
  readonly view?: SimView | null;
  readonly ports: BrainPorts;
}

async function stepAll(run: Run, extras: RunExtras, eachTick: () => void): Promise<number> {
  const began = performance.now();
  // The first samples of a simulator outside, where one moves the robot.
  await settled(run);
  while (run.tick <= run.ticks) {
    stepRun(run);
    eachTick();
    extras.story?.tell(run);
    const answer = settled(run);
    if (answer !== null) await answer;
    if (extras.rate !== null) await pace(run, extras.rate, began);
  }
  return (performance.now() - began) / 1000;
}

/** Runs a loaded scenario with a seed. */
export async function runLoaded(
  loaded: LoadedScenario,
  seed: number,
  extras: RunExtras,
): Promise<Result<RunResult>> {
  const link = await connectOutside(
    loaded.config,
    extras.ports.fetch === null ? null : openEngineWire,
    openMujoco,
  );
  if (!link.ok) return link;
  try {
    return await runOver(loaded, seed, extras, link.value);
  } catch (error) {
    if (error instanceof MechError) return fail(error.fault);
    throw error;
  } finally {
    link.value?.close();
  }
}

async function runOver(
  loaded: LoadedScenario,
  seed: number,
  extras: RunExtras,
  link: EngineLink | null,
): Promise<Result<RunResult>> {
  const { ports } = extras;
  const created = createRun(loaded, seed, ports, link, () => simPorts(ports.fetch !== null));
  if (!created.ok) return created;
  const run = created.value;
  if (extras.trace === true) run.tracer = createTracer(run.ticks);
  for (const robot of run.robots) if (extras.cover) robot.coverage = createCoverage();
  const show = showing(run, runVersions(), extras.view ?? null);
  if (extras.path === null) return ok(finishRun(run, await stepAll(run, extras, show)));
  const opened = openRecordings(run, extras.path);
  if (!opened.ok) return opened;
  const recordings = opened.value;
  try {
    const wallS = await stepAll(run, extras, () => {
      recordings.tick();
      show();
    });
    const fault = recordings.finish();
    if (fault !== null) return fail(fault);
    const result = finishRun(run, wallS);
    nameRecordings(result, recordings.paths);
    return ok(result);
  } finally {
    recordings.close();
  }
}

/** A model, and most simulators, would answer otherwise the second time. */
function unrepeatable(name: string): Fault {
  return {
    code: "BRAIN_NETWORK",
    message:
      `"${name}" failed and was not recorded: a run over a model or a simulator outside cannot be made again`,
    help: "record it with --record, then repeat it with --brain recorded:FILE",
  };
}

/** A failed run is made again with a recording, so that it can be looked at. */
async function keepFailure(
  loaded: LoadedScenario,
  result: RunResult,
  ports: BrainPorts,
): Promise<Fault | null> {
  if (result.outcome !== "failed" || result.recording !== null) return null;
  if (ports.fetch !== null) return unrepeatable(loaded.scenario.name);
  const path = `recordings/failed/${fileName(result.scenario)}-${result.seed}.mcap`;
  const extras: RunExtras = { path, story: null, rate: null, cover: false, ports };
  const again = await runLoaded(loaded, result.seed, extras);
  if (!again.ok) return again.fault;
  nameRecordings(result, recordingPaths(path, loaded));
  return null;
}

/** Servers that were looked at, by scenario file: one look is enough for all seeds. */
const looks = new WeakMap<LoadCache, Map<string, Promise<Fault | null>>>();

function checkOnce(
  loaded: LoadedScenario,
  ports: BrainPorts,
  cache: LoadCache,
): Promise<Fault | null> {
  const known = looks.get(cache) ?? new Map<string, Promise<Fault | null>>();
  looks.set(cache, known);
  const look = known.get(loaded.file) ?? checkSimBrain(loaded, ports);
  known.set(loaded.file, look);
  return look;
}

/** What a job gave: a result, or why there is none. */
export interface JobAnswer {
  readonly index: number;
  readonly result: RunResult | null;
  readonly fault: Fault | null;
  /** A recording of the failed run could not be kept. */
  readonly warning: string | null;
}

/** How a run is told and paced. */
export interface JobExtras {
  readonly story: Story | null;
  readonly rate: number | null;
  readonly view: SimView | null;
}

/** Runs one job. */
export async function runJob(
  setup: JobSetup,
  job: Job,
  cache: LoadCache,
  extras: JobExtras,
): Promise<JobAnswer> {
  const none = { index: job.index, result: null, fault: null, warning: null };
  const loaded = loadJob(setup, job.file, job.seed, job.values, cache);
  if (!loaded.ok) return { ...none, fault: loaded.fault };
  const ports = simPorts(setup.network);
  const absent = await checkOnce(loaded.value, ports, cache);
  if (absent !== null) return { ...none, fault: absent };
  const result = await runLoaded(loaded.value, job.seed, {
    path: job.record,
    cover: setup.cover,
    trace: setup.trace,
    ports,
    ...extras,
  });
  if (!result.ok) return { ...none, fault: result.fault };
  const lost = setup.keepFailed ? await keepFailure(loaded.value, result.value, ports) : null;
  return { ...none, result: result.value, warning: lost === null ? null : lost.message };
}
