/**
 * Answers from a recording: each question gets what was answered then, failures and latency too,
 * in order. The same brain over the same answers at the same times makes the same run.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { readMessages } from "core/record/mod.ts";
import type { Budget } from "./budget.ts";
import type { Exchange, ExchangeOutcome } from "./exchange.ts";
import { failed, isFailureKind, type ModelUsage } from "./protocols/mod.ts";

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** One recorded response as an outcome; null for one that was no call (a script's). */
function readResponse(data: Uint8Array): Omit<ExchangeOutcome, "callId"> | null {
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder().decode(data));
  } catch {
    return null;
  }
  if (!isRecord(raw) || typeof raw["callId"] !== "string") return null;
  const usage: ModelUsage = {
    inputTokens: numberOf(raw["inputTokens"]),
    outputTokens: numberOf(raw["outputTokens"]),
  };
  const { failure } = raw;
  const model = textOf(raw["model"]);
  return {
    provider: model,
    latencyMs: numberOf(raw["latencyMs"]) ?? 0,
    attempts: numberOf(raw["attempts"]) ?? 1,
    restMs: numberOf(raw["restMs"]),
    result: isFailureKind(failure)
      ? {
        ok: false,
        failure: { ...failed(failure).failure, message: textOf(raw["message"]), usage },
      }
      : { ok: true, value: { text: textOf(raw["text"]), model, usage, latencyMs: null } },
  };
}

/** The responses of a recording. Fails where it holds none of a model. */
export function readResponses(
  bytes: Uint8Array,
  file: string,
): Result<readonly Omit<ExchangeOutcome, "callId">[]> {
  const found: Omit<ExchangeOutcome, "callId">[] = [];
  for (const message of readMessages(bytes, { topics: ["/brain/response"] })) {
    const outcome = readResponse(message.data);
    if (outcome !== null) found.push(outcome);
  }
  if (found.length > 0) return ok(found);
  return fail({
    code: "BRAIN_TAPE",
    message: `Cannot use "${file}" as a brain: it holds no answer of a model`,
    value: file,
    help: "record a run with --brain ollama:MODEL --record FILE.mcap first",
  });
}

/** A budget that only counts what was spent then. */
export interface CountingBudget extends Budget {
  count(usage: ModelUsage | null): void;
}

/** Makes the budget of a recorded brain. */
export function createCountingBudget(): CountingBudget {
  const total = { tokens: 0 };
  return {
    reserve: () => Promise.resolve(ok(undefined)),
    settle: () => Promise.resolve(),
    spent: () => ({ tokens: total.tokens, nanoUsd: 0 }),
    warning: () => null,
    caps: () => [],
    release: () => false,
    count: (usage) => {
      total.tokens += (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0);
    },
  };
}

/** Makes the exchange over recorded answers; after the last one every question fails. */
export function createRecordedExchange(
  responses: readonly Omit<ExchangeOutcome, "callId">[],
  budget: CountingBudget,
): Exchange {
  const position = { next: 0 };
  return {
    driver: "recorded",
    model: responses[0]?.provider ?? "none",
    ask: (_request, callId) => {
      const recorded = responses[position.next];
      position.next += 1;
      if (recorded === undefined) {
        return Promise.resolve({
          callId,
          result: failed("empty", "the recording has no more answers"),
          provider: "recorded",
          latencyMs: 0,
          attempts: 0,
          restMs: null,
        });
      }
      const { result } = recorded;
      budget.count(result.ok ? result.value.usage : result.failure.usage);
      return Promise.resolve({ callId, ...recorded });
    },
    cancel: () => {},
  };
}
