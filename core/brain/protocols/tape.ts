/**
 * Answers from a file, a JSON object a line, round and round: what a model once said, or what a
 * test wants it to have said, failures too.
 *
 * ```jsonl
 * {"text":"{\"action\":\"stop\"}","latencyMs":300,"inputTokens":90,"outputTokens":12}
 * {"failure":"rateLimited","retryAfterMs":2000,"latencyMs":20}
 * ```
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import type { Driver } from "./driver.ts";
import { type CallResult, failed, failureKinds, isFailureKind } from "./failure.ts";
import { parseRecord, tokenCount } from "./http.ts";
import type { ModelAnswer } from "./driver.ts";

/** One line of a tape. */
interface TapeLine {
  readonly result: CallResult<ModelAnswer>;
  readonly latencyMs: number;
}

/** Most lines of a tape. */
const maxLines = 100_000;

function ms(value: unknown, preset: number): number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : preset;
}

function readLine(text: string, file: string, line: number): Result<TapeLine> {
  const bad = (message: string, help: string): Result<never> =>
    fail({
      code: "BRAIN_TAPE",
      message: `Cannot read the tape: ${message}`,
      place: { file, line, column: 1, excerpt: null },
      help,
    });
  const raw = parseRecord(text);
  if (raw === null) return bad("no JSON object on this line", `{"text":"...","latencyMs":300}`);
  const latencyMs = ms(raw["latencyMs"], 0);
  const usage = {
    inputTokens: tokenCount(raw["inputTokens"]),
    outputTokens: tokenCount(raw["outputTokens"]),
  };
  const { failure, text: said } = raw;
  if (failure !== undefined) {
    if (!isFailureKind(failure)) {
      return bad(`unknown failure "${String(failure)}"`, `known: ${failureKinds.join(", ")}`);
    }
    const retryAfterMs = tokenCount(raw["retryAfterMs"]);
    return ok({ latencyMs, result: failed(failure, "from the tape", { retryAfterMs, usage }) });
  }
  if (typeof said !== "string") return bad("neither text nor failure", `{"text":"..."}`);
  const value = { text: said, model: "tape", usage, latencyMs };
  return ok({ latencyMs, result: { ok: true, value } });
}

/** Reads a tape. Fails where a line is not one, or there is none. */
export function parseTape(text: string, file: string): Result<readonly TapeLine[]> {
  const lines: TapeLine[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const read = readLine(line, file, index + 1);
    if (!read.ok) return read;
    lines.push(read.value);
    if (lines.length > maxLines) break;
  }
  if (lines.length === 0 || lines.length > maxLines) {
    return fail({
      code: "BRAIN_TAPE",
      message: `Cannot use a tape of ${lines.length} answers: 1..${maxLines}`,
      place: { file, line: 1, column: 1, excerpt: null },
    });
  }
  return ok(lines);
}

/** Makes a driver over a tape. */
export function createTapeDriver(file: string, lines: readonly TapeLine[]): Driver {
  const position = { next: 0 };
  return {
    spec: `recorded:${file}`,
    protocol: "recorded",
    model: "tape",
    ask: () => {
      const line = lines[position.next % lines.length];
      position.next += 1;
      if (line === undefined) return Promise.resolve(failed("empty"));
      const { result, latencyMs } = line;
      return Promise.resolve(result.ok ? result : withLatency(result, latencyMs));
    },
    check: () =>
      Promise.resolve({
        ok: true,
        value: {
          models: ["tape"],
          isThere: true,
          contextTokens: null,
          isLoaded: null,
          seesImages: null,
          version: "",
        },
      }),
  };
}

function withLatency(
  result: Extract<CallResult<ModelAnswer>, { ok: false }>,
  latencyMs: number,
): CallResult<ModelAnswer> {
  return { ok: false, failure: { ...result.failure, latencyMs } };
}
