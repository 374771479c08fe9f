/** `sim explain` and `--dry-run`: what would run, in words or as JSON. @module */
import type { Fault } from "core/fault.ts";
import { faultToJson } from "core/telemetry/mod.ts";
import { type CampaignRun, explainScenario } from "sim/campaign/mod.ts";
import type { CliContext } from "cli/context.ts";
import type { Plan } from "./plan.ts";
import { exitCodeOf, runText } from "./print.ts";

/** A file that cannot run, as a run that was not made. */
export function faultRun(file: string, fault: Fault): CampaignRun {
  return { file, scenario: file, seed: 0, values: {}, result: null, fault };
}

/** `sim explain` and `--dry-run`: everything is loaded and checked, nothing runs. */
export function explainRuns(context: CliContext, plan: Plan): void {
  const { json } = context.globals();
  const shown = [...plan.scenarios.values()].map((loaded) => ({
    file: loaded.file,
    seed: loaded.scenario.seed,
    scenario: loaded.concrete,
    drawn: loaded.drawn,
    runs: plan.jobs.filter((job) => job.file === loaded.file).length,
    text: explainScenario(loaded),
  }));
  const broken = plan.faults.map(({ file, fault }) => faultRun(file, fault));
  if (json) {
    const [first] = broken;
    const fault = first?.fault ?? null;
    const scenarios = shown.map(({ text: _text, ...rest }) => rest);
    const document = { scenarios, ...(fault === null ? {} : faultToJson(fault)) };
    context.out(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    for (const one of shown) {
      context.out(`${one.text}${one.runs} ${one.runs === 1 ? "run" : "runs"}\n\n`);
    }
    for (const run of broken) context.err(runText(run, "", false));
  }
  context.exit(exitCodeOf(broken));
}
