/** Runs of a scenario with gains laid over its robot, for `mechos tune auto`. @module */
import type { Override } from "core/config/mod.ts";
import { type Fault, ok, type Result } from "core/fault.ts";
import { createRun, finishRun, loadScenario, settled, stepRun } from "sim/scenario/mod.ts";
import {
  createMeter,
  type Loop,
  type Measure,
  measuresOf,
  type Meter,
  noteTick,
} from "sim/tune/mod.ts";
import { readFile } from "cli/read_file.ts";
import { simPorts } from "cli/sim/brain_ports.ts";

/** What all runs of a search share. */
export interface TrialSetup {
  readonly loop: Loop;
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly sets: readonly Override[];
  readonly seeds: readonly number[];
}

/** What the runs of one set of gains, one a seed, came to. */
export interface Trial {
  readonly gains: readonly number[];
  /** Means over the seeds. */
  readonly measures: readonly Measure[];
  /** Expectations and invariants that failed, all seeds together. */
  readonly failures: number;
  /** What the first seed's run noted. */
  readonly meter: Meter;
}

/** The gains as values that are laid over everything else. */
function overridesOf(loop: Loop, gains: readonly number[]): Override[] {
  return loop.gains.map(({ path }, index) => ({
    path,
    value: gains[index],
    label: "tune auto",
    place: null,
  }));
}

interface SeedRun {
  readonly meter: Meter;
  readonly failures: number;
}

async function runSeed(
  setup: TrialSetup,
  gains: readonly number[],
  seed: number,
): Promise<Result<SeedRun>> {
  const loaded = loadScenario(setup.file, {
    readFile,
    env: setup.env,
    sets: [...setup.sets, ...overridesOf(setup.loop, gains)],
    brain: null,
    seed,
  });
  if (!loaded.ok) return loaded;
  const created = createRun(loaded.value, seed, simPorts(false));
  if (!created.ok) return created;
  const run = created.value;
  const meter = createMeter(setup.loop.kind, run.periodNs * 1e-9);
  while (run.tick <= run.ticks) {
    stepRun(run);
    noteTick(meter, run);
    const answer = settled(run);
    if (answer !== null) await answer;
  }
  const result = finishRun(run, 0);
  const failed = result.expectations.filter((one) => one.outcome === "failed");
  return ok({ meter, failures: failed.length + result.violations.length });
}

/** Runs every seed with some gains. Fails where the scenario cannot be run with them. */
export async function runTrial(
  setup: TrialSetup,
  gains: readonly number[],
): Promise<Result<Trial>> {
  const sums: Measure[] = [];
  let failures = 0;
  let first: Meter | null = null;
  for (const seed of setup.seeds) {
    const run = await runSeed(setup, gains, seed);
    if (!run.ok) return run;
    failures += run.value.failures;
    first ??= run.value.meter;
    for (const [index, measure] of measuresOf(run.value.meter).entries()) {
      const before = sums[index]?.value ?? 0;
      sums[index] = { ...measure, value: before + measure.value / setup.seeds.length };
    }
  }
  if (first === null) throw new Error("Invariant broken: a trial has a seed");
  return ok({ gains, measures: sums, failures, meter: first });
}

/** The fault of a scenario that does not use the loop: there is nothing to judge gains by. */
export function idleFault(setup: TrialSetup): Fault {
  const what = setup.loop.kind === "wheels" ? "its wheels never turn" : "it never drives to a goal";
  return {
    code: "SIM_SCENARIO",
    message: `Cannot tune "${setup.loop.name}" with "${setup.file}": ${what}`,
    value: setup.file,
    help: "take a scenario that drives, such as sim/scenarios/driving/there-and-back.yaml",
  };
}
