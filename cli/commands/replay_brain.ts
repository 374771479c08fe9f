/** `mechos replay FILE --what-if brain=SPEC`: another model is asked what the recorded one was. @module */
import {
  type AnswerPair,
  answerSchema,
  askAgain,
  type BrainPorts,
  checkBrain,
  createThinking,
  type RecordedQuestion,
  type Thinking,
} from "core/brain/mod.ts";
import type { Config, Override } from "core/config/mod.ts";
import { MechError, unwrap } from "core/fault.ts";
import type { RecordingInput } from "core/record/mod.ts";
import { judgeAnswers, type Judgement, readSite, type TickSpan } from "core/replay/mod.ts";
import { reportOf } from "core/report/mod.ts";
import { createLazyMemoryStore } from "core/store/mod.ts";
import { brainOverrides } from "sim/scenario/mod.ts";
import { brainClock } from "cli/brain_clock.ts";
import type { CliContext } from "cli/context.ts";
import { parseSets } from "cli/load_config.ts";
import { readFile } from "cli/read_file.ts";
import { openRecording } from "cli/recording_files.ts";
import { writeReportFile } from "cli/report_file.ts";
import { dropRights } from "cli/rights.ts";
import { startProgress } from "cli/terminal/progress.ts";
import { brainText } from "./replay_brain_text.ts";
import { factsOf, type GoalQuestions, questionsOf } from "./replay_questions.ts";

/** An answer with what the gate says of its intents in that moment. */
export interface JudgedAnswer {
  readonly actions: readonly string[];
  readonly problem: string;
  readonly text: string;
  readonly latencyMs: number;
  readonly tokens: number;
  readonly judgements: readonly Judgement[];
}

/** A question with both answers. */
export interface BrainRow {
  readonly callId: string;
  readonly tS: number;
  readonly agreement: AnswerPair["agreement"];
  readonly recorded: JudgedAnswer;
  readonly asked: JudgedAnswer;
}

/** One side of the comparison in figures. */
export interface SideFigures {
  readonly model: string;
  readonly answers: number;
  readonly failed: number;
  readonly unreadable: number;
  readonly intents: number;
  readonly refused: number;
  readonly clamped: number;
  readonly latencyP50Ms: number;
  readonly latencyP95Ms: number;
  readonly tokens: number;
  /** Null where the model has no price, or nothing was kept of it. */
  readonly usd: number | null;
}

/** The comparison. */
export interface BrainWhatIf {
  readonly brain: string;
  readonly overrides: readonly string[];
  /** The goal of questions that were made for this; null where they are the recorded ones. */
  readonly goal: string | null;
  readonly questions: number;
  readonly same: number;
  readonly sameActions: number;
  readonly different: number;
  readonly unread: number;
  /** Null where nobody was asked then. */
  readonly recorded: SideFigures | null;
  readonly asked: SideFigures;
  readonly rows: readonly BrainRow[];
}

/** How it is asked. */
export interface BrainOptions {
  readonly specs: readonly string[];
  /** Null = the recorded questions. */
  readonly goal: GoalQuestions | null;
  readonly overrides: readonly Override[];
  readonly span: TickSpan;
  readonly report: string | undefined;
}

const models: ReadonlySet<string> = new Set(["ollama", "openai", "anthropic", "recorded"]);

/** `--set brain...` for this question; `\${env:NAME}` is filled in, for a key is nothing to type. */
function setsOf(context: CliContext): Override[] {
  return unwrap(parseSets(context.globals().set)).filter(({ path }) => path.startsWith("brain."))
    .map((set) => {
      const name = typeof set.value === "string" ? /^\$\{env:(\w+)\}$/.exec(set.value)?.[1] : null;
      return name === undefined || name === null ? set : { ...set, value: context.env[name] ?? "" };
    });
}

function configOf(context: CliContext, input: RecordingInput, spec: string): Config {
  const driver = spec.split(":")[0] ?? "";
  if (!models.has(driver)) {
    throw new MechError({
      code: "BRAIN_SPEC",
      message: `Cannot ask brain "${spec}": it answers no prompt`,
      value: spec,
      help: "name a model, e.g. ollama:MODEL, or the answers of recorded:FILE",
    });
  }
  const plain = (path: string): Override => ({ path, value: undefined, label: "", place: null });
  // What the recorded brain used (its masked key, its server, its chain) is not this one's.
  const own = ["brain.apiKey", "brain.url", "brain.fallback", "brain.latencyMs"].map(plain);
  const overrides = [...own, ...brainOverrides(spec), ...setsOf(context)];
  return unwrap(readSite(input, overrides)).config;
}

function portsOf(isNetwork: boolean): BrainPorts {
  return {
    fetch: isNetwork ? fetch : null,
    clock: brainClock,
    pacing: "real",
    store: createLazyMemoryStore(),
    readFile,
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function figures(model: string, answers: readonly JudgedAnswer[], usd: number | null): SideFigures {
  const judgements = answers.flatMap((answer) => answer.judgements);
  const latencies = answers.map((answer) => answer.latencyMs);
  const count = (verdict: string) => judgements.filter((one) => one.verdict === verdict).length;
  const failed = answers.filter(({ problem, text }) => problem !== "" && text === "").length;
  return {
    model,
    answers: answers.length,
    failed,
    unreadable: answers.filter(({ problem }) => problem !== "").length - failed,
    intents: answers.reduce((sum, { actions }) => sum + actions.length, 0),
    refused: count("refused"),
    clamped: count("clamped"),
    latencyP50Ms: quantile(latencies, 0.5),
    latencyP95Ms: quantile(latencies, 0.95),
    tokens: answers.reduce((sum, { tokens }) => sum + tokens, 0),
    usd,
  };
}

/** Judges both answers of each pair in the moment in which the recorded one counted. */
function judged(
  input: RecordingInput,
  pairs: readonly AnswerPair[],
  options: BrainOptions,
): BrainRow[] {
  // The kernel runs on behind the last question: its answer counted later.
  const span = { fromNs: options.span.fromNs, toNs: Infinity };
  const tried = (side: "recorded" | "asked") =>
    pairs.map((pair) => ({ atNs: pair.answeredNs, intents: pair[side].intents }));
  // Who drove then may have driven without this kernel, which nobody started.
  const isStarted = options.goal !== null;
  const judge = (side: "recorded" | "asked") =>
    unwrap(judgeAnswers(input, tried(side), options.overrides, span, isStarted));
  const then = isStarted ? [] : judge("recorded");
  const now = judge("asked");
  return pairs.map(({ callId, tS, agreement, recorded, asked }, i) => {
    const { intents: _then, ...one } = recorded;
    const { intents: _now, ...other } = asked;
    return {
      callId,
      tS,
      agreement,
      recorded: { ...one, judgements: then[i] ?? [] },
      asked: { ...other, judgements: now[i] ?? [] },
    };
  });
}

/** A brain that is ready to be asked. */
interface ReadyBrain {
  readonly spec: string;
  readonly config: Config;
  readonly thinking: Thinking;
  readonly schema: Readonly<Record<string, unknown>>;
}

async function prepare(
  context: CliContext,
  input: RecordingInput,
  spec: string,
): Promise<ReadyBrain> {
  const config = configOf(context, input, spec);
  const { brain } = config;
  const ports = portsOf(brain.driver !== "recorded");
  unwrap(await checkBrain(brain, ports));
  const setup = { brain, mission: null, missionId: "what-if", script: null, seed: 1 };
  return {
    spec,
    config,
    thinking: unwrap(createThinking(setup, ports, () => {})),
    schema: answerSchema(factsOf(config)),
  };
}

async function ask(
  context: CliContext,
  { spec, config, thinking, schema }: ReadyBrain,
  questions: readonly RecordedQuestion[],
): Promise<{ readonly pairs: AnswerPair[]; readonly usd: number | null }> {
  const { maxTokens, temperature, seed = 1 } = config.brain;
  const progress = startProgress(context, `asking ${spec}`);
  try {
    const pairs = await askAgain(questions, {
      thinking,
      schema,
      maxTokens,
      temperature,
      seed,
      onProgress: progress.at,
    });
    const { nanoUsd } = thinking.budget.spent();
    return { pairs, usd: nanoUsd > 0 ? nanoUsd * 1e-9 : null };
  } finally {
    progress.end();
  }
}

function compare(
  input: RecordingInput,
  options: BrainOptions,
  spec: string,
  questions: readonly RecordedQuestion[],
  answers: { readonly pairs: readonly AnswerPair[]; readonly usd: number | null },
): BrainWhatIf {
  const rows = judged(input, answers.pairs, options);
  const count = (agreement: string) => rows.filter((row) => row.agreement === agreement).length;
  return {
    brain: spec,
    overrides: options.overrides.map(({ path, value }) => `${path}=${JSON.stringify(value)}`),
    goal: options.goal?.goal ?? null,
    questions: rows.length,
    same: count("same"),
    sameActions: count("sameActions"),
    different: count("different"),
    unread: count("unread"),
    recorded: options.goal === null
      ? figures(questions[0]?.model ?? "", rows.map((row) => row.recorded), null)
      : null,
    asked: figures(spec, rows.map((row) => row.asked), answers.usd),
    rows,
  };
}

/** Asks other brains one after the other, and prints what each would have done. */
export async function askOtherBrains(
  context: CliContext,
  path: string,
  options: BrainOptions,
): Promise<void> {
  const opened = openRecording(path);
  const { source } = opened;
  const questions = questionsOf(source, options.goal, options.span, setsOf(context));
  const brains: ReadyBrain[] = [];
  for (const spec of options.specs) brains.push(await prepare(context, source, spec));
  const usesNetwork = brains.some(({ config }) => config.brain.driver !== "recorded");
  // What a recording asked came from outside: nothing else of this machine is within its reach.
  dropRights(usesNetwork ? ["write", "net"] : ["write"]);
  const found: BrainWhatIf[] = [];
  for (const brain of brains) {
    const answers = await ask(context, brain, questions);
    found.push(compare(source, options, brain.spec, questions, answers));
  }
  const text = found.map(brainText).join("\n");
  const { report } = options;
  if (report !== undefined) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    writeReportFile(context, report, reportOf(source, name, text));
  }
  opened.close();
  const { json, quiet } = context.globals();
  if (json) context.out(`${JSON.stringify({ whatIfBrain: found }, null, 2)}\n`);
  else if (!quiet) context.out(text);
}
