/**
 * Meaning for memories: texts to vectors by a model, within the budget, a deadline and a breaker
 * of its own. Without an answer the memory finds by words alone; nothing waits for more.
 *
 * @module
 */
import type { Result } from "core/fault.ts";
import {
  type Breaker,
  type BreakerLaw,
  createBreaker,
  mayCall,
  noteBad,
  noteGood,
} from "./breaker.ts";
import type { Emit } from "./exchange.ts";
import type { Budget } from "./budget.ts";
import type { BrainPorts } from "./ports.ts";
import type { Driver, ModelRequest } from "./protocols/mod.ts";
import { virtualEpochMs } from "./timeline.ts";

/** Turns texts into vectors. */
export interface Embedder {
  /** Vectors of different models cannot be compared: kept beside each. */
  readonly model: string;
  /** Vectors in the order of the texts; null where there are none now. Never throws. */
  embed(texts: readonly string[], nowNs: number): Promise<readonly Float32Array[] | null>;
}

interface State {
  readonly driver: Driver;
  readonly ports: BrainPorts;
  readonly budget: Budget;
  readonly emit: Emit;
  readonly breaker: Breaker;
  calls: number;
}

/** One call may last, ms: a thought waits for the first of them. */
const deadlineMs = 2000;
const maxBytes = 8_000_000;
/** Longest text that is sent, characters. */
const maxText = 1000;

/** The texts as a request, for the budget. */
function asRequest(texts: readonly string[]): ModelRequest {
  const messages = texts.map((text) => ({ role: "user", text }) as const);
  return { messages, schema: {}, maxTokens: 0, temperature: 0, seed: 0 };
}

async function call(s: State, texts: readonly string[]) {
  const { clock } = s.ports;
  const cut = new AbortController();
  const done = new AbortController();
  const timer = clock.sleep(deadlineMs, done.signal).then(() => cut.abort("deadline"));
  try {
    return await s.driver.embed?.(texts, { signal: cut.signal, idleMs: deadlineMs, maxBytes });
  } finally {
    done.abort();
    await timer;
  }
}

async function embed(
  s: State,
  given: readonly string[],
  nowNs: number,
): Promise<readonly Float32Array[] | null> {
  const isVirtual = s.ports.pacing === "virtual";
  const nowMs = isVirtual ? virtualEpochMs + nowNs * 1e-6 : s.ports.clock.wallMs();
  if (!mayCall(s.breaker, nowMs)) return null;
  s.calls += 1;
  const callId = `e${s.calls}`;
  const texts = given.map((text) => text.slice(0, maxText));
  const request = asRequest(texts);
  const { driver } = s;
  const reserved: Result<void> = await s.budget.reserve({
    callId,
    driver,
    request,
    nowMs,
    leftMs: deadlineMs,
  });
  const answer = reserved.ok ? await call(s, texts) : undefined;
  if (reserved.ok) {
    const usage = answer?.ok === true ? answer.value.usage : null;
    await s.budget.settle({ callId, driver, nowMs, usage });
  }
  if (answer?.ok === true) {
    noteGood(s.breaker);
    return answer.value.vectors.map((vector) => Float32Array.from(vector));
  }
  noteBad(s.breaker, nowMs, null);
  const message = reserved.ok ? answer?.failure.message ?? "no answer" : reserved.fault.message;
  s.emit("memory", { what: "noMeaning", model: driver.spec, message });
  return null;
}

/** Makes an embedder over a driver whose protocol has embeddings. */
export function createEmbedder(
  driver: Driver,
  law: BreakerLaw,
  parts: { readonly ports: BrainPorts; readonly budget: Budget; readonly emit: Emit },
): Embedder {
  const s: State = { driver, ...parts, breaker: createBreaker(law), calls: 0 };
  return { model: driver.spec, embed: (texts, nowNs) => embed(s, texts, nowNs) };
}
