/** `sim --from RECORDING`: which moment, for how long, with which faults. @module */
import { type Override, parseDuration, readScalar } from "core/config/mod.ts";
import { fail, MechError, ok, type Result } from "core/fault.ts";
import { type LoadedScenario, loadMoment, type SplicedFault } from "sim/scenario/mod.ts";
import { faultParameters } from "sim/faults/mod.ts";
import { openRecording } from "cli/recording_files.ts";
import type { SimOptions } from "./options.ts";

/** A moment of a recording as asked for. JSON carries it to the processes of `--jobs`. */
export interface FromMoment {
  readonly file: string;
  /** ms of the recorded run; null = its end. */
  readonly atMs: number | null;
  readonly forMs: number;
  readonly faults: readonly {
    readonly kind: string;
    readonly atMs: number;
    readonly forMs: number | null;
    readonly parameters: Readonly<Record<string, number>>;
  }[];
}

/** How long a simulation goes on where nothing else is said, ms. */
const defaultForMs = 20_000;
/** A fault begins so long after the moment, ms: two ticks, so that there is a before. */
const beforeFaultMs = 20;

function bad(what: string, text: string, help: string): Result<never> {
  return fail({
    code: "CLI_BAD_VALUE",
    message: `Cannot read ${what} "${text}"`,
    value: text,
    help,
  });
}

const faultHelp = "for example lidar.off@12s, or lidar.drop@12s+3s,p=0.5 (mechos sim faults)";

function parseFault(text: string): Result<FromMoment["faults"][number]> {
  const [head = "", ...rest] = text.split(",");
  const match = /^([\w.]+)@([^+]+)(?:\+(.+))?$/.exec(head);
  const atMs = parseDuration(match?.[2] ?? "");
  const forMs = match?.[3] === undefined ? null : parseDuration(match[3]);
  const wrongFor = match?.[3] !== undefined && forMs === null;
  if (match === null || atMs === null || wrongFor) return bad("--fault", text, faultHelp);
  const given: Record<string, unknown> = {};
  for (const pair of rest) {
    const cut = pair.indexOf("=");
    if (cut <= 0) return bad("--fault", text, faultHelp);
    given[pair.slice(0, cut)] = readScalar(pair.slice(cut + 1));
  }
  const kind = match[1] ?? "";
  const parameters = faultParameters(kind, given);
  return parameters.ok ? ok({ kind, atMs, forMs, parameters: parameters.value }) : parameters;
}

function withoutFrom(options: SimOptions): Result<null> {
  const lone = (["at", "for", "fault"] as const).find((name) => options[name] !== undefined);
  if (lone === undefined) return ok(null);
  return fail({
    code: "CLI_USAGE",
    message: `Cannot use --${lone} without --from`,
    help: "mechos sim --from recordings/FILE.mcap --fault lidar.off@12s",
  });
}

/** Reads `--from` and what belongs to it; null where it is not there. */
export function parseFrom(options: SimOptions): Result<FromMoment | null> {
  const { from, at } = options;
  if (from === undefined) return withoutFrom(options);
  const search = (["shrink", "falsify"] as const).find((name) => options[name] !== undefined);
  if (search !== undefined) {
    return fail({
      code: "CLI_USAGE",
      message: `Cannot use --${search} with --from`,
      help: "a recorded moment is no scenario file: leave one of the two out",
    });
  }
  const faults: FromMoment["faults"][number][] = [];
  for (const text of options.fault ?? []) {
    const fault = parseFault(text);
    if (!fault.ok) return fault;
    faults.push(fault.value);
  }
  const firstMs = Math.min(...faults.map((fault) => fault.atMs));
  const presetMs = faults.length === 0 ? null : Math.max(0, firstMs - beforeFaultMs);
  const atMs = at === undefined ? presetMs : parseDuration(at);
  if (at !== undefined && atMs === null) return bad("--at", at, "for example --at 12.5s");
  const forMs = options.for === undefined ? defaultForMs : parseDuration(options.for);
  if (forMs === null || forMs <= 0) {
    return bad("--for", options.for ?? "", "for example --for 20s");
  }
  return ok({ file: from, atMs, forMs, faults });
}

/** Loads the moment. */
export function loadFrom(
  from: FromMoment,
  sets: readonly Override[],
  brain: string | null,
  seed: number,
): Result<LoadedScenario> {
  const faults = from.faults.map(({ kind, atMs, forMs, parameters }): SplicedFault => ({
    kind,
    parameters,
    atNs: atMs * 1e6,
    forMs: forMs ?? Infinity,
  }));
  try {
    const recording = openRecording(from.file);
    try {
      return loadMoment(from.file, recording.source, {
        atNs: from.atMs === null ? Infinity : from.atMs * 1e6,
        durationMs: from.forMs,
        faults,
        sets,
        brain,
        seed,
      });
    } finally {
      recording.close();
    }
  } catch (error) {
    if (error instanceof MechError) return fail(error.fault);
    throw error;
  }
}
