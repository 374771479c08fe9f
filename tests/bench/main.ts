/**
 * `task bench`: measures what INTERFACES.md section 9 names and judges it against its goal.
 *
 * Usage: main.ts [--json] [--only GLOB]...
 *
 * Exits with 0 when it measured, whatever was met; with 2 where nothing matches or an option is
 * unknown.
 *
 * @module
 */
import { taskArguments } from ".ci/task_arguments.ts";
import { say } from ".ci/say.ts";
import { benches, type BenchRow } from "./benches.ts";
import type { BenchResult } from "./result.ts";

/** What the command line asks for. */
export interface BenchPlan {
  readonly json: boolean;
  readonly only: readonly string[];
}

/** Reads the command line; a text instead of a plan says what is wrong with it. */
export function readBenchPlan(args: readonly string[]): BenchPlan | string {
  const only: string[] = [];
  let json = false;
  const words = taskArguments(args);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "--json") json = true;
    else if (word.startsWith("--only=")) only.push(word.slice("--only=".length));
    else if (word === "--only") {
      const glob = words[i + 1];
      if (glob === undefined) return '"--only" wants a glob, like --only "kernel.*"';
      only.push(glob);
      i += 1;
    } else return `"${word}" is no option: bench takes --json and --only GLOB`;
  }
  return { json, only };
}

/** Whether a name matches one of the globs: `*` any text, `?` one character; none match all. */
export function isWanted(name: string, globs: readonly string[]): boolean {
  if (globs.length === 0) return true;
  return globs.some((glob) => {
    const escaped = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`^${escaped.replace(/\*/g, ".*").replace(/\?/g, ".")}$`).test(name);
  });
}

function machine(): Record<string, unknown> {
  return {
    os: Deno.build.os,
    arch: Deno.build.arch,
    cpu: cpuModel(),
    cores: navigator.hardwareConcurrency,
    memoryMB: Math.round(Deno.systemMemoryInfo().total / 1e6),
    loadAverage: Deno.loadavg(),
    deno: Deno.version.deno,
    v8: Deno.version.v8,
  };
}

function cpuModel(): string {
  try {
    const text = Deno.readTextFileSync("/proc/cpuinfo");
    return /^model name\s*:\s*(.+)$/m.exec(text)?.[1] ?? "unknown";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "unknown";
    throw error;
  }
}

function line(result: BenchResult): string {
  const goal = `${result.better === "lower" ? "at most" : "at least"} ${result.goal}`;
  const mark = result.met ? "met   " : "MISSED";
  return `${mark} ${result.name.padEnd(28)} ${result.value} ${result.unit} (goal: ${goal})`;
}

async function measure(rows: readonly BenchRow[], plan: BenchPlan): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const row of rows) {
    const found = (await row.measure()).filter((one) => isWanted(one.name, plan.only));
    if (!plan.json) { for (const result of found) say(line(result)); }
    results.push(...found);
  }
  return results;
}

async function main(): Promise<number> {
  const plan = readBenchPlan(Deno.args);
  if (typeof plan === "string") {
    await Deno.stderr.write(new TextEncoder().encode(`${plan}\n`));
    return 2;
  }
  const rows = benches.filter((row) => row.names.some((name) => isWanted(name, plan.only)));
  if (rows.length === 0) {
    const names = benches.flatMap((row) => row.names).join(", ");
    const text = `No bench matches ${plan.only.join(", ")}; there are: ${names}\n`;
    await Deno.stderr.write(new TextEncoder().encode(text));
    return 2;
  }
  const results = await measure(rows, plan);
  if (plan.json) say(JSON.stringify({ machine: machine(), results }, null, 2));
  else say(`${results.filter((one) => one.met).length} of ${results.length} goals met`);
  return 0;
}

if (import.meta.main) Deno.exit(await main());
