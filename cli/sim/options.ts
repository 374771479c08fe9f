/** The options of `mechos sim` and what they mean. @module */
import { readScalar } from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";

/** Options as the command line gives them. */
export interface SimOptions {
  readonly seed?: string;
  readonly seeds?: string;
  readonly jobs?: string;
  readonly brain?: string;
  readonly param?: readonly string[];
  readonly record?: string;
  readonly junit?: string;
  readonly tap?: string;
  readonly annotate?: string;
  readonly report?: string;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly falsify?: string;
  readonly budget?: string;
  readonly realtime?: string | true;
  readonly serve?: string | true;
  readonly shrink?: boolean;
  readonly cover?: boolean;
  readonly dryRun?: boolean;
  readonly failFast?: boolean;
  readonly list?: boolean;
  readonly story?: boolean;
  readonly from?: string;
  readonly at?: string;
  readonly for?: string;
  readonly fault?: readonly string[];
  readonly out?: string;
  readonly plot?: string;
  readonly asWorker?: boolean;
}

/** Most seeds of one call. */
const maxSeeds = 1_000_000;
const maxSeed = 0xffffffff;
/** Most processes: more than any machine that runs them has cores. */
const maxJobs = 256;

function badValue(message: string, value: string, help: string) {
  return fail({ code: "CLI_BAD_VALUE", message, value, help });
}

function readSeed(text: string): number | null {
  if (!/^\d{1,10}$/.test(text)) return null;
  const seed = Number(text);
  return seed <= maxSeed ? seed : null;
}

/** The seeds asked for; null where each scenario's own counts. */
export function parseSeeds(options: SimOptions): Result<readonly number[] | null> {
  const bad = (text: string): Result<never> =>
    badValue(
      `Cannot read seeds "${text}": whole numbers from 0 to ${maxSeed} are wanted`,
      text,
      "--seed 7, or --seeds 1..20 (both ends count)",
    );
  if (options.seed !== undefined && options.seeds !== undefined) return bad("--seed and --seeds");
  if (options.seed !== undefined) {
    const seed = readSeed(options.seed);
    return seed === null ? bad(options.seed) : ok([seed]);
  }
  if (options.seeds === undefined) return ok(null);
  const match = /^(\d{1,10})\.\.(\d{1,10})$/.exec(options.seeds);
  const [from, to] = [readSeed(match?.[1] ?? ""), readSeed(match?.[2] ?? "")];
  if (from === null || to === null) return bad(options.seeds);
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

/** A whole number of an option within bounds. */
export function parseCount(
  name: string,
  text: string | undefined,
  preset: number,
  most: number,
): Result<number> {
  if (text === undefined) return ok(preset);
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= most) return ok(count);
  return badValue(`Cannot read ${name} "${text}": 1..${most} is wanted`, text, `${name} ${preset}`);
}

/** How many processes. */
export function parseJobs(options: SimOptions): Result<number> {
  return parseCount("--jobs", options.jobs, 1, maxJobs);
}

/** `--param name=value` as values of open parameters. */
export function parseParams(options: SimOptions): Result<Readonly<Record<string, unknown>>> {
  const values: Record<string, unknown> = {};
  for (const text of options.param ?? []) {
    const cut = text.indexOf("=");
    if (cut <= 0) {
      return badValue(
        `Cannot read "${text}": a name, "=" and a value are wanted`,
        text,
        "--param speedMps=0.4",
      );
    }
    values[text.slice(0, cut)] = readScalar(text.slice(cut + 1));
  }
  return ok(values);
}

/** The rate of `--realtime [RATE]`; null where it was not asked for. */
export function parseRate(options: SimOptions): Result<number | null> {
  if (options.realtime === undefined) return ok(null);
  if (options.realtime === true) return ok(1);
  const rate = Number(options.realtime);
  if (Number.isFinite(rate) && rate > 0 && rate <= 1000) return ok(rate);
  return badValue(
    `Cannot run at rate "${options.realtime}": above 0 and at most 1000 is wanted`,
    options.realtime,
    "--realtime 2 is twice as fast as real time",
  );
}
