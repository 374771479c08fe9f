/** What a bench gives, and how its figures are taken. @module */

/** One measured value; `met` says whether it reaches its goal. */
export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly better: "lower" | "higher";
  readonly goal: number;
  readonly met: boolean;
}

/** A value against its goal, which it may just reach. */
export function judge(
  name: string,
  value: number,
  unit: string,
  better: BenchResult["better"],
  goal: number,
): BenchResult {
  const met = better === "lower" ? value <= goal : value >= goal;
  return { name, value: Number(value.toPrecision(6)), unit, better, goal, met };
}

/** Wall time of some work, ms. */
export async function timedMs(work: () => void | Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The quickest of some rounds, ms: what a busy machine disturbs least. */
export async function quickestMs(
  rounds: number,
  work: () => void | Promise<void>,
): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) best = Math.min(best, await timedMs(work));
  return best;
}

/** The value below which a share of the sorted values lies. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const index = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
  return sorted[index] ?? NaN;
}

/**
 * Runs a probe, a program of tests/bench, in a process of its own, so that no other bench has
 * warmed or filled its heap, and returns the numbers of the JSON object that it prints.
 */
export async function probe(
  file: string,
  args: readonly string[],
  v8Flags: readonly string[] = [],
): Promise<Readonly<Record<string, number>>> {
  const path = new URL(file, import.meta.url).pathname;
  const flags = v8Flags.length === 0 ? [] : [`--v8-flags=${v8Flags.join(",")}`];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", ...flags, path, ...args],
    stdin: "null",
  }).output();
  if (!success) throw new Error(`${file} failed: ${new TextDecoder().decode(stderr)}`);
  const found: unknown = JSON.parse(new TextDecoder().decode(stdout));
  if (typeof found !== "object" || found === null) throw new Error(`${file} printed no object`);
  return Object.fromEntries(Object.entries(found).map(([name, value]) => [name, Number(value)]));
}
