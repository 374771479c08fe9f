/** What an agent remembers and recalls, through the store; a store that fails costs no step. @module */
import type { Meaning, Trust } from "core/store/mod.ts";
import { type AgentState, emit, textField } from "./agent_state.ts";
import type { MemoryLine } from "./prompt.ts";
import type { WorldView } from "./world_view.ts";

/** Memories in one prompt. */
const recallLimit = 6;

/** Recalls what belongs to the goal and the place. */
export async function recall(s: AgentState, world: WorldView | null): Promise<MemoryLine[]> {
  const { store } = s.parts;
  if (store === null) return [];
  const nowMs = s.parts.wallMs(s.nowNs);
  const last = s.heard[s.heard.length - 1]?.text ?? "";
  const text = `${s.goal} ${last}`.trim().slice(0, 500);
  const found = await store.request("memory.recall", {
    text,
    meaning: await meaningOf(s, text),
    nowMs,
    x: world?.x ?? null,
    y: world?.y ?? null,
    limit: recallLimit,
  });
  if (!found.ok) {
    emit(s, "memory", { what: "failed", message: found.fault.message });
    return [];
  }
  return found.value.map(({ text, trust, atMs }) => ({
    text,
    trust,
    ageS: Math.max(0, (nowMs - atMs) / 1000),
  }));
}

async function meaningOf(s: AgentState, text: string): Promise<Meaning | null> {
  const { embedder } = s.parts;
  if (embedder === null || text === "") return null;
  const vectors = await embedder.embed([text], s.nowNs);
  const vector = vectors?.[0];
  return vector === undefined ? null : { model: embedder.model, vector };
}

/** Memories that get their vectors after one thought. */
const catchUpLimit = 16;

/** Gives vectors to memories that have none yet, some at a time: new ones, and those of before. */
export async function catchUp(s: AgentState): Promise<void> {
  const { store, embedder } = s.parts;
  if (store === null || embedder === null) return;
  const { model } = embedder;
  const missing = await store.request("memory.missing", { model, limit: catchUpLimit });
  if (!missing.ok || missing.value.length === 0) return;
  const vectors = await embedder.embed(missing.value.map(({ text }) => text), s.nowNs);
  if (vectors === null) return;
  const rows = missing.value.flatMap(({ id }, index) => {
    const vector = vectors[index];
    return vector === undefined ? [] : [{ id, vector }];
  });
  const added = await store.request("memory.addMeanings", { model, rows });
  if (!added.ok) emit(s, "memory", { what: "failed", message: added.fault.message });
}

/** Writes down how a step ended against what was asked. */
export function reflect(s: AgentState, what: string, result: string, importance: number): void {
  const { store, missionId } = s.parts;
  if (store === null) return;
  const at = s.step?.from;
  const writing = store.request("memory.addEpisode", {
    atMs: s.parts.wallMs(s.nowNs),
    kind: "step",
    text: `${what}: ${result}`.slice(0, 1000),
    trust: "robot",
    missionId,
    x: at?.[0] ?? null,
    y: at?.[1] ?? null,
    importance,
  });
  watchWrite(s, writing);
}

function watchWrite(
  s: AgentState,
  writing: Promise<{ readonly ok: boolean; readonly fault?: { readonly message: string } }>,
): void {
  writing.then((done) => {
    if (!done.ok) emit(s, "memory", { what: "failed", message: done.fault?.message ?? "" });
  }, (error: unknown) => emit(s, "memory", { what: "failed", message: String(error) }));
}

/** Keeps a fact that the model asked to remember: its own word, never an owner's. */
export function remember(s: AgentState, intent: unknown, trust: Trust): void {
  const { store, missionId } = s.parts;
  const fact = {
    subject: textField(intent, "subject"),
    predicate: textField(intent, "predicate"),
    value: textField(intent, "value"),
  };
  emit(s, "memory", { what: "fact", ...fact, trust });
  if (store === null) return;
  const source = `model in ${missionId}`;
  const atMs = s.parts.wallMs(s.nowNs);
  watchWrite(s, store.request("memory.addFact", { ...fact, source, trust, confidence: 0.5, atMs }));
}
