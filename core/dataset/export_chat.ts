/**
 * `chat`: what a brain was asked and what it answered, one conversation a line, in the forms that
 * fine-tuning services take: `messages` with roles, or with the intents as calls of `tools`. An answer is kept by what the gate said of it.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { intentTools } from "core/messages/mod.ts";
import { readMessages } from "core/record/mod.ts";
import { createMessageReader } from "./decode_message.ts";
import type { Exporter, ExportPlan } from "./export_plan.ts";
import { createRedactor, type Redactor } from "./redact.ts";

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
  /** The intents themselves, as they were sent. */
  readonly intents: Readonly<Record<string, unknown>>[];
}

const utf8 = new TextEncoder();
const topics = ["/brain/prompt", "/brain/response", "/intent", "/gate/decision"];
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
      exchanges.push({ atNs: logTimeNs, intentId, messages, answer, verdicts: [], intents: [] });
    } else if (field(value, "source") !== "brain") continue;
    else if (topic === "/intent") {
      if (typeof value === "object" && value !== null) exchanges.at(-1)?.intents.push({ ...value });
    } else {
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

function nothing(what: string): Result<never> {
  return fail({
    code: "RECORD_EMPTY",
    message: `Cannot export chat: the recording holds no ${what}`,
    help: "only runs with a brain over a model have them; see mechos record info FILE",
  });
}

/** Fields that the robot stamped on an intent, or that name it: no part of what a model says. */
const notSaid: ReadonlySet<string> = new Set([
  "action",
  "id",
  "source",
  "agent",
  "issuedAtNs",
  "ttlMs",
  "missionId",
]);

/** The answer as calls of tools; null where no intent came of it. */
function callsOf({ intents }: Exchange, redactor: Redactor): object | null {
  if (intents.length === 0) return null;
  const calls = intents.map((intent, index) => {
    const said = Object.fromEntries(Object.entries(intent).filter(([name]) => !notSaid.has(name)));
    const args = JSON.stringify(redactor.value(said));
    return {
      id: `call_${index}`,
      type: "function",
      function: { name: field(intent, "action"), arguments: args },
    };
  });
  return { role: "assistant", tool_calls: calls };
}

/** One line of the set; null where the form cannot say the answer. */
function lineOf(one: Exchange, plan: ExportPlan, redactor: Redactor): string | null {
  const turns = one.messages.map(({ role, content }) => ({
    role,
    content: redactor.text(content),
  }));
  if (plan.chatForm === "messages") {
    const answer = { role: "assistant", content: redactor.text(one.answer) };
    return JSON.stringify({ messages: [...turns, answer] });
  }
  const calls = callsOf(one, redactor);
  if (calls === null) return null;
  const messages = [...turns, calls];
  return JSON.stringify({ messages, tools: intentTools(), parallel_tool_calls: true });
}

/** Writes `chat.jsonl`. Fails with RECORD_EMPTY where no exchange is left. */
export const exportChat: Exporter = (plan, folder) => {
  const redactor = createRedactor(plan.redact, plan.personal);
  const kept = collect(plan).filter((one) => isKept(one, plan.decisions));
  if (kept.length === 0) {
    const which = plan.decisions === "all" ? "" : `${plan.decisions} `;
    return nothing(`${which}exchange of a prompt and an answer`);
  }
  const lines = kept.flatMap((one) => lineOf(one, plan, redactor) ?? []);
  if (lines.length === 0) return nothing("answer of which an intent came");
  folder.append("chat.jsonl", utf8.encode(`${lines.join("\n")}\n`));
  const files = [{ name: "chat.jsonl", rows: lines.length }];
  const silent = kept.length - lines.length;
  const leftOut = silent === 0 ? [] : [`${silent} answers of which no intent came`];
  return ok({ files, redactions: redactor.count, leftOut });
};
