/**
 * Runs jobs, here or in processes of this same program, and gives their answers in the order of
 * the jobs, whoever finishes first.
 *
 * @module
 */
import type { Fault } from "core/fault.ts";
import { buildInfo } from "cli/version.ts";
import { readLines, type ToChild } from "./child.ts";
import {
  type Job,
  type JobAnswer,
  type JobExtras,
  type JobSetup,
  type LoadCache,
  runJob,
} from "./job.ts";

/** A process that waits for jobs. */
interface Helper {
  readonly child: Deno.ChildProcess;
  readonly writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly lines: AsyncGenerator<string>;
  dead: boolean;
}

/** Processes that wait for jobs. */
export interface Pool {
  readonly helpers: readonly Helper[];
}

/** The words that start this program again, from source or as the binary. */
function ownCommand(): { program: string; args: string[] } {
  const program = Deno.execPath();
  if (buildInfo().runtime !== "source") return { program, args: [] };
  return {
    program,
    args: ["run", "--quiet", "--no-prompt", "-A", new URL("../main.ts", import.meta.url).pathname],
  };
}

/** Variables that a child from source needs to find its modules; the binary's gets none. */
function childEnv(env: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {};
  if (buildInfo().runtime !== "source") return kept;
  for (const name of ["HOME", "DENO_DIR", "XDG_CACHE_HOME", "PATH"]) {
    const value = env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** Starts the processes: before rights are dropped, for each drops its own. */
export function startPool(count: number, env: Readonly<Record<string, string>>): Pool {
  const { program, args } = ownCommand();
  const helpers = Array.from({ length: count }, (): Helper => {
    const child = new Deno.Command(program, {
      args: [...args, "sim", "--as-worker"],
      clearEnv: true,
      env: childEnv(env),
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const lines = readLines(child.stdout);
    return { child, writer: child.stdin.getWriter(), lines, dead: false };
  });
  return { helpers };
}

/** Lets the processes end. */
export async function closePool(pool: Pool | null): Promise<void> {
  for (const { child, writer } of pool?.helpers ?? []) {
    try {
      await writer.close();
    } catch (error) {
      // The process ended by itself: there is nothing left to close.
      if (!(error instanceof Deno.errors.BrokenPipe) && !(error instanceof TypeError)) throw error;
    }
    await child.status;
  }
}

/** Hears of each answer as it comes, and of each in order. */
export interface PoolListener {
  /** As soon as it is there, in any order. */
  readonly arrived: (answer: JobAnswer) => void;
  /** In the order of the jobs. */
  readonly inOrder: (answer: JobAnswer) => void;
}

class Orderer {
  readonly #waiting = new Map<number, JobAnswer>();
  readonly #listener: PoolListener;
  #next = 0;

  constructor(listener: PoolListener) {
    this.#listener = listener;
  }

  take(answer: JobAnswer): void {
    this.#listener.arrived(answer);
    this.#waiting.set(answer.index, answer);
    for (;;) {
      const next = this.#waiting.get(this.#next);
      if (next === undefined) return;
      this.#waiting.delete(this.#next);
      this.#next += 1;
      this.#listener.inOrder(next);
    }
  }

  /** What is left behind a gap, after a stop before the end. */
  flush(): void {
    const rest = [...this.#waiting.values()].sort((a, b) => a.index - b.index);
    this.#waiting.clear();
    for (const answer of rest) this.#listener.inOrder(answer);
  }
}

function failed(answer: JobAnswer): boolean {
  return answer.fault !== null || answer.result?.outcome !== "passed";
}

const encoder = new TextEncoder();

function died(job: Job): JobAnswer {
  const fault: Fault = {
    code: "CLI_INTERNAL",
    message: `Cannot finish ${job.file} seed ${job.seed}: its process ended`,
    help: `run it alone: mechos sim ${job.file} --seed ${job.seed}`,
  };
  return { index: job.index, result: null, fault, warning: null };
}

/** True where a line is an answer: both sides are this program. */
function isAnswer(value: unknown): value is JobAnswer {
  return typeof value === "object" && value !== null && "index" in value && "result" in value;
}

function readAnswer(line: string): JobAnswer {
  const answer: unknown = JSON.parse(line);
  if (!isAnswer(answer)) throw new Error("Invariant broken: a line that is no answer");
  return answer;
}

async function feed(
  helper: Helper,
  setup: JobSetup,
  take: () => Job | null,
  done: (answer: JobAnswer) => void,
): Promise<void> {
  const send = (message: ToChild): Promise<void> =>
    helper.writer.write(encoder.encode(`${JSON.stringify(message)}\n`));
  let job = helper.dead ? null : take();
  try {
    if (job !== null) await send({ setup });
    while (job !== null) {
      await send({ job });
      const line = await helper.lines.next();
      if (line.done === true) break;
      done(readAnswer(line.value));
      job = take();
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
  if (job === null) return;
  helper.dead = true;
  done(died(job));
}

/** What no process was left for. */
function drain(take: () => Job | null, done: (answer: JobAnswer) => void): void {
  for (let job = take(); job !== null; job = take()) done(died(job));
}

/** Runs jobs; with `failFast` no further one begins after the first that does not pass. */
export async function runJobs(
  setup: JobSetup,
  jobs: readonly Job[],
  pool: Pool | null,
  failFast: boolean,
  extras: JobExtras,
  listener: PoolListener,
): Promise<void> {
  const order = new Orderer(listener);
  let next = 0;
  let stopped = false;
  const take = (): Job | null => {
    if (stopped) return null;
    next += 1;
    return jobs[next - 1] ?? null;
  };
  const done = (answer: JobAnswer): void => {
    if (failFast && failed(answer)) stopped = true;
    order.take(answer);
  };
  if (pool !== null) {
    await Promise.all(pool.helpers.map((helper) => feed(helper, setup, take, done)));
    drain(take, done);
  } else {
    const cache: LoadCache = new Map();
    for (let job = take(); job !== null; job = take()) {
      done(await runJob(setup, job, cache, extras));
    }
  }
  order.flush();
}
