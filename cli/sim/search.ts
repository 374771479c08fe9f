/** The searches of `sim`: `--shrink` and `--falsify`. @module */
import { fail, ok, type Result, unwrap } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import { type CampaignRun, falsify, outcomeOf, type Trial } from "sim/campaign/mod.ts";
import type { LoadedScenario, RunResult } from "sim/scenario/mod.ts";
import type { CliContext } from "cli/context.ts";
import { simPorts } from "./brain_ports.ts";
import { fileName } from "./file_name.ts";
import { type JobSetup, loadJob, runLoaded } from "./job.ts";
import { parseCount, type SimOptions } from "./options.ts";
import { shrinkRun, writeScenario } from "./shrink.ts";

/** Runs of a search for a violation. */
const defaultBudget = 100;
const mostBudget = 100_000;

/** Shrinks the first run that failed, and says where the small scenario lies. */
export async function shrinkFirst(
  context: CliContext,
  setup: JobSetup,
  runs: readonly CampaignRun[],
  more: string,
): Promise<void> {
  const failed = runs.find((run) => outcomeOf(run) === "failed");
  if (failed === undefined) return;
  const began = performance.now();
  const small = unwrap(await shrinkRun(setup, failed));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const size = `${small.events} events and ${small.result.simulatedS.toFixed(1)} s`;
  context.err(
    `shrunk in ${seconds} s and ${small.runs} runs to ${size}: ${small.file}\n` +
      `     again: mechos sim ${small.file}${more === "" ? "" : ` ${more}`}\n`,
  );
}

/** The expectation that a text means: its name, or its number from 1. */
function findExpectation(loaded: LoadedScenario, text: string): Result<number> {
  const { expect } = loaded.scenario;
  const byNumber = /^\d+$/.test(text) ? Number(text) - 1 : -1;
  if (expect[byNumber] !== undefined) return ok(byNumber);
  const byName = expect.findIndex((one) => one.name === text);
  if (byName >= 0) return ok(byName);
  return fail({
    code: "CLI_BAD_VALUE",
    message: `No expectation of "${loaded.scenario.name}" is named "${text}"`,
    value: text,
    help: didYouMean(text, expect.flatMap((one, index) => one.name ?? String(index + 1))),
  });
}

/** Margin of an expectation; one without a distance counts by its outcome alone. */
function marginOf(result: RunResult, index: number): number {
  const one = result.expectations[index];
  if (one === undefined) return Infinity;
  if (one.robustness !== null) return one.robustness;
  return one.outcome === "failed" ? -1 : 1;
}

function trialText(trial: Trial): string {
  const values = Object.entries(trial.values).map(([name, value]) => `${name}=${String(value)}`);
  return [`seed ${trial.seed}`, ...values].join(" ");
}

/** `--falsify`: searches, writes the worst found as a file, and returns the exit code. */
export async function searchViolation(
  context: CliContext,
  setup: JobSetup,
  options: SimOptions,
  files: readonly string[],
  seed: number | null,
  wanted: string,
): Promise<number> {
  const [file] = files;
  if (file === undefined || files.length !== 1) {
    return unwrap(fail({
      code: "CLI_USAGE",
      message: `Cannot search ${files.length} scenarios at once`,
      help: "--falsify takes one scenario file",
    }));
  }
  const budget = unwrap(parseCount("--budget", options.budget, defaultBudget, mostBudget));
  const first = unwrap(loadJob(setup, file, seed, {}, new Map()));
  const index = unwrap(findExpectation(first, wanted));
  const { json, quiet } = context.globals();
  const cache = new Map();
  const trials = await falsify({
    open: first.open,
    seed: seed ?? first.scenario.seed,
    budget,
    run: async (values, runSeed) => {
      const loaded = loadJob(setup, file, runSeed, values, cache);
      if (!loaded.ok) return null;
      const ports = simPorts(setup.network);
      const extras = { path: null, story: null, rate: null, cover: false, ports };
      const result = await runLoaded(loaded.value, runSeed, extras);
      return result.ok ? marginOf(result.value, index) : null;
    },
    worse: (trial, number) => {
      if (json || quiet) return;
      context.out(
        `run ${number}: margin ${trial.robustness.toPrecision(4)} at ${trialText(trial)}\n`,
      );
    },
  });
  const [worst] = trials;
  if (worst === undefined) {
    return unwrap(fail({
      code: "SIM_SCENARIO",
      message: `No point of "${file}" can be run`,
      help: "see what is wrong with mechos sim FILE",
    }));
  }
  return tellWorst(context, setup, { file, wanted, worst, runs: trials.length });
}

interface Found {
  readonly file: string;
  readonly wanted: string;
  readonly worst: Trial;
  readonly runs: number;
}

function tellWorst(context: CliContext, setup: JobSetup, found: Found): number {
  const { file, worst, wanted, runs } = found;
  const loaded = unwrap(loadJob(setup, file, worst.seed, worst.values, new Map()));
  const written = `recordings/falsified/${fileName(loaded.scenario.name)}.yaml`;
  const remark =
    `The worst of ${runs} runs of ${file} for "${wanted}": margin ${worst.robustness}.`;
  unwrap(writeScenario(file, { ...loaded.concrete, seed: worst.seed }, written, remark));
  const violated = worst.robustness < 0 || Object.is(worst.robustness, -0);
  if (context.globals().json) {
    const outcome = violated ? "failed" : "passed";
    const falsified = { expectation: wanted, runs, worst, file: written };
    context.out(`${JSON.stringify({ outcome, falsify: falsified }, null, 2)}\n`);
  } else {
    const verdict = violated ? "VIOLATED" : "holds";
    context.out(
      `${verdict}: worst margin ${worst.robustness.toPrecision(4)} in ${runs} runs, at ${
        trialText(worst)
      }\n     again: mechos sim ${written}\n`,
    );
  }
  return violated ? 1 : 0;
}
