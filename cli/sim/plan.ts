/** Which runs a call of `sim` makes: files, times points of their sweeps, times seeds. @module */
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { type SweepPoint, sweepPoints } from "sim/campaign/mod.ts";
import { createRun, type LoadedScenario } from "sim/scenario/mod.ts";
import { simPorts } from "./brain_ports.ts";
import { fileName } from "./file_name.ts";
import { type Job, type JobSetup, type LoadCache, loadJob } from "./job.ts";

/** What will run, and what cannot. */
export interface Plan {
  readonly jobs: readonly Job[];
  /** The scenario of each file, loaded for its first run. */
  readonly scenarios: ReadonlyMap<string, LoadedScenario>;
  /** Files that cannot run, in their order. */
  readonly faults: readonly { readonly file: string; readonly fault: Fault }[];
  readonly warnings: readonly string[];
}

/** What was asked for. */
export interface PlanRequest {
  readonly files: readonly string[];
  readonly seeds: readonly number[] | null;
  readonly values: Readonly<Record<string, unknown>>;
  readonly record: string | undefined;
}

/** Most runs of one call. */
const maxRuns = 1_000_000;

/** Conditions, faults and missions are compiled once here: a mistake is told once, not each seed. */
function checkRun(setup: JobSetup, loaded: LoadedScenario): Result<Wanted[]> {
  const run = createRun(loaded, loaded.scenario.seed, simPorts(setup.network));
  return run.ok ? ok([]) : run;
}

interface Wanted {
  readonly file: string;
  readonly name: string;
  readonly seed: number;
  readonly values: SweepPoint;
  readonly point: number | null;
}

function wantedOf(
  loaded: LoadedScenario,
  request: PlanRequest,
): Result<Wanted[]> {
  const { file, scenario } = loaded;
  const fixed = Object.keys(request.values).length > 0;
  const points = fixed ? ok([request.values]) : sweepPoints(loaded, scenario.seed);
  if (!points.ok) return points;
  const swept = points.value.length > 1;
  const wanted: Wanted[] = [];
  for (const [index, values] of points.value.entries()) {
    for (const seed of request.seeds ?? [scenario.seed]) {
      wanted.push({ file, name: scenario.name, seed, values, point: swept ? index : null });
      if (wanted.length > maxRuns) break;
    }
  }
  return ok(wanted);
}

function recordPath(record: string | undefined, single: boolean, want: Wanted): string | null {
  if (record === undefined) return null;
  if (single && record.endsWith(".mcap")) return record;
  const point = want.point === null ? "" : `-p${want.point}`;
  return `${record.replace(/\/$/, "")}/${fileName(want.name)}-${want.seed}${point}.mcap`;
}

/** Two runs must not write one file: scenarios of one name in several files. */
function sameRecording(jobs: readonly Job[]): Fault | null {
  const seen = new Map<string, string>();
  for (const job of jobs) {
    if (job.record === null) continue;
    const other = seen.get(job.record);
    if (other !== undefined && other !== job.file) {
      return {
        code: "CLI_BAD_VALUE",
        message: `Cannot record ${job.file} and ${other} into one file "${job.record}"`,
        value: job.record,
        help: "give the scenarios different names",
      };
    }
    seen.set(job.record, job.file);
  }
  return null;
}

/** Loads every file once and lists its runs. Fails where nothing would run, or too much. */
export function planRuns(setup: JobSetup, request: PlanRequest): Result<Plan> {
  const cache: LoadCache = new Map();
  const wanted: Wanted[] = [];
  const faults: { file: string; fault: Fault }[] = [];
  const scenarios = new Map<string, LoadedScenario>();
  const warnings: string[] = [];
  for (const file of request.files) {
    const loaded = loadJob(setup, file, request.seeds?.[0] ?? null, request.values, cache);
    const made = loaded.ok ? checkRun(setup, loaded.value) : loaded;
    const more = loaded.ok && made.ok ? wantedOf(loaded.value, request) : made;
    if (!loaded.ok || !more.ok) {
      if (!more.ok) faults.push({ file, fault: more.fault });
      continue;
    }
    scenarios.set(file, loaded.value);
    for (const warning of loaded.value.warnings) warnings.push(warning);
    for (const want of more.value) wanted.push(want);
    if (wanted.length > maxRuns) {
      return fail({
        code: "CLI_BAD_VALUE",
        message: `Cannot make more than ${maxRuns} runs in one call`,
        help: "fewer seeds or files",
      });
    }
  }
  const single = wanted.length === 1;
  const jobs = wanted.map((want, index): Job => ({
    index,
    file: want.file,
    seed: want.seed,
    values: want.values,
    record: recordPath(request.record, single, want),
  }));
  const twice = sameRecording(jobs);
  if (twice !== null) return fail(twice);
  return ok({ jobs, scenarios, faults, warnings });
}
