/** `mechos sim`: runs scenarios in lockstep and judges them. @module */
import { type Command, createOption } from "commander";
import { faultKinds } from "sim/faults/mod.ts";
import { fail, unwrap } from "core/fault.ts";
import { type CampaignRun, outcomeOf, repeatCommand, shellWord } from "sim/campaign/mod.ts";
import type { CliContext } from "cli/context.ts";
import { parseSets } from "cli/load_config.ts";
import { dropRights } from "cli/rights.ts";
import { selectScenarios } from "cli/scenario_files.ts";
import { serveJobs } from "cli/sim/child.ts";
import { explainRuns, faultRun } from "cli/sim/explain.ts";
import { calibrateRobot } from "cli/sim/calibrate.ts";
import { asksForNetwork } from "cli/sim/brain_ports.ts";
import type { Job, JobAnswer, JobSetup } from "cli/sim/job.ts";
import { parseFrom } from "cli/sim/from_moment.ts";
import { parseJobs, parseParams, parseRate, parseSeeds, type SimOptions } from "cli/sim/options.ts";
import { writeReports } from "cli/sim/outputs.ts";
import { type Plan, planRuns } from "cli/sim/plan.ts";
import { closePool, type Pool, runJobs, startPool } from "cli/sim/pool.ts";
import {
  gotWorse,
  type Measured,
  measuredFields,
  measuredText,
  measureRuns,
} from "cli/sim/measure.ts";
import { campaignDocument, exitCodeOf, runText } from "cli/sim/print.ts";
import { createProgress } from "cli/sim/progress.ts";
import { checkView, type SimView, startView } from "cli/sim/view.ts";
import { searchViolation, shrinkFirst } from "cli/sim/search.ts";
import { createStory } from "cli/story.ts";

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

/** Options of the whole call that a repeated run needs too. */
function repeatOptions(context: CliContext, options: SimOptions): string[] {
  return [
    ...(options.brain === undefined ? [] : ["--brain", options.brain]),
    ...context.globals().set.flatMap((set) => ["--set", set]),
    ...(options.at === undefined ? [] : ["--at", options.at]),
    ...(options.for === undefined ? [] : ["--for", options.for]),
    ...(options.fault ?? []).flatMap((fault) => ["--fault", fault]),
  ];
}

function campaignRun(plan: Plan, job: Job, answer: JobAnswer): CampaignRun {
  return {
    file: job.file,
    scenario: plan.scenarios.get(job.file)?.scenario.name ?? job.file,
    seed: job.seed,
    values: job.values,
    result: answer.result,
    fault: answer.fault,
  };
}

/** Runs the plan; runs are told in their order, and on a terminal their progress. */
async function runPlan(
  plan: Plan,
  setup: JobSetup,
  pool: Pool | null,
  view: SimView | null,
  context: CliContext,
  options: SimOptions,
): Promise<CampaignRun[]> {
  const { json, quiet } = context.globals();
  const told = !json && !quiet;
  const many = plan.jobs.length > 1;
  const bar = many && !quiet && Deno.stderr.isTerminal() ? context.err : null;
  const progress = createProgress(plan.jobs.length, bar);
  const more = repeatOptions(context, options);
  const runs: CampaignRun[] = [];
  const extras = {
    story: options.story === true && told ? createStory(context.out) : null,
    rate: unwrap(parseRate(options)),
    view,
  };
  await runJobs(setup, plan.jobs, pool, options.failFast === true, extras, {
    arrived: (answer) => progress.step(answer.result?.outcome === "passed"),
    inOrder: (answer) => {
      const job = plan.jobs[answer.index];
      if (job === undefined) return;
      const run = campaignRun(plan, job, answer);
      runs.push(run);
      if (answer.warning !== null) context.log.warning("sim.recording", answer.warning);
      if (!told || run.fault !== null) return;
      progress.clear();
      context.out(runText(run, repeatCommand(run, more), options.story === true));
    },
  });
  progress.clear();
  return runs;
}

function tell(context: CliContext, runs: readonly CampaignRun[], measured: Measured): void {
  const { json, quiet } = context.globals();
  if (json) {
    const document = { ...campaignDocument(runs), ...measuredFields(measured) };
    return context.out(`${JSON.stringify(document, null, 2)}\n`);
  }
  for (const run of runs) if (run.fault !== null) context.err(runText(run, "", false));
  const made = runs.filter((run) => run.result !== null);
  const passed = made.filter((run) => outcomeOf(run) === "passed").length;
  if (made.length > 1 && !quiet) {
    context.out(`${passed} passed, ${made.length - passed} failed\n`);
  }
  context.out(measuredText(measured));
}

function setupOf(context: CliContext, options: SimOptions): JobSetup {
  const sets = unwrap(parseSets(context.globals().set));
  return {
    env: context.env,
    sets,
    brain: options.brain ?? null,
    network: asksForNetwork(options.brain ?? null, sets),
    cover: options.cover === true,
    trace: options.report !== undefined,
    from: unwrap(parseFrom(options)),
    keepFailed: true,
  };
}

function needsScenario(): never {
  return unwrap(fail({
    code: "CLI_NOTHING_SELECTED",
    message: "No scenario was named",
    help: "for example mechos sim sim/scenarios/demo.yaml",
  }));
}

function refuseScenario(words: readonly string[]): never {
  return unwrap(fail({
    code: "CLI_USAGE",
    message: `Cannot run "${
      words[words.length - 1] ?? ""
    }" with --from: the recording is what runs`,
    help: "leave one of the two out",
  }));
}

/** Options of `sim calibrate` alone. */
function refuseCalibration(options: SimOptions): void {
  const lone = (["out", "plot"] as const).find((name) => options[name] !== undefined);
  if (lone === undefined) return;
  unwrap(fail({
    code: "CLI_USAGE",
    message: `Cannot use --${lone} without calibrate`,
    help: "mechos sim calibrate FILE.mcap --out robot.yaml --plot residuals.svg",
  }));
}

/** `--realtime` takes a rate or none: a word behind it that is no number is a scenario. */
function sortWords(
  words: readonly string[],
  options: SimOptions,
): { words: readonly string[]; options: SimOptions } {
  const { realtime } = options;
  if (typeof realtime !== "string" || Number.isFinite(Number(realtime))) return { words, options };
  return { words: [realtime, ...words], options: { ...options, realtime: true } };
}

async function simulate(
  context: CliContext,
  given: readonly string[],
  givenOptions: SimOptions,
): Promise<void> {
  const { words, options } = sortWords(given, givenOptions);
  if (options.asWorker === true) return await serveJobs(context.out);
  if (words.length === 0 && options.from === undefined) needsScenario();
  if (words.length === 1 && words[0] === "faults") return listFaults(context);
  if (words[0] === "calibrate") {
    dropRights(["read", "write"]);
    return context.exit(calibrateRobot(context, words.slice(1), options));
  }
  refuseCalibration(options);
  const seeds = unwrap(parseSeeds(options));
  const count = unwrap(parseJobs(options));
  const setup = setupOf(context, options);
  const named = setup.from === null ? words.length - 1 : 1;
  const explains = words[0] === "explain" && named > 0;
  if (setup.from !== null && words.length > (explains ? 1 : 0)) refuseScenario(words);
  const inspects = options.list === true || options.dryRun === true || explains;
  // Processes are started before anything is read, for then the right to start any is given up.
  // One model has one caller at a time: a second would only wait in the server's queue.
  const many = count > 1 && !inspects && !setup.network;
  const pool = many ? startPool(count, context.env) : null;
  const view = startView(context, options);
  const net = setup.network || (view !== null && view.sharesRights);
  dropRights(net ? ["read", "write", "net"] : ["read", "write"]);
  const files = setup.from === null
    ? unwrap(selectScenarios(explains ? words.slice(1) : words))
    : [setup.from.file];
  if (options.list === true) return listScenarios(context, files);
  if (options.falsify !== undefined) {
    const seed = seeds?.[0] ?? null;
    context.exit(await searchViolation(context, setup, options, files, seed, options.falsify));
    return;
  }
  const values = unwrap(parseParams(options));
  const plan = unwrap(planRuns(setup, { files, seeds, values, record: options.record }));
  for (const warning of plan.warnings) context.log.warning("config.unknown", warning);
  if (inspects) return explainRuns(context, plan);
  checkView(options, plan.jobs.length);
  await runCampaign(context, options, setup, plan, pool, view);
  view?.end();
  await closePool(pool);
}

async function runCampaign(
  context: CliContext,
  options: SimOptions,
  setup: JobSetup,
  plan: Plan,
  pool: Pool | null,
  view: SimView | null,
): Promise<void> {
  const broken = plan.faults.map(({ file, fault }) => faultRun(file, fault));
  const stop = options.failFast === true && broken.length > 0;
  const made = stop ? [] : await runPlan(plan, setup, pool, view, context, options);
  const runs = [...broken, ...made];
  const measured = unwrap(measureRuns(options, runs));
  tell(context, runs, measured);
  const more = repeatOptions(context, options);
  unwrap(writeReports(context, options, plan, runs, (run) => repeatCommand(run, more)));
  if (options.shrink === true) {
    await shrinkFirst(context, setup, runs, more.map(shellWord).join(" "));
  }
  const code = exitCodeOf(runs);
  context.exit(code === 0 && gotWorse(measured) ? 1 : code);
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** Adds arguments, options and action. */
export function register(command: Command, context: CliContext): void {
  command
    .argument(
      "[scenario...]",
      "files, folders or globs; `faults` lists the kinds, `explain FILE` tells one, " +
        "`calibrate RECORDING...` fits the robot",
    )
    .option("--seed <n>", "run with this seed")
    .option("--seeds <a..b>", "run with each seed, both ends included")
    .option("--jobs <n>", "run in this many processes")
    .option("--param <name=value>", "fix an open value of the scenario; repeatable", collect)
    .option("--brain <spec>", "brain to use instead, such as ollama:MODEL or recorded:FILE")
    .option("--record <path>", "record: a .mcap file for one run, else a folder")
    .option("--junit <file>", "write JUnit XML")
    .option("--tap <file>", "write TAP; - is stdout")
    .option("--report <path>", "write a page with pictures: FILE.html, or a folder")
    .addOption(
      createOption("--annotate <form>", "annotate failures for a CI system").choices(["github"]),
    )
    .option("--fail-fast", "stop at the first run that does not pass")
    .option("--baseline <file>", "compare figures with this file; written where it is not there")
    .option("--update-baseline", "write the baseline anew")
    .option("--cover", "say what was reached of modes, transitions, rules, causes, faults")
    .option("--falsify <expectation>", "search the open values for its violation")
    .option("--budget <n>", "runs of that search")
    .option("--dry-run", "check everything and say what would run")
    .option("--from <recording>", "go on from a recorded moment instead of a scenario's beginning")
    .option(
      "--at <time>",
      "which moment of it, such as 12s; the first --fault or the end if left out",
    )
    .option("--for <duration>", "how long to go on, such as 20s")
    .option("--fault <kind@time>", "splice a fault in: KIND@TIME[+FOR][,NAME=VALUE]", collect)
    .option("--out <file>", "calibrate: write the fitted robot as a config file")
    .option("--plot <file>", "calibrate: write the residuals as an SVG picture")
    .option("--shrink", "make the first failed run small and write its scenario file")
    .option("--realtime [rate]", "run no faster than real time, or so many times it")
    .option("--serve [port]", "with --realtime: show the run live to viewers on loopback")
    .option("--story", "tell each run as it goes: events, modes, reasons")
    .option("--list", "name the selected scenarios and run nothing")
    .addOption(createOption("--as-worker").hideHelp())
    .action((words: string[], options: SimOptions) => simulate(context, words, options));
}
