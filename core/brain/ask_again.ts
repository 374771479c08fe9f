/**
 * Asks another model what a recorded one was asked, and puts the answers side by side: the same
 * intents, the same actions, or others; how long it took and what it cost.
 *
 * @module
 */
import type { Result } from "core/fault.ts";
import { parseAnswer } from "./answer.ts";
import type { RecordedQuestion } from "./recorded_questions.ts";
import type { Thinking } from "./create.ts";

/** One answer, read. */
export interface ReadAnswer {
  readonly text: string;
  /** Intents as they were sent; none where the answer could not be read or there was none. */
  readonly intents: readonly unknown[];
  /** Actions of the intents in order. */
  readonly actions: readonly string[];
  /** Why there are no intents; empty where there are. */
  readonly problem: string;
  readonly latencyMs: number;
  readonly tokens: number;
}

/** How two answers relate. `unread`: one of them or both hold no intent that can be read. */
export type Agreement = "same" | "sameActions" | "different" | "unread";

/** A question with both answers. */
export interface AnswerPair {
  readonly callId: string;
  readonly tS: number;
  /** When the recorded answer counted, ns: the moment in which both are judged. */
  readonly answeredNs: number;
  readonly recorded: ReadAnswer;
  readonly asked: ReadAnswer;
  readonly agreement: Agreement;
}

/** Numbers of two intents that differ by no more than this are the same, as a share of the larger. */
const sameShare = 0.02;
/** Numbers this near to zero are zero. */
const nearZero = 1e-3;
/** Fields that say nothing of what is to be done. */
const idle: ReadonlySet<string> = new Set(["ttlMs", "reason", "missionId", "id"]);

function actionOf(intent: unknown): string {
  const action: unknown = typeof intent === "object" && intent !== null
    ? Reflect.get(intent, "action")
    : undefined;
  return typeof action === "string" ? action : "none";
}

function read(text: string, problem: string, latencyMs: number, tokens: number): ReadAnswer {
  const parsed: Result<readonly unknown[]> | null = problem === "" ? parseAnswer(text) : null;
  const intents = parsed?.ok === true ? parsed.value : [];
  return {
    text,
    intents,
    actions: intents.map(actionOf),
    problem: parsed === null ? problem : parsed.ok ? "" : parsed.fault.message,
    latencyMs,
    tokens,
  };
}

function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") {
    const larger = Math.max(Math.abs(a), Math.abs(b));
    return larger < nearZero || Math.abs(a - b) <= sameShare * larger;
  }
  return JSON.stringify(a) === JSON.stringify(b);
}

function fieldsOf(intent: unknown): Map<string, unknown> {
  const entries = typeof intent === "object" && intent !== null ? Object.entries(intent) : [];
  return new Map(entries.filter(([name, value]) => !idle.has(name) && value !== null));
}

function sameIntent(a: unknown, b: unknown): boolean {
  const [one, other] = [fieldsOf(a), fieldsOf(b)];
  if (one.size !== other.size) return false;
  for (const [name, value] of one) {
    if (!other.has(name) || !sameValue(value, other.get(name))) return false;
  }
  return true;
}

/** Puts two read answers side by side. */
export function compareAnswers(a: ReadAnswer, b: ReadAnswer): Agreement {
  if (a.problem !== "" || b.problem !== "") return "unread";
  if (a.actions.join() !== b.actions.join()) return "different";
  return a.intents.every((intent, i) => sameIntent(intent, b.intents[i])) ? "same" : "sameActions";
}

/** How the questions are asked. */
export interface AskingOptions {
  readonly thinking: Thinking;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
  readonly onProgress: (share: number) => void;
}

/** Asks each question once, one after the other. A call that fails is an answer that says why. */
export async function askAgain(
  questions: readonly RecordedQuestion[],
  options: AskingOptions,
): Promise<AnswerPair[]> {
  const { exchange, budget } = options.thinking;
  const pairs: AnswerPair[] = [];
  for (const [index, question] of questions.entries()) {
    const { callId, messages, answeredNs, askedNs } = question;
    const before = budget.spent().tokens;
    const { schema, maxTokens, temperature } = options;
    const seed = (options.seed + index) >>> 0;
    const request = { messages, schema, maxTokens, temperature, seed };
    const { result, latencyMs } = await exchange.ask(request, `again.${callId}`, askedNs);
    const tokens = budget.spent().tokens - before;
    const asked = result.ok
      ? read(result.value.text, "", latencyMs, tokens)
      : read("", `${result.failure.kind}: ${result.failure.message}`, latencyMs, tokens);
    const { answer, failure } = question;
    const recorded = read(answer, failure ?? "", question.latencyMs, question.tokens);
    const agreement = compareAnswers(recorded, asked);
    pairs.push({ callId, tS: askedNs * 1e-9, answeredNs, recorded, asked, agreement });
    options.onProgress((index + 1) / questions.length);
  }
  return pairs;
}
