/** `mechos record`: records the running robot into a file of its own. @module */
import { MechError, unwrap } from "core/fault.ts";
import { parseDuration } from "core/config/mod.ts";
import { type Capture, type CaptureCounts, createCapture, tapBeside } from "core/serve/mod.ts";
import type { CliContext } from "cli/context.ts";
import { findRobots } from "cli/operator_client.ts";
import { makeRecording, type NewRecording } from "cli/recording_files.ts";
import { dropRights } from "cli/rights.ts";

/** Options of `mechos record` itself. */
export interface AttachOptions {
  readonly out?: string;
  readonly for?: string;
  readonly topics: readonly string[];
  readonly force?: boolean;
}

/** Why a recording ended. */
type Ending = "signal" | "time" | "robot";

/** A kill loses at most this, ms; a power cut at most the second. */
const flushMs = 20;
const syncMs = 100;
const redrawMs = 250;

function forMs(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new MechError({
    code: "CLI_BAD_VALUE",
    message: `Cannot record for "${text}": a duration is needed`,
    value: text,
    help: "write 250ms, 1.5s, 2m or 1h",
  });
}

function nowName(robot: string): string {
  const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  // A robot that was named by its socket is called after the file.
  const name = robot.split("/").pop() ?? robot;
  return `${name.replace(/\.sock$/, "")}-${stamp}.mcap`;
}

interface Attached {
  readonly robot: string;
  readonly conn: Deno.UnixConn;
}

async function attach(context: CliContext): Promise<Attached> {
  const robots = unwrap(findRobots(context));
  const found: Attached[] = [];
  for (const { name, operator } of robots) {
    try {
      const path = tapBeside(operator);
      found.push({ robot: name, conn: await Deno.connect({ transport: "unix", path }) });
    } catch (error) {
      // A socket that nobody answers was left by a robot that ended; others may be there.
      if (!(error instanceof Error)) throw error;
    }
  }
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  for (const { conn } of found) conn.close();
  const names = robots.map(({ name }) => name).join(", ");
  throw new MechError(
    first === undefined
      ? {
        code: "OPERATOR_NO_SOCKET",
        message: `Cannot record: ${names} does not answer to mechos record`,
        value: names,
        help: "see mechos status; its user's group may record it",
      }
      : {
        code: "OPERATOR_SEVERAL",
        message: `Cannot tell which robot is meant: ${names} are running`,
        value: names,
        help: `say which, e.g. --robot ${first.robot}`,
      },
  );
}

/** Draws how far it is, on a terminal only. */
function startCounter(context: CliContext, capture: Capture): () => void {
  if (context.globals().quiet || !Deno.stderr.isTerminal()) return () => {};
  const draw = (): void => {
    const { messages, bytes, startNs, endNs, lost } = capture.counts;
    const seconds = Number.isNaN(startNs) ? 0 : (endNs - startNs) * 1e-9;
    const size = (bytes / 1e6).toFixed(1);
    context.err(
      `\r${seconds.toFixed(1)} s, ${messages} messages, ${size} MB, ${lost} lost; Ctrl+C ends it `,
    );
  };
  const timer = setInterval(draw, redrawMs);
  return () => {
    clearInterval(timer);
    context.err("\n");
  };
}

/** Reads the socket until it ends, the time is over, or a signal comes. */
async function receive(attached: Attached, capture: Capture, lastMs: number | null) {
  const { conn } = attached;
  let ending: Ending = "robot";
  let open = true;
  const end = (why: Ending): void => {
    if (open) ending = why;
    if (open) conn.close();
    open = false;
  };
  const timer = lastMs === null ? null : setTimeout(() => end("time"), lastMs);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => end("signal"));
  }
  const buffer = new Uint8Array(256 * 1024);
  while (open) {
    const count = await conn.read(buffer).catch(() => null);
    if (count === null) break;
    const fault = capture.take(buffer.subarray(0, count));
    if (fault !== null) throw new MechError(fault);
  }
  if (timer !== null) clearTimeout(timer);
  end("robot");
  return ending;
}

function report(context: CliContext, out: string, ending: Ending, counts: CaptureCounts): void {
  const { messages, topics, lost, bytes, startNs, endNs, isReplayable } = counts;
  const durationS = Number.isNaN(startNs) ? 0 : (endNs - startNs) * 1e-9;
  const { json, quiet } = context.globals();
  if (json) {
    const document = { out, ended: ending, durationS, messages, lost, bytes, isReplayable, topics };
    return context.out(`${JSON.stringify(document, null, 2)}\n`);
  }
  if (quiet) return;
  const said = { signal: "on your word", time: "on time", robot: "for the robot ended" }[ending];
  const width = Math.max(5, ...Object.keys(topics).map((topic) => topic.length));
  const lines = Object.entries(topics).map(([topic, count]) =>
    `  ${topic.padEnd(width)}  ${String(count).padStart(8)}`
  );
  context.out(
    `${out}: ended ${said}; ${durationS.toFixed(3)} s, ${messages} messages, ` +
      `${(bytes / 1e6).toFixed(2)} MB, ${lost} lost; ` +
      `${isReplayable ? "replays" : "does not replay: the kernel's topics are not whole"}\n` +
      `${lines.join("\n")}\n`,
  );
}

/** Flushes and syncs while it runs. */
function keepSafe(capture: Capture, made: NewRecording): () => void {
  const failed = (fault: ReturnType<Capture["flush"]>): void => {
    // The next message meets the same fault and ends the recording with it.
    if (fault !== null) stop();
  };
  const flush = setInterval(() => failed(capture.flush()), flushMs);
  const sync = setInterval(() => made.sink.sync?.(), syncMs);
  const stop = (): void => {
    clearInterval(flush);
    clearInterval(sync);
  };
  return stop;
}

/** Records the running robot. */
export async function recordRobot(context: CliContext, options: AttachOptions): Promise<void> {
  const lastMs = forMs(options.for);
  const attached = await attach(context);
  const out = options.out ?? nowName(attached.robot);
  const made = makeRecording(out, options.force === true);
  dropRights([]);
  const patterns = options.topics.length === 0 ? ["*"] : options.topics;
  const capture = createCapture(made.sink, patterns);
  const stopCounter = startCounter(context, capture);
  const stopSafe = keepSafe(capture, made);
  try {
    const ending = await receive(attached, capture, lastMs);
    const fault = capture.finish();
    if (fault !== null) throw new MechError(fault);
    report(context, out, ending, capture.counts);
  } finally {
    stopSafe();
    stopCounter();
    made.close();
  }
}
