/** `mechos tune auto LOOP --sim SCENARIO`: searches the gains of a loop in simulation. @module */
import type { Command } from "commander";
import { MechError, unwrap } from "core/fault.ts";
import {
  costOf,
  costText,
  findLoop,
  gainsOf,
  hasWorked,
  type Loop,
  searchPattern,
  shareOf,
  tunePlot,
  valueOf,
} from "sim/tune/mod.ts";
import { loadScenario } from "sim/scenario/mod.ts";
import type { CliContext } from "cli/context.ts";
import { parseSets } from "cli/load_config.ts";
import { readFile } from "cli/read_file.ts";
import { dropRights } from "cli/rights.ts";
import { parseCount, parseSeeds } from "cli/sim/options.ts";
import { writeText } from "cli/sim/outputs.ts";
import { idleFault, runTrial, type Trial, type TrialSetup } from "cli/tune/trial_runs.ts";
import { writeGains } from "cli/tune/write_gains.ts";

interface AutoOptions {
  readonly sim?: string;
  readonly seed?: string;
  readonly seeds?: string;
  readonly budget?: string;
  readonly out?: string;
  readonly plot?: string;
}

/** Sets of gains that are tried unless said otherwise, and at most. */
const defaultBudget = 60;
const mostBudget = 10_000;

/** What a search came to. */
interface Found {
  readonly setup: TrialSetup;
  readonly before: Trial;
  readonly after: Trial;
  readonly costs: readonly number[];
}

/** A search before its first run: its setup, and the gains that are in force. */
interface Begun {
  readonly setup: TrialSetup;
  readonly gains: readonly number[];
}

function begin(context: CliContext, loop: Loop, options: AutoOptions): Begun {
  const { sim: file } = options;
  if (file === undefined) {
    throw new MechError({
      code: "CLI_USAGE",
      message: "Cannot tune without a scenario: --sim names none",
      help: `for example mechos tune auto ${loop.name} --sim sim/scenarios/demo.yaml`,
    });
  }
  const seeds = unwrap(parseSeeds(options));
  const sets = unwrap(parseSets(context.globals().set));
  const { env } = context;
  const loaded = unwrap(loadScenario(file, { readFile, env, sets, brain: null }));
  for (const warning of loaded.warnings) context.log.warning("config.unknown", warning);
  const { engine } = loaded.config.sim;
  if (engine !== "planar") {
    throw new MechError({
      code: "CLI_BAD_VALUE",
      message: `Cannot tune on sim.engine "${engine}": gains are searched on the planar physics`,
      value: engine,
      help: "leave sim.engine out, or set it to planar",
    });
  }
  const setup = { loop, file, env, sets, seeds: seeds ?? [loaded.scenario.seed] };
  return { setup, gains: gainsOf(loop, loaded.config) };
}

/**
 * Searches from the present gains on. A set of gains with which the scenario cannot be run (the
 * config refuses it) is never taken; one that fails more costs more than it can win.
 */
async function search(context: CliContext, begun: Begun, budget: number): Promise<Found> {
  const { setup, gains } = begun;
  const { loop } = setup;
  const before = unwrap(await runTrial(setup, gains));
  if (!hasWorked(before.meter)) throw new MechError(idleFault(setup));
  const costs: number[] = [];
  let after = before;
  let least = Infinity;
  const note = (trial: Trial): number => {
    const cost = costOf(trial.measures, before.measures, trial.failures);
    costs.push(cost);
    if (cost >= least) return cost;
    least = cost;
    after = trial;
    if (costs.length > 1) {
      context.log.info("tune.better", `run ${costs.length}: cost ${short(cost)}`);
    }
    return cost;
  };
  note(before);
  await searchPattern({
    start: loop.gains.map((gain, index) => shareOf(gain, gains[index] ?? 0)),
    budget,
    cost: async (point) => {
      const tried = loop.gains.map((gain, index) => valueOf(gain, point[index] ?? 0));
      // The search asks for its start too, and that is known.
      const isStart = tried.every((value, i) => Math.abs(value - (gains[i] ?? 0)) <= 1e-9);
      if (isStart) return costs[0] ?? Infinity;
      const trial = await runTrial(setup, tried);
      return trial.ok ? note(trial.value) : Infinity;
    },
  });
  return { setup, before, after, costs };
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function row(name: string, before: number, after: number, unit: string): string {
  const shown = before === after ? short(before) : `${short(before)} -> ${short(after)}`;
  return `  ${name.padEnd(32)} ${shown.padEnd(22)} ${unit === "1" ? "" : unit}`.trimEnd();
}

function costsOf({ before, after }: Found): { readonly before: number; readonly after: number } {
  return {
    before: costOf(before.measures, before.measures, before.failures),
    after: costOf(after.measures, before.measures, after.failures),
  };
}

function textOf(found: Found): string {
  const { setup, before, after, costs } = found;
  const { loop, file, seeds } = setup;
  const cost = costsOf(found);
  const lines = [
    `${loop.name} in ${file}: ${costs.length} sets of gains, seeds ${seeds.join(", ")}`,
    ...loop.gains.map(({ path, unit }, index) =>
      row(path, before.gains[index] ?? 0, after.gains[index] ?? 0, unit)
    ),
    ...after.measures.map(({ name, unit, value }, index) =>
      row(name, before.measures[index]?.value ?? 0, value, unit)
    ),
    row("failures", before.failures, after.failures, "1"),
    row("cost", cost.before, cost.after, "1"),
    `cost = ${costText(loop.kind)}`,
  ];
  if (after === before) lines.push("nothing better was found: the gains are kept");
  return `${lines.join("\n")}\n`;
}

function documentOf(found: Found, options: AutoOptions): Record<string, unknown> {
  const { setup, before, after, costs } = found;
  const { loop, file, seeds } = setup;
  return {
    loop: loop.name,
    scenario: file,
    seeds,
    trials: costs.length,
    outcome: after === before ? "kept" : "better",
    gains: loop.gains.map(({ path, unit }, index) => ({
      path,
      unit,
      before: before.gains[index],
      after: after.gains[index],
    })),
    measures: after.measures.map(({ name, unit, value }, index) => ({
      name,
      unit,
      before: before.measures[index]?.value,
      after: value,
    })),
    failures: { before: before.failures, after: after.failures },
    cost: { ...costsOf(found), formula: costText(loop.kind) },
    out: isFound(found) ? options.out ?? null : null,
    plot: options.plot ?? null,
  };
}

/** True where better gains were found: those with which the scenario fails are no result. */
function isFound({ before, after }: Found): boolean {
  return after !== before && after.failures === 0;
}

/** Writes what was asked for, gains only where better ones were found; without `--out` and `--plot` nothing is written. */
function write(found: Found, options: AutoOptions): string[] {
  const { setup, before, after, costs } = found;
  const { loop, file } = setup;
  const { out, plot } = options;
  const isWritten = out !== undefined && isFound(found);
  if (isWritten) {
    const changes = new Map(loop.gains.map(({ path }, index) => [path, after.gains[index] ?? 0]));
    const cost = short(costsOf(found).after);
    const remark = `Gains of ${loop.name}, found by mechos tune auto in ${file}: cost ${cost}`;
    unwrap(writeGains(out, changes, remark));
  }
  if (plot !== undefined) {
    const picture = tunePlot({ loop, before: before.meter, after: after.meter, costs });
    const fault = writeText(plot, picture);
    if (fault !== null) throw new MechError(fault);
  }
  return [isWritten ? out : undefined, plot].filter((path) => path !== undefined);
}

async function tuneAuto(context: CliContext, name: string, options: AutoOptions): Promise<void> {
  const loop = unwrap(findLoop(name));
  const budget = unwrap(parseCount("--budget", options.budget, defaultBudget, mostBudget));
  dropRights(["read", "write"]);
  const found = await search(context, begin(context, loop, options), budget);
  const written = write(found, options);
  const { json, jsonl, quiet } = context.globals();
  if (json) context.out(`${JSON.stringify(documentOf(found, options), null, 2)}\n`);
  else if (jsonl) context.out(`${JSON.stringify(documentOf(found, options))}\n`);
  else if (!quiet) {
    context.out(textOf(found));
    for (const path of written) context.out(`wrote ${path}\n`);
  }
  context.exit(found.after.failures > 0 ? 1 : 0);
}

/** Adds the subcommand. */
export function registerAuto(command: Command, context: CliContext): void {
  command.command("auto")
    .description("search the gains of a loop in simulation: wheelPid, goto or follow")
    .argument("<loop>", "wheelPid, goto or follow")
    .option("--sim <scenario>", "the scenario that is run with each set of gains")
    .option("--seed <n>", "run with this seed; the scenario's own if left out")
    .option("--seeds <a..b>", "run each set of gains with each seed, both ends included")
    .option("--budget <n>", "sets of gains that are tried", String(defaultBudget))
    .option("--out <file>", "write the gains into this config, or into a new layer")
    .option("--plot <file.svg>", "draw the loop before and after")
    .action((loop: string, options: AutoOptions) => tuneAuto(context, loop, options));
}
