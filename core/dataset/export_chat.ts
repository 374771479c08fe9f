/**
 * `chat`: what a brain was asked and what it answered, one conversation a line, in the form that
 * fine-tuning services take (`messages` with roles). An answer is kept by what the gate said of it.
 *
 * @module
 */
import { fail, ok } from "core/fault.ts";
import { readMessages } from "core/record/mod.ts";
import { createMessageReader } from "./decode_message.ts";
import type { Exporter, ExportPlan } from "./export_plan.ts";
import { createRedactor } from "./redact.ts";

/** One turn of a conversation. */
export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

interface Exchange {
  readonly atNs: number;
  readonly intentId: string;
  readonly messages: readonly ChatMessage[];
  readonly answer: string;
  /** Verdicts on the intents that came of it. */
  readonly verdicts: string[];
}

const utf8 = new TextEncoder();
const topics = ["/brain/prompt", "/brain/response", "/gate/decision"];
const roles: ReadonlySet<string> = new Set(["system", "user", "assistant", "tool"]);

function field(value: unknown, name: string): string {
  const found: unknown = typeof value === "object" && value !== null
    ? Reflect.get(value, name)
    : undefined;
  return typeof found === "string" ? found : "";
}

/** A recorded prompt is its turns, each behind a line `[role]`. */
function turnsOf(text: string): ChatMessage[] {
  const turns: ChatMessage[] = [];
  for (const part of text.split(/(?:^|\n\n)(?=\[(?:system|user|assistant|tool)\]\n)/)) {
    const match = /^\[(\w+)\]\n([\s\S]*)$/.exec(part);
    const role = match?.[1] ?? "";
    if (match !== null && roles.has(role)) turns.push({ role, content: match[2] ?? "" });
    else if (part.trim() !== "") turns.push({ role: "user", content: part });
  }
  return turns;
}

/** The turns by their lengths, as newer recordings tell them; null where these do not fit. */
function turnsByLength(text: string, turns: unknown): ChatMessage[] | null {
  if (!Array.isArray(turns)) return null;
  const found: ChatMessage[] = [];
  let at = 0;
  for (const turn of turns) {
    const role = field(turn, "role");
    const chars: unknown = typeof turn === "object" && turn !== null
      ? Reflect.get(turn, "chars")
      : undefined;
    const head = `[${role}]\n`;
    if (!roles.has(role) || typeof chars !== "number" || !text.startsWith(head, at)) return null;
    const from = at + head.length;
    found.push({ role, content: text.slice(from, from + chars) });
    at = from + chars + 2;
  }
  return found;
}

/** The turns of a recorded prompt. */
export function promptTurns(prompt: unknown): ChatMessage[] {
  const text = field(prompt, "text");
  const turns: unknown = typeof prompt === "object" && prompt !== null
    ? Reflect.get(prompt, "turns")
    : undefined;
  return turnsByLength(text, turns) ?? turnsOf(text);
}

function collect(plan: ExportPlan): Exchange[] {
  const reader = createMessageReader();
  const asked = new Map<string, readonly ChatMessage[]>();
  const exchanges: Exchange[] = [];
  for (const message of readMessages(plan.input, { topics })) {
    const { logTimeNs } = message;
    if (message.damaged || logTimeNs < plan.fromNs || logTimeNs > plan.toNs) continue;
    const value = reader.read(message);
    const callId = field(value, "callId");
    const intentId = field(value, "intentId");
    const { topic } = message.channel;
    if (topic === "/brain/prompt") asked.set(callId || intentId, promptTurns(value));
    else if (topic === "/brain/response") {
      const messages = asked.get(callId || intentId);
      const answer = field(value, "text");
      if (messages === undefined || answer === "") continue;
      exchanges.push({ atNs: logTimeNs, intentId, messages, answer, verdicts: [] });
    } else if (field(value, "source") === "brain") {
      const id = field(value, "intentId") || field(value, "intent_id");
      const cause = exchanges.findLast((one) => one.intentId !== "" && one.intentId === id) ??
        exchanges.at(-1);
      cause?.verdicts.push(field(value, "verdict"));
    }
  }
  return exchanges;
}

function isKept({ verdicts }: Exchange, filter: ExportPlan["decisions"]): boolean {
  if (filter === "all") return true;
  if (verdicts.length === 0) return false;
  const wasRefused = verdicts.includes("refused");
  return filter === "refused" ? wasRefused : !wasRefused;
}

/** Writes `chat.jsonl`. Fails with RECORD_EMPTY where no exchange is left. */
export const exportChat: Exporter = (plan, folder) => {
  const redactor = createRedactor(plan.redact);
  const kept = collect(plan).filter((one) => isKept(one, plan.decisions));
  if (kept.length === 0) {
    return fail({
      code: "RECORD_EMPTY",
      message: `Cannot export chat: the recording holds no ${
        plan.decisions === "all" ? "" : `${plan.decisions} `
      }exchange of a prompt and an answer`,
      help: "only runs with a brain over a model have them; see mechos record info FILE",
    });
  }
  for (const { messages, answer } of kept) {
    const turns = [...messages, { role: "assistant", content: answer }]
      .map(({ role, content }) => ({ role, content: redactor.text(content) }));
    folder.append("chat.jsonl", utf8.encode(`${JSON.stringify({ messages: turns })}\n`));
  }
  const files = [{ name: "chat.jsonl", rows: kept.length }];
  return ok({ files, redactions: redactor.count, leftOut: [] });
};
