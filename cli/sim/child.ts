/**
 * The far side of `--jobs`: a process that gave up its rights, reads jobs from its stdin, one
 * JSON object a line, and answers each on its stdout. The first line is the setup.
 *
 * @module
 */
import { dropRights } from "cli/rights.ts";
import { type Job, type JobSetup, type LoadCache, runJob } from "./job.ts";

/** Splits a stream into lines. */
export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
}

/** One message between the two sides: written and read by the same program. */
export type ToChild = { readonly setup: JobSetup } | { readonly job: Job };

/** True where a line is a message: both sides are this program, so its kind is all there is to check. */
function isMessage(value: unknown): value is ToChild {
  return typeof value === "object" && value !== null && ("setup" in value || "job" in value);
}

function readMessage(line: string): ToChild {
  const message: unknown = JSON.parse(line);
  if (!isMessage(message)) {
    throw new Error("Invariant broken: a line that is neither setup nor job");
  }
  return message;
}

/** Serves jobs until stdin ends. */
export async function serveJobs(out: (text: string) => void): Promise<void> {
  dropRights(["read", "write"]);
  let setup: JobSetup | null = null;
  const cache: LoadCache = new Map();
  for await (const line of readLines(Deno.stdin.readable)) {
    const message = readMessage(line);
    if ("setup" in message) {
      setup = message.setup;
      continue;
    }
    if (setup === null) throw new Error("Invariant broken: a job before its setup");
    const answer = await runJob(setup, message.job, cache, {
      story: null,
      rate: null,
      view: null,
    });
    out(`${JSON.stringify(answer)}\n`);
  }
}
