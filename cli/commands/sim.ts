/** `mechos sim`: runs scenarios in lockstep and judges them. @module */
import type { Command } from "commander";
import type { Override } from "core/config/mod.ts";
import { codes } from "core/codes.ts";
import { fail, type Fault, ok, type Result, unwrap } from "core/fault.ts";
import { faultToJson, renderFault } from "core/telemetry/mod.ts";
import { createFileSink } from "core/record/mod.ts";
import { faultKinds } from "sim/faults/mod.ts";
import {
  createRun,
  createRunRecorder,
  finishRecorder,
  finishRun,
  type LoadedScenario,
  loadScenario,
  recordTick,
  type RunResult,
  type RunVersions,
  stepRun,
} from "sim/scenario/mod.ts";
import type { CliContext } from "cli/context.ts";
import { parseSets } from "cli/load_config.ts";
import { readFile } from "cli/read_file.ts";
import { dropRights } from "cli/rights.ts";
import { selectScenarios } from "cli/scenario_files.ts";
import { createStory, type Story } from "cli/story.ts";
import { buildInfo } from "cli/version.ts";

interface SimOptions {
  readonly seed?: string;
  readonly seeds?: string;
  readonly brain?: string;
  readonly record?: string;
  readonly failFast?: boolean;
  readonly list?: boolean;
  readonly story?: boolean;
}

/** Most seeds of one call. */
const maxSeeds = 1_000_000;

function parseSeeds(options: SimOptions): Result<readonly number[] | null> {
  const bad = (text: string): Result<never> =>
    fail({
      code: "CLI_BAD_VALUE",
      message: `Cannot read seeds "${text}": whole numbers from 0 are wanted`,
      value: text,
      help: "--seed 7, or --seeds 1..20 (both ends count)",
    });
  if (options.seed !== undefined && options.seeds !== undefined) return bad("--seed and --seeds");
  if (options.seed !== undefined) {
    return /^\d{1,10}$/.test(options.seed) ? ok([Number(options.seed) >>> 0]) : bad(options.seed);
  }
  if (options.seeds === undefined) return ok(null);
  const match = /^(\d{1,10})\.\.(\d{1,10})$/.exec(options.seeds);
  if (match === null) return bad(options.seeds);
  const [from, to] = [Number(match[1]), Number(match[2])];
  if (to < from || to - from >= maxSeeds) {
    return fail({
      code: "CLI_NOTHING_SELECTED",
      message: `Seeds "${options.seeds}" select nothing or more than ${maxSeeds}`,
      value: options.seeds,
      help: "the first must not be above the second",
    });
  }
  return ok(Array.from({ length: to - from + 1 }, (_item, index) => from + index));
}

function openSink(path: string): { file: Deno.FsFile; sink: ReturnType<typeof createFileSink> } {
  const cut = path.lastIndexOf("/");
  if (cut > 0) Deno.mkdirSync(path.slice(0, cut), { recursive: true });
  const file = Deno.openSync(path, { write: true, create: true, truncate: true, mode: 0o600 });
  return { file, sink: createFileSink(file) };
}

function versions(): RunVersions {
  const { version, git, runtime } = buildInfo();
  return {
    version,
    git,
    runtime,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    createdBy: "mechos sim",
  };
}

/** Runs one seed; with a path it is recorded there. */
function runOnce(
  loaded: LoadedScenario,
  seed: number,
  path: string | null,
  story: Story | null,
): Result<RunResult> {
  const run = createRun(loaded, seed);
  if (!run.ok) return run;
  if (path === null) {
    const began = performance.now();
    while (run.value.tick <= run.value.ticks) {
      stepRun(run.value);
      story?.tell(run.value);
    }
    return ok(finishRun(run.value, (performance.now() - began) / 1000));
  }
  const { file, sink } = openSink(path);
  try {
    const recorder = createRunRecorder(run.value, sink, versions());
    if (!recorder.ok) return recorder;
    const began = performance.now();
    while (run.value.tick <= run.value.ticks) {
      stepRun(run.value);
      recordTick(recorder.value, run.value);
      story?.tell(run.value);
    }
    const fault = finishRecorder(recorder.value);
    if (fault !== null) return fail(fault);
    const result = finishRun(run.value, (performance.now() - began) / 1000);
    result.recording = path;
    return ok(result);
  } finally {
    file.close();
  }
}

function recordPath(
  options: SimOptions,
  single: boolean,
  name: string,
  seed: number,
): string | null {
  const { record } = options;
  if (record === undefined) return null;
  const isFile = single && /\.mcap$/.test(record);
  return isFile ? record : `${record.replace(/\/$/, "")}/${name}-${seed}.mcap`;
}

/** A failed run is made again with a recording, so that it can be looked at. */
function keepFailure(loaded: LoadedScenario, result: RunResult): void {
  if (result.outcome !== "failed" || result.recording !== null) return;
  const path = `recordings/failed/${result.scenario}-${result.seed}.mcap`;
  const again = runOnce(loaded, result.seed, path, null);
  if (again.ok) result.recording = path;
}

function resultText(result: RunResult, options: SimOptions): string {
  const mark = result.outcome === "passed" ? "PASS" : "FAIL";
  const speed = `${result.realTimeFactor.toFixed(0)}x real time`;
  const head = `${mark} ${result.scenario} seed ${result.seed}: ${
    result.simulatedS.toFixed(1)
  } s in ${result.wallS.toFixed(2)} s (${speed})`;
  const lines = [head];
  for (const one of result.expectations) {
    if (one.outcome === "passed" && one.detail === "") continue;
    const at = one.atS === null ? "" : ` at ${one.atS.toFixed(2)} s`;
    lines.push(
      `     ${one.outcome === "passed" ? "ok  " : "FAIL"} ${one.name}${at}: ${one.detail}`,
    );
  }
  for (const one of result.violations) {
    lines.push(`     FAIL invariant ${one.invariant} at ${one.atS.toFixed(3)} s: ${one.detail}`);
  }
  if (result.outcome !== "passed") {
    const brain = options.brain === undefined ? "" : ` --brain ${options.brain}`;
    lines.push(`     again: mechos sim ${result.file} --seed ${result.seed}${brain}`);
  }
  if (result.recording !== null) lines.push(`     recording: ${result.recording}`);
  return `${lines.join("\n")}\n`;
}

/** The first of 5, 3, 4, 1 that occurred, else 0 (INTERFACES.md section 1). */
function exitCode(results: readonly RunResult[], faults: readonly Fault[]): number {
  const seen = new Set<number>(faults.map((fault) => codes[fault.code].exit));
  for (const code of [5, 3, 4, 2]) if (seen.has(code)) return code;
  return results.some((result) => result.outcome !== "passed") ? 1 : 0;
}

interface Totals {
  readonly results: RunResult[];
  readonly faults: Fault[];
}

function runFile(
  file: string,
  options: SimOptions,
  sets: readonly Override[],
  single: boolean,
  seeds: readonly number[] | null,
  context: CliContext,
  totals: Totals,
): void {
  const loaded = loadScenario(file, {
    readFile,
    env: context.env,
    sets,
    brain: options.brain ?? null,
  });
  if (!loaded.ok) {
    totals.faults.push(loaded.fault);
    return;
  }
  for (const warning of loaded.value.warnings) context.log.warning("config.unknown", warning);
  for (const seed of seeds ?? [loaded.value.scenario.seed]) {
    const path = recordPath(options, single, loaded.value.scenario.name, seed);
    const { json, quiet } = context.globals();
    const tells = options.story === true && !json && !quiet;
    const story = tells ? createStory(context.out) : null;
    const result = runOnce(loaded.value, seed, path, story);
    if (!result.ok) {
      totals.faults.push(result.fault);
      return;
    }
    keepFailure(loaded.value, result.value);
    totals.results.push(result.value);
    if (!json && !quiet) context.out(resultText(result.value, options));
    if (options.failFast === true && result.value.outcome !== "passed") return;
  }
}

function document(totals: Totals): unknown {
  const { version, git } = buildInfo();
  const tool = { name: "mechos", version, git, runtime: `deno ${Deno.version.deno}` };
  const failed = totals.results.some((result) => result.outcome !== "passed");
  const [fault] = totals.faults;
  return {
    tool,
    outcome: fault !== undefined ? "error" : failed ? "failed" : "passed",
    runs: totals.results,
    ...(fault === undefined ? {} : faultToJson(fault)),
  };
}

function listFaults(context: CliContext): void {
  const faults = Object.entries(faultKinds).map(([kind, { meaning, parameters, expect }]) => ({
    kind,
    meaning,
    parameters,
    expect,
  }));
  if (context.globals().json) return context.out(`${JSON.stringify({ faults }, null, 2)}\n`);
  for (const { kind, meaning, expect } of faults) {
    context.out(`${kind.padEnd(22)} ${meaning}; expect: ${expect}\n`);
  }
}

function listScenarios(context: CliContext, files: readonly string[]): void {
  if (context.globals().json) return context.out(`${JSON.stringify({ scenarios: files })}\n`);
  for (const file of files) context.out(`${file}\n`);
}

function simulate(context: CliContext, words: readonly string[], options: SimOptions): void {
  if (words.length === 1 && words[0] === "faults") return listFaults(context);
  const seeds = unwrap(parseSeeds(options));
  const sets = unwrap(parseSets(context.globals().set));
  dropRights(["read", "write"]);
  const files = unwrap(selectScenarios(words));
  if (options.list === true) return listScenarios(context, files);
  const single = files.length === 1 && (seeds === null || seeds.length === 1);
  const totals: Totals = { results: [], faults: [] };
  for (const file of files) {
    runFile(file, options, sets, single, seeds, context, totals);
    if (options.failFast === true && exitCode(totals.results, totals.faults) !== 0) break;
  }
  if (context.globals().json) context.out(`${JSON.stringify(document(totals), null, 2)}\n`);
  else {
    for (const fault of totals.faults) context.err(renderFault(fault, { color: false }));
    const passed = totals.results.filter((result) => result.outcome === "passed").length;
    const failed = totals.results.length - passed;
    if (totals.results.length > 1 && !context.globals().quiet) {
      context.out(`${passed} passed, ${failed} failed\n`);
    }
  }
  context.exit(exitCode(totals.results, totals.faults));
}

/** Adds arguments, options and action. */
export function register(command: Command, context: CliContext): void {
  command
    .argument("<scenario...>", "scenario files, folders or globs; `faults` lists the fault kinds")
    .option("--seed <n>", "run with this seed")
    .option("--seeds <a..b>", "run with each seed, both ends included")
    .option("--brain <spec>", "brain to use instead: scripted, adversary[:SEED]")
    .option("--record <path>", "record: a .mcap file for one run, else a folder")
    .option("--fail-fast", "stop at the first run that does not pass")
    .option("--story", "tell each run as it goes: events, modes, reasons")
    .option("--list", "name the selected scenarios and run nothing")
    .action((words: string[], options: SimOptions) => simulate(context, words, options));
}
