/** `mechos replay`: re-executes a recorded run, compares every output, and asks what if. @module */
import { type Command, createOption } from "commander";
import { codes } from "core/codes.ts";
import { type Fault, MechError, unwrap } from "core/fault.ts";
import { type Override, parseDuration } from "core/config/mod.ts";
import {
  diffRecordings,
  type TickSpan,
  type Verification,
  verifyRecording,
  type WhatIf,
  whatIf,
} from "core/replay/mod.ts";
import { faultToJson } from "core/telemetry/mod.ts";
import {
  type ChatForm,
  chatForms,
  type DecisionFilter,
  decisionFilters,
  type ExportFormat,
  exportFormats,
} from "core/dataset/mod.ts";
import type { CliContext } from "cli/context.ts";
import { parseSets } from "cli/load_config.ts";
import { openRecording } from "cli/recording_files.ts";
import { dropRights } from "cli/rights.ts";
import { buildInfo } from "cli/version.ts";
import { importRun } from "./replay_import.ts";
import { playRecording } from "./replay_play.ts";
import { askOtherBrains } from "./replay_brain.ts";
import type { GoalQuestions } from "./replay_questions.ts";
import { writeReport } from "./replay_report.ts";
import { exportFile } from "./replay_export.ts";
import { diffText, verifyText, whatIfText } from "./replay_text.ts";

interface ReplayOptions {
  readonly verify?: boolean;
  readonly whatIf: readonly string[];
  readonly goal?: string;
  readonly every: string;
  readonly from?: string;
  readonly to?: string;
  readonly diff?: string;
  readonly report?: string;
  readonly play?: string | true;
  readonly port: string;
  readonly export?: ExportFormat;
  readonly out?: string;
  readonly import?: string;
  readonly force?: boolean;
  readonly topics: readonly string[];
  readonly decisions: DecisionFilter;
  readonly chatForm: ChatForm;
  readonly redact: readonly string[];
}

function timeNs(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== null) return ms * 1e6;
  throw new MechError({
    code: "CLI_BAD_VALUE",
    message: `Cannot read ${option} "${text}": a time of the run is needed`,
    value: text,
    help: "write 250ms, 1.5s, 2m or 1h",
  });
}

function spanOf(options: ReplayOptions): TickSpan {
  const fromNs = options.from === undefined ? 0 : timeNs("--from", options.from);
  const toNs = options.to === undefined ? Infinity : timeNs("--to", options.to);
  if (fromNs < toNs) return { fromNs, toNs };
  throw new MechError({
    code: "CLI_BAD_VALUE",
    message: `Cannot replay from ${options.from ?? "0s"} to ${
      options.to ?? "the end"
    }: it is empty`,
    help: "--from comes before --to",
  });
}

/** Whether this runtime may compute other bits than the one that recorded. */
function runtimeNote(recordedBy: Readonly<Record<string, string>>): string | null {
  const { v8 } = recordedBy;
  if (v8 === undefined || v8 === Deno.version.v8) return null;
  return `recorded on V8 ${v8}, replayed on ${Deno.version.v8}: the kernel uses no function of it ` +
    "that differs, so a difference is one of the kernel";
}

function document(found: Verification, wallS: number, what: WhatIf | null): object {
  const { version, git, runtime, build } = buildInfo();
  const spanS = (found.endNs - found.startNs) * 1e-9;
  return {
    outcome: found.outcome,
    ticks: found.ticks,
    firstDifference: found.firstDifference,
    trace: found.trace,
    differentTicks: found.differentTicks,
    wallS,
    realTimeFactor: wallS > 0 ? spanS / wallS : 0,
    recordedBy: found.recordedBy,
    replayedBy: { version, git, runtime, build, deno: Deno.version.deno, v8: Deno.version.v8 },
    runtimeNote: runtimeNote(found.recordedBy),
    stateHash: found.stateHash,
    damage: found.damage,
    ...(what === null ? {} : { whatIf: what }),
  };
}

/** The document of a recording that cannot be replayed. */
function invalidDocument(fault: Fault, wallS: number): object {
  const nothing: Verification = {
    outcome: "invalid",
    ticks: 0,
    firstTick: 0,
    startNs: 0,
    endNs: 0,
    firstDifference: null,
    trace: null,
    differentTicks: 0,
    stateHash: "",
    recordedBy: {},
    damage: [],
  };
  return { ...document(nothing, wallS, null), ...faultToJson(fault) };
}

function verify(
  context: CliContext,
  path: string,
  overrides: readonly Override[],
  span: TickSpan,
): void {
  const opened = openRecording(path);
  dropRights([]);
  const began = performance.now();
  const { json, quiet } = context.globals();
  const verified = verifyRecording(opened.source, overrides, span);
  const wallS = (performance.now() - began) / 1000;
  if (!verified.ok) {
    if (!json) throw new MechError(verified.fault);
    context.out(`${JSON.stringify(invalidDocument(verified.fault, wallS), null, 2)}\n`);
    return context.exit(codes[verified.fault.code].exit);
  }
  const found = verified.value;
  const what = overrides.length === 0 ? null : unwrap(whatIf(opened.source, overrides, span));
  opened.close();
  if (json) context.out(`${JSON.stringify(document(found, wallS, what), null, 2)}\n`);
  else if (!quiet) {
    context.out(verifyText(found, wallS, runtimeNote(found.recordedBy)));
    if (what !== null) context.out(whatIfText(what));
  }
  context.exit(found.outcome === "identical" ? 0 : 1);
}

function diff(context: CliContext, first: string, second: string, span: TickSpan): void {
  const a = openRecording(first);
  const b = openRecording(second);
  dropRights([]);
  const found = unwrap(diffRecordings(a.source, b.source, span));
  a.close();
  b.close();
  const { json, quiet } = context.globals();
  if (json) context.out(`${JSON.stringify({ files: [first, second], ...found }, null, 2)}\n`);
  else if (!quiet) context.out(diffText(found));
  context.exit(found.outcome === "identical" ? 0 : 1);
}

/** `--play` takes a rate or none: a word behind it that is no number is the recording. */
function sortWords(
  path: string | undefined,
  options: ReplayOptions,
): { readonly path: string; readonly options: ReplayOptions } {
  const { play } = options;
  if (path !== undefined) return { path, options };
  if (typeof play === "string" && !Number.isFinite(Number(play))) {
    return { path: play, options: { ...options, play: true } };
  }
  throw new MechError({
    code: "CLI_USAGE",
    message: "Cannot replay: no recording was named",
    help: "for example mechos replay run.mcap",
  });
}

async function replay(
  context: CliContext,
  word: string | undefined,
  given: ReplayOptions,
): Promise<void> {
  if (given.import !== undefined) {
    return importRun(context, given.import, given.out, given.force === true);
  }
  const { path, options } = sortWords(word, given);
  const span = spanOf(options);
  if (options.play !== undefined) {
    return await playRecording(context, path, span, { play: options.play, port: options.port });
  }
  if (options.export !== undefined) {
    const { export: format, out, topics, decisions, chatForm, redact } = options;
    if (out !== undefined) {
      const asked = { format, out, topics, decisions, chatForm, redact };
      return exportFile(context, path, span, asked);
    }
    throw new MechError({
      code: "CLI_USAGE",
      message: "Cannot export: --out names no folder",
      help: `add --out DIR, e.g. --export ${format} --out dataset`,
    });
  }
  const brains = options.whatIf.filter((word) => word.startsWith("brain="));
  const sets = options.whatIf.filter((word) => !word.startsWith("brain="));
  if (brains.length > 0) {
    const specs = brains.map((word) => word.slice("brain=".length));
    const overrides = unwrap(parseSets(sets));
    const { report } = options;
    const goal = goalOf(options);
    return await askOtherBrains(context, path, { specs, goal, overrides, span, report });
  }
  if (options.goal !== undefined) {
    throw new MechError({
      code: "CLI_USAGE",
      message: "Cannot ask for a goal: no brain was named",
      help: "add --what-if brain=SPEC, e.g. brain=ollama:MODEL",
    });
  }
  if (options.report !== undefined) return writeReport(context, path, options.report);
  if (options.diff !== undefined) return diff(context, path, options.diff, span);
  verify(context, path, unwrap(parseSets(options.whatIf)), span);
}

/** The goal that other brains are asked about; null = what was asked then. */
function goalOf({ goal, every }: ReplayOptions): GoalQuestions | null {
  if (goal === undefined) return null;
  const everyNs = timeNs("--every", every);
  if (everyNs >= 100e6) return { goal, everyNs };
  throw new MechError({
    code: "CLI_BAD_VALUE",
    message: `Cannot ask every ${every}: at least 100ms pass between two questions`,
    value: every,
  });
}

const words = (word: string, before: string[]): string[] => [...before, word];

/** Adds arguments, options and action. */
export function register(command: Command, context: CliContext): void {
  command
    .argument("[file]", "a recording of run or sim")
    .option("--verify", "compare every output byte (what it does in any case)")
    .option("--from <duration>", "begin at the keyframe at or before this time of the run")
    .option("--to <duration>", "end at this time of the run")
    .option(
      "--what-if <path=value>",
      "change the recorded config first and show what differs; may be repeated",
      words,
      [],
    )
    .option("--goal <text>", "with --what-if brain=SPEC: ask what to do next for this goal")
    .option("--every <duration>", "with --goal: how much of the run passes between questions", "5s")
    .addOption(
      createOption("--export <format>", "make a data set of it; needs --out")
        .choices(exportFormats),
    )
    .option("--out <path>", "folder of the export, a new or empty one; file of the import")
    .option("--import <bag>", "make a run out of a bag of ROS 2 (MCAP, CDR); needs --out")
    .option("--force", "with --import: replace a file that is there")
    .option("--topics <prefix>", "export only topics that begin so; may be repeated", words, [])
    .addOption(
      createOption("--decisions <which>", "which exchanges a chat export holds")
        .choices(decisionFilters).default("all"),
    )
    .addOption(
      createOption("--chat-form <form>", "answers of a chat export as they were, or as tool calls")
        .choices(chatForms).default("messages"),
    )
    .option("--redact <word>", "take this word out of what is exported; may be repeated", words, [])
    .option("--play [rate]", "serve it to viewers that speak the Foxglove WebSocket protocol")
    .option("--port <n>", "port of --play; 0 takes any that is free", "8765")
    .option("--report <file.html>", "write one page: path, timelines, decisions, faults")
    .option("--diff <file2>", "compare two recordings tick by tick")
    .action((path: string | undefined, options: ReplayOptions) => replay(context, path, options));
}
