/**
 * One question through the chain of providers: each try reserved in the budget, bounded by one
 * deadline for all of them, retried only where that may help, and passed on to the next provider
 * where it does not. Never throws, never waits past the deadline.
 *
 * @module
 */
import { nextU32, type Prng } from "core/math/mod.ts";
import { type Breaker, type BreakerLaw, createBreaker, mayCall } from "./breaker.ts";
import { noteBad, noteGood, noteNothing, rest } from "./breaker.ts";
import type { BrainEventKind } from "./brain.ts";
import type { Budget } from "./budget.ts";
import type { BrainPorts } from "./ports.ts";
import {
  type CallFailure,
  type CallResult,
  type Driver,
  failed,
  failureRow,
  type ModelAnswer,
  type ModelRequest,
} from "./protocols/mod.ts";
import { createTimeline, type Timeline } from "./timeline.ts";

/** What became of a question. */
export interface ExchangeOutcome {
  readonly callId: string;
  readonly result: CallResult<ModelAnswer>;
  /** Spec of the provider that answered, or was asked last. */
  readonly provider: string;
  readonly latencyMs: number;
  readonly attempts: number;
  /** When the first rest of a provider ends; null where one may be asked now. */
  readonly restMs: number | null;
}

/** Whoever answers questions: a chain of providers, or a recording. */
export interface Exchange {
  ask(request: ModelRequest, callId: string, nowNs: number): Promise<ExchangeOutcome>;
  readonly driver: string;
  readonly model: string;
  cancel(): void;
}

/** Is told what happens, as it happens. */
export type Emit = (kind: BrainEventKind, data: Readonly<Record<string, unknown>>) => void;

/** Bounds of every call. */
export interface ExchangeLaw {
  readonly deadlineMs: number;
  readonly idleMs: number;
  readonly retries: number;
  readonly latencyMs: number | null;
  readonly breaker: BreakerLaw;
}

/** A provider of the chain. */
interface Provider {
  readonly driver: Driver;
  readonly breaker: Breaker;
}

interface Chain {
  readonly providers: readonly Provider[];
  readonly law: ExchangeLaw;
  readonly ports: BrainPorts;
  readonly budget: Budget;
  readonly random: Prng;
  readonly emit: Emit;
  /** Who answered last: a change of it is a hop. */
  active: number;
  cancel: AbortController;
}

interface Call {
  readonly request: ModelRequest;
  readonly callId: string;
  readonly time: Timeline;
  attempts: number;
}

/** Largest answer that is read, bytes: far above any list of intents. */
const maxBytes = 1_000_000;
/** First pause before another try, ms; full jitter spreads it from 0. */
const backoffMs = 250;

/** One try under what is left of the deadline. */
async function tryOnce(chain: Chain, call: Call, driver: Driver): Promise<CallResult<ModelAnswer>> {
  const { law, ports } = chain;
  const leftMs = law.deadlineMs - call.time.elapsedMs();
  const cut = new AbortController();
  const done = new AbortController();
  const cancel = () => cut.abort("canceled");
  chain.cancel.signal.addEventListener("abort", cancel, { once: true });
  const timer = ports.clock.sleep(leftMs, done.signal).then(() => cut.abort("deadline"));
  const began = ports.clock.nowMs();
  try {
    const result = await driver.ask(call.request, {
      signal: cut.signal,
      idleMs: law.idleMs,
      maxBytes,
    });
    const measured = ports.clock.nowMs() - began;
    const given = result.ok ? result.value.latencyMs : result.failure.latencyMs;
    const tookMs = call.time.spend(measured, given);
    // In a simulation an answer may be late although its server was quick.
    return tookMs > leftMs && result.ok
      ? failed("deadline", "", { usage: result.value.usage })
      : result;
  } finally {
    done.abort();
    chain.cancel.signal.removeEventListener("abort", cancel);
    await timer;
  }
}

/** Failures before which the server cannot have used a token. */
const free: ReadonlySet<string> = new Set([
  "unreachable",
  "redirect",
  "rateLimited",
  "quota",
  "auth",
  "missingModel",
  "request",
]);

async function tryReserved(
  chain: Chain,
  call: Call,
  driver: Driver,
): Promise<CallResult<ModelAnswer>> {
  const id = `${call.callId}.${call.attempts}`;
  call.attempts += 1;
  const leftMs = chain.law.deadlineMs - call.time.elapsedMs();
  const reserved = await chain.budget.reserve({
    callId: id,
    driver,
    request: call.request,
    nowMs: call.time.nowMs(),
    leftMs,
  });
  if (!reserved.ok) return failed("budget", reserved.fault.message);
  const result = await tryOnce(chain, call, driver);
  const usage = result.ok ? result.value.usage : result.failure.usage;
  const isFree = !result.ok && free.has(result.failure.kind);
  await chain.budget.settle({
    callId: id,
    driver,
    nowMs: call.time.nowMs(),
    usage: isFree ? { inputTokens: 0, outputTokens: 0 } : usage,
  });
  return result;
}

/** How long to wait before another try; null where none is worth it. */
function pauseBefore(
  chain: Chain,
  call: Call,
  failure: CallFailure,
  tries: number,
): number | null {
  if (!failureRow(failure.kind).retry || tries > chain.law.retries) return null;
  const share = (nextU32(chain.random) + 1) / 4_294_967_296;
  const jitterMs = backoffMs * 2 ** (tries - 1) * share;
  const pauseMs = Math.max(failure.retryAfterMs ?? 0, jitterMs);
  return call.time.elapsedMs() + pauseMs < chain.law.deadlineMs ? pauseMs : null;
}

function judge(chain: Chain, provider: Provider, failure: CallFailure, nowMs: number): void {
  const { breaker } = failureRow(failure.kind);
  if (breaker === "no") return noteNothing(provider.breaker);
  const opened = breaker === "open" || failure.retryAfterMs !== null
    ? (rest(provider.breaker, nowMs, failure.retryAfterMs), true)
    : noteBad(provider.breaker, nowMs, null);
  if (!opened) return;
  chain.emit("hop", {
    what: "rests",
    provider: provider.driver.spec,
    forMs: Math.round(provider.breaker.openUntilMs - nowMs),
    failure: failure.kind,
    message: failure.message,
  });
}

/** All tries at one provider. */
async function askProvider(
  chain: Chain,
  call: Call,
  provider: Provider,
): Promise<CallResult<ModelAnswer>> {
  for (let tries = 1;; tries++) {
    const result = await tryReserved(chain, call, provider.driver);
    if (result.ok) {
      noteGood(provider.breaker);
      return result;
    }
    const { failure } = result;
    chain.emit("hop", {
      what: "failed",
      callId: call.callId,
      provider: provider.driver.spec,
      try: tries,
      failure: failure.kind,
      status: failure.status,
      message: failure.message,
    });
    const pauseMs = chain.cancel.signal.aborted ? null : pauseBefore(chain, call, failure, tries);
    if (pauseMs === null) {
      judge(chain, provider, failure, call.time.nowMs());
      return result;
    }
    await call.time.pause(pauseMs, chain.cancel.signal);
  }
}

/** When the next resting provider may be probed, ms from now; null where one may be asked now. */
function soonest(chain: Chain, nowMs: number): number | null {
  const rests = chain.providers.map(({ breaker }) =>
    breaker.state === "closed" ? 0 : Math.max(0, breaker.openUntilMs - nowMs)
  );
  const least = Math.min(...rests);
  return least > 0 ? least : null;
}

function hopTo(chain: Chain, index: number, callId: string): void {
  if (index === chain.active) return;
  const from = chain.providers[chain.active]?.driver.spec ?? "none";
  const to = chain.providers[index]?.driver.spec ?? "none";
  chain.emit("hop", { what: index < chain.active ? "back" : "fallback", callId, from, to });
  chain.active = index;
}

async function ask(
  chain: Chain,
  request: ModelRequest,
  callId: string,
  nowNs: number,
): Promise<ExchangeOutcome> {
  if (chain.cancel.signal.aborted) chain.cancel = new AbortController();
  const time = createTimeline(chain.ports, nowNs, chain.law.latencyMs);
  const call: Call = { request, callId, time, attempts: 0 };
  let result: CallResult<ModelAnswer> = failed("noProvider");
  let provider = "none";
  for (const [index, one] of chain.providers.entries()) {
    if (chain.cancel.signal.aborted || time.elapsedMs() >= chain.law.deadlineMs) break;
    if (!mayCall(one.breaker, time.nowMs())) continue;
    provider = one.driver.spec;
    result = await askProvider(chain, call, one);
    if (!result.ok) continue;
    hopTo(chain, index, callId);
    break;
  }
  const latencyMs = Math.min(time.elapsedMs(), chain.law.deadlineMs);
  const restMs = soonest(chain, time.nowMs());
  return { callId, result, provider, latencyMs, attempts: call.attempts, restMs };
}

/** Makes the exchange over a chain of drivers, the first the one that is wanted. */
export function createExchange(
  drivers: readonly [Driver, ...Driver[]],
  law: ExchangeLaw,
  parts: {
    readonly ports: BrainPorts;
    readonly budget: Budget;
    readonly random: Prng;
    readonly emit: Emit;
  },
): Exchange {
  const providers = drivers.map((driver) => ({ driver, breaker: createBreaker(law.breaker) }));
  const chain: Chain = { providers, law, ...parts, active: 0, cancel: new AbortController() };
  return {
    driver: drivers[0].protocol,
    model: drivers[0].model,
    ask: (request, callId, nowNs) => ask(chain, request, callId, nowNs),
    cancel: () => chain.cancel.abort("canceled"),
  };
}
