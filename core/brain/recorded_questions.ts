/** What a recorded brain was asked, and what it answered: questions that can be asked again. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { promptTurns } from "core/dataset/mod.ts";
import { readMessages, type RecordingInput } from "core/record/mod.ts";
import type { ModelMessage } from "./protocols/mod.ts";

/** A question of a recording with the answer of then. */
export interface RecordedQuestion {
  readonly callId: string;
  /** When it was asked and when the answer counted, ns of the run. */
  readonly askedNs: number;
  readonly answeredNs: number;
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  /** Empty where the call failed. */
  readonly answer: string;
  readonly failure: string | null;
  readonly latencyMs: number;
  readonly tokens: number;
}

const topics = ["/brain/prompt", "/brain/response"];

function parse(data: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(data));
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

const text = (value: unknown): string => typeof value === "string" ? value : "";
const number = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) ? value : 0;

function messagesOf(value: Readonly<Record<string, unknown>>): ModelMessage[] {
  return promptTurns(value).flatMap(({ role, content }) =>
    role === "system" || role === "user" || role === "assistant" ? [{ role, text: content }] : []
  );
}

/**
 * The questions of a span that were answered or failed. Fails with RECORD_EMPTY where there are
 * none: a recording without a model.
 */
export function readQuestions(
  input: RecordingInput,
  span: { readonly fromNs: number; readonly toNs: number },
): Result<readonly RecordedQuestion[]> {
  const open = new Map<string, { readonly atNs: number; readonly messages: ModelMessage[] }>();
  const questions: RecordedQuestion[] = [];
  for (const { channel, data, logTimeNs, damaged } of readMessages(input, { topics })) {
    const value = damaged ? null : parse(data);
    const callId = text(value?.["callId"]);
    if (value === null || callId === "") continue;
    if (channel.topic === "/brain/prompt") {
      open.set(callId, { atNs: logTimeNs, messages: messagesOf(value) });
      continue;
    }
    const asked = open.get(callId);
    if (asked === undefined || asked.atNs < span.fromNs || asked.atNs > span.toNs) continue;
    open.delete(callId);
    questions.push({
      callId,
      askedNs: asked.atNs,
      answeredNs: logTimeNs,
      model: text(value["model"]),
      messages: asked.messages,
      answer: text(value["text"]),
      failure: text(value["failure"]) || null,
      latencyMs: number(value["latencyMs"]),
      tokens: number(value["inputTokens"]) + number(value["outputTokens"]),
    });
  }
  if (questions.length > 0) return ok(questions);
  return fail({
    code: "RECORD_EMPTY",
    message: "Cannot ask again: the recording holds no question to a model",
    help: 'name a goal, e.g. --goal "go to the bay": then it is asked about what the robot saw',
  });
}
