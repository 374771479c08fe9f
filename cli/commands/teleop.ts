/** `mechos teleop`: drives by hand, with keys or for a given time. @module */
import { type Command, InvalidArgumentError } from "commander";
import { parseDuration } from "core/config/mod.ts";
import { type Fault, MechError } from "core/fault.ts";
import type { CliContext } from "cli/context.ts";
import { reachOne, resultOf, say, textIn } from "cli/operator_call.ts";
import type { Session } from "cli/operator_client.ts";
import { type HandSpeeds, openTeleop, type TeleopStream } from "cli/teleop_stream.ts";

interface TeleopOptions {
  readonly linear?: number;
  readonly lateral?: number;
  readonly angular?: number;
  readonly for?: number;
  readonly takeOver?: boolean;
}

/** One key press drives for this long, ms. */
const pulseMs = 400;
/** HandSpeeds of keys where none are given: slow enough to walk beside. */
const keySpeeds: HandSpeeds = { linearMps: 0.15, lateralMps: 0.15, angularRadps: 0.6 };

/** Adds the options and the action. */
export function register(command: Command, context: CliContext): void {
  command
    .option("--linear <mps>", "forward speed, m/s (of keys: default 0.15)", numberOf)
    .option("--lateral <mps>", "speed to the left of an omni drive, m/s (of keys: 0.15)", numberOf)
    .option("--angular <radps>", "turn rate, rad/s, left is positive (of keys: 0.6)", numberOf)
    .option("--for <duration>", "drive for this long without keys, e.g. 2s", durationOf)
    .option("--take-over", "also from another operator who holds the lease")
    .action((options: TeleopOptions) => teleop(context, options));
}

function numberOf(word: string): number {
  const value = Number(word);
  if (word.trim() !== "" && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("a number is wanted");
}

function durationOf(word: string): number {
  const ms = parseDuration(word);
  if (ms !== null) return ms;
  throw new InvalidArgumentError("write 250ms, 1.5s, 2m or 1h");
}

async function limitOf(session: Session, name: string): Promise<number> {
  const answer = await session.call("tune.get", { path: `kernel.limits.${name}` });
  const value = answer.ok ? Number(textIn(answer.value, "value")) : NaN;
  return Number.isFinite(value) ? value : 0;
}

/** The speeds as the robot's own limits cap them. */
async function capped(session: Session, wanted: HandSpeeds): Promise<HandSpeeds> {
  const within = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value));
  const reverse = wanted.linearMps < 0 ? "maxReverseMps" : "maxLinearMps";
  return {
    linearMps: within(wanted.linearMps, await limitOf(session, reverse)),
    lateralMps: within(wanted.lateralMps, await limitOf(session, "maxLateralMps")),
    angularRadps: within(wanted.angularRadps, await limitOf(session, "maxAngularRadps")),
  };
}

function stopSignal(session: Session): Promise<void> {
  const signal = new Promise<void>((done) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      Deno.addSignalListener(name, () => done());
    }
  });
  return Promise.race([signal, session.ended]);
}

/** Drives for a time; ends early at a signal or at the first refusal. */
async function driveFor(
  stream: TeleopStream,
  speeds: HandSpeeds,
  forMs: number,
  stop: Promise<void>,
): Promise<Fault | null> {
  let refusal: Fault | null = null;
  const refused = new Promise<void>((done) => {
    stream.onRefusal((fault) => {
      refusal ??= fault;
      done();
    });
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((done) => {
    timer = setTimeout(done, forMs);
  });
  stream.drive(speeds, forMs);
  await Promise.race([over, refused, stop]);
  clearTimeout(timer);
  return refusal;
}

/** What a key does: forward, turn, to the left. */
const arrows: Readonly<Record<string, readonly [number, number, number]>> = {
  "\x1b[A": [1, 0, 0],
  "\x1b[B": [-1, 0, 0],
  "\x1b[D": [0, 1, 0],
  "\x1b[C": [0, -1, 0],
  w: [1, 0, 0],
  s: [-1, 0, 0],
  a: [0, 1, 0],
  d: [0, -1, 0],
  q: [1, 1, 0],
  e: [1, -1, 0],
  j: [0, 0, 1],
  l: [0, 0, -1],
};
const quitKeys = new Set(["\x1b", "\x03", "\x04", "x"]);

/** Reads keys until the user quits or the terminal is gone. */
async function readKeys(
  context: CliContext,
  session: Session,
  stream: TeleopStream,
  speeds: HandSpeeds,
): Promise<void> {
  const chunk = new Uint8Array(64);
  const decoder = new TextDecoder();
  for (;;) {
    const got = await Deno.stdin.read(chunk);
    if (got === null) return;
    const key = decoder.decode(chunk.subarray(0, got));
    if (quitKeys.has(key)) return;
    const [forward, turn, left] = arrows[key] ?? [0, 0, 0];
    if (key === "E") {
      const answer = await session.call("estop");
      context.err(`E-stop ${answer.ok ? textIn(answer.value, "latchId") : "not answered"}\r\n`);
    } else if (forward === 0 && turn === 0 && left === 0) await stream.halt();
    else {
      const wish = {
        linearMps: forward * speeds.linearMps,
        lateralMps: left * speeds.lateralMps,
        angularRadps: turn * speeds.angularRadps,
      };
      stream.drive(wish, pulseMs);
    }
  }
}

async function driveByKeys(
  context: CliContext,
  session: Session,
  stream: TeleopStream,
  speeds: HandSpeeds,
  stop: Promise<void>,
): Promise<void> {
  context.err(
    "Keys are no dead-man switch: each press drives for 400 ms. Keep the hardware stop at hand.\n" +
      "arrows or w a s d drive, q e curve, j l go sideways on an omni drive,\n" +
      "E is the E-stop, any other key halts, x quits\n",
  );
  stream.onRefusal((fault) => context.err(`${fault.message}\r\n`));
  Deno.stdin.setRaw(true);
  try {
    await Promise.race([readKeys(context, session, stream, speeds), stop]);
  } finally {
    Deno.stdin.setRaw(false);
  }
}

function mode(options: TeleopOptions): "keys" | "time" {
  const given = options.linear !== undefined || options.angular !== undefined ||
    options.lateral !== undefined;
  if (options.for !== undefined) {
    if (given) return "time";
    throw new MechError({
      code: "CLI_USAGE",
      message: "Cannot drive for a time without a speed",
      help: "add --linear M/S, --lateral M/S or --angular RAD/S",
    });
  }
  if (Deno.stdin.isTerminal()) return "keys";
  throw new MechError({
    code: "CLI_USAGE",
    message: "Cannot read keys: the input is no terminal",
    help: "drive for a time: mechos teleop --linear 0.1 --for 2s",
  });
}

async function teleop(context: CliContext, options: TeleopOptions): Promise<void> {
  const how = mode(options);
  const session = await reachOne(context);
  const preset = how === "keys" ? keySpeeds : { linearMps: 0, lateralMps: 0, angularRadps: 0 };
  const speeds = await capped(session, {
    linearMps: options.linear ?? preset.linearMps,
    lateralMps: options.lateral ?? preset.lateralMps,
    angularRadps: options.angular ?? preset.angularRadps,
  });
  if (options.lateral !== undefined && options.lateral !== 0 && speeds.lateralMps === 0) {
    session.close();
    throw new MechError({
      code: "CLI_USAGE",
      message: "Cannot drive sideways: this robot's drive does not go there",
      help: "leave out --lateral",
    });
  }
  const takeOver = options.takeOver === true;
  resultOf(context, await session.call("take", { takeOver }));
  const stop = stopSignal(session);
  const stream = openTeleop(session);
  let refusal: Fault | null = null;
  try {
    if (how === "time") refusal = await driveFor(stream, speeds, options.for ?? 0, stop);
    else await driveByKeys(context, session, stream, speeds, stop);
  } finally {
    await stream.end();
    await session.call("release");
    session.close();
  }
  if (refusal !== null) throw new MechError(refusal);
  const aside = speeds.lateralMps === 0 ? "" : `${speeds.lateralMps} m/s to the left, `;
  say(
    context,
    { ...speeds, forMs: options.for ?? null },
    `drove at ${speeds.linearMps} m/s, ${aside}${speeds.angularRadps} rad/s; the lease is given back`,
  );
}
