/** `mechos replay`: re-executes a recorded run and compares every output. @module */
import type { Command } from "commander";
import { codes } from "core/codes.ts";
import { type Fault, MechError, unwrap } from "core/fault.ts";
import { fileSource } from "core/record/mod.ts";
import { type Verification, verifyRecording } from "core/replay/mod.ts";
import { faultToJson } from "core/telemetry/mod.ts";
import type { CliContext } from "cli/context.ts";
import { parseSets } from "cli/load_config.ts";
import { dropRights } from "cli/rights.ts";
import { buildInfo } from "cli/version.ts";

interface ReplayOptions {
  readonly verify?: boolean;
  readonly whatIf: readonly string[];
}

function open(path: string): { file: Deno.FsFile; size: number } {
  try {
    const file = Deno.openSync(path);
    return { file, size: file.statSync().size };
  } catch (error) {
    throw new MechError({
      code: "RECORD_NOT_FOUND",
      message: `Cannot read recording "${path}": ${error instanceof Error ? error.name : error}`,
      value: path,
      help: "check the path and its rights",
    });
  }
}

function document(found: Verification, wallS: number): Record<string, unknown> {
  const { version, git, runtime } = buildInfo();
  return {
    outcome: found.outcome,
    ticks: found.ticks,
    firstDifference: found.firstDifference,
    differentTicks: found.differentTicks,
    wallS,
    realTimeFactor: wallS > 0 ? found.endNs * 1e-9 / wallS : 0,
    recordedBy: found.recordedBy,
    replayedBy: { version, git, runtime, deno: Deno.version.deno, v8: Deno.version.v8 },
    stateHash: found.stateHash,
    damage: found.damage,
  };
}

/** The document of a recording that cannot be replayed. */
function invalidDocument(fault: Fault, wallS: number): Record<string, unknown> {
  const nothing: Verification = {
    outcome: "invalid",
    ticks: 0,
    endNs: 0,
    firstDifference: null,
    differentTicks: 0,
    stateHash: "",
    recordedBy: {},
    damage: [],
  };
  return { ...document(nothing, wallS), ...faultToJson(fault) };
}

function text(found: Verification, wallS: number): string {
  const speed = wallS > 0 ? (found.endNs * 1e-9 / wallS).toFixed(0) : "0";
  const head = `${found.outcome}: ${found.ticks} ticks, ${(found.endNs * 1e-9).toFixed(1)} s in ${
    wallS.toFixed(2)
  } s (${speed}x real time), state hash ${found.stateHash}`;
  const first = found.firstDifference;
  const lines = [head];
  if (first !== null) {
    lines.push(`  first difference at tick ${first.tick}, ${first.tS.toFixed(3)} s: ${first.path}`);
    lines.push(`  recorded ${first.recorded}, replayed ${first.replayed}`);
    lines.push(`  ${found.differentTicks} outputs differ in all`);
  }
  for (const damage of found.damage) {
    lines.push(`  damage at byte ${damage.offset}: ${damage.reason}`);
  }
  return `${lines.join("\n")}\n`;
}

function replay(context: CliContext, path: string, options: ReplayOptions): void {
  const overrides = unwrap(parseSets(options.whatIf));
  dropRights(["read"]);
  const { file, size } = open(path);
  const began = performance.now();
  const { json, quiet } = context.globals();
  const verified = verifyRecording(fileSource(file, size), overrides);
  const wallS = (performance.now() - began) / 1000;
  file.close();
  if (!verified.ok) {
    if (!json) throw new MechError(verified.fault);
    context.out(`${JSON.stringify(invalidDocument(verified.fault, wallS), null, 2)}\n`);
    return context.exit(codes[verified.fault.code].exit);
  }
  const found = verified.value;
  if (json) context.out(`${JSON.stringify(document(found, wallS), null, 2)}\n`);
  else if (!quiet) context.out(text(found, wallS));
  context.exit(found.outcome === "identical" ? 0 : 1);
}

/** Adds arguments, options and action. */
export function register(command: Command, context: CliContext): void {
  command
    .argument("<file>", "a recording of run or sim")
    .option("--verify", "compare every output byte (what it does in any case)")
    .option(
      "--what-if <path=value>",
      "change the recorded config first and show what differs; may be repeated",
      (word: string, words: string[]) => [...words, word],
      [],
    )
    .action((path: string, options: ReplayOptions) => replay(context, path, options));
}
