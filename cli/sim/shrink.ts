/** `sim --shrink`: from the first failed run to the smallest file that fails alike. @module */
import { stringify } from "yaml";
import { fail, ok, type Result } from "core/fault.ts";
import { type CampaignRun, type PlainScenario, shrinkScenario } from "sim/campaign/mod.ts";
import { loadScenario, rebaseScenario, type RunResult } from "sim/scenario/mod.ts";
import { readFile } from "cli/read_file.ts";
import { simPorts } from "./brain_ports.ts";
import { fileName } from "./file_name.ts";
import { type JobSetup, loadJob, runLoaded } from "./job.ts";
import { writeText } from "./outputs.ts";

/** A search ends after this long, and writes the best it has. */
const budgetMs = 110_000;

const encoder = new TextEncoder();

/** Runs plain data as if it stood in a file. */
export async function runPlain(
  setup: JobSetup,
  file: string,
  scenario: PlainScenario,
  seed: number,
): Promise<RunResult | null> {
  const text = encoder.encode(JSON.stringify(scenario));
  const loaded = loadScenario(file, {
    readFile: (path) => path === file ? ok(text) : readFile(path),
    env: setup.env,
    sets: setup.sets,
    brain: setup.brain,
    seed,
  });
  if (!loaded.ok) return null;
  const extras = {
    path: null,
    story: null,
    rate: null,
    cover: false,
    ports: simPorts(setup.network),
  };
  const result = await runLoaded(loaded.value, seed, extras);
  return result.ok ? result.value : null;
}

/** A scenario file written by a search. */
export interface WrittenScenario {
  readonly file: string;
  readonly events: number;
  readonly runs: number;
  readonly result: RunResult;
}

/** Writes plain data as a scenario file; the files that it names are found from there. */
export function writeScenario(
  from: string,
  scenario: PlainScenario,
  file: string,
  remark: string,
): Result<void> {
  const moved = rebaseScenario(scenario, from, file);
  const fault = writeText(file, `# ${remark}\n${stringify(moved, { lineWidth: 100 })}`);
  return fault === null ? ok(undefined) : fail(fault);
}

/** Shrinks a failed run and writes the minimal file beside its recording. */
export async function shrinkRun(
  setup: JobSetup,
  run: CampaignRun,
): Promise<Result<WrittenScenario>> {
  const loaded = loadJob(setup, run.file, run.seed, run.values, new Map());
  if (!loaded.ok) return loaded;
  const data: PlainScenario = { ...loaded.value.concrete, seed: run.seed };
  const began = performance.now();
  const first = await runPlain(setup, run.file, data, run.seed);
  if (first === null || first.outcome !== "failed") {
    return fail({
      code: "CLI_INTERNAL",
      message: `Cannot shrink ${run.file} seed ${run.seed}: written out, it does not fail`,
      help: "this is a bug in MechOS: report it with the scenario",
    });
  }
  const shrunk = await shrinkScenario(data, first, {
    run: (candidate) => runPlain(setup, run.file, candidate, run.seed),
    isOver: () => performance.now() - began > budgetMs,
  });
  const file = `recordings/failed/${fileName(run.scenario)}-${run.seed}.yaml`;
  const remark = `The smallest that fails like ${run.file} with seed ${run.seed}.`;
  const written = writeScenario(run.file, shrunk.scenario, file, remark);
  if (!written.ok) return written;
  const events = shrunk.scenario["events"];
  return ok({
    file,
    events: Array.isArray(events) ? events.length : 0,
    runs: shrunk.runs,
    result: shrunk.result,
  });
}
