/**
 * HTTP to a pinned server: no other host, no redirect, a deadline that covers connecting, headers
 * and every byte of the body (Deno's fetch has none of its own), a bound on pauses and on size.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import type { CallLimits } from "./driver.ts";
import { type CallResult, failed } from "./failure.ts";

/** A server that may be called, and no other. */
export interface HttpServer {
  /** Scheme, host, port and path, without a slash at the end. */
  readonly base: string;
  readonly origin: string;
  readonly fetch: typeof fetch;
  /** Sleeps of the brain's clock: the idle bound. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A whole answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly contentType: string;
  readonly text: string;
}

const loopback: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Whether a URL stays on this machine. */
export function isLoopback(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && loopback.has(parsed.hostname);
}

/** Reads a server's URL. Fails where it is none, or would send text in the clear to elsewhere. */
export function serverBase(url: string, allowInsecure: boolean): Result<URL> {
  const parsed = URL.parse(url.includes("://") ? url : `http://${url}`);
  const bad = (message: string, help: string): Result<never> =>
    fail({ code: "BRAIN_URL", message, value: url, path: "brain.url", help });
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    return bad(`Cannot use "${url}" as a model server: no http(s) URL`, "http://127.0.0.1:11434");
  }
  if (parsed.username !== "" || parsed.password !== "") {
    return bad("Cannot use a URL with a password in it", "use brain.apiKey");
  }
  if (parsed.protocol === "http:" && !loopback.has(parsed.hostname) && !allowInsecure) {
    return bad(
      `Cannot use "${url}": plain http beyond this machine`,
      "use https, or set brain.allowInsecure: true",
    );
  }
  return ok(parsed);
}

function connectFailure(error: unknown, limits: CallLimits): CallResult<never> {
  if (limits.signal.aborted) return aborted(limits);
  const text = error instanceof Error ? error.message : String(error);
  return failed("unreachable", text.replace(/\s+/g, " "));
}

/** Why a signal ended a call: its deadline, or somebody canceled it. */
function aborted(limits: CallLimits): CallResult<never> {
  return failed(limits.signal.reason === "canceled" ? "canceled" : "deadline");
}

/** Is shown what has come so far, as text; a failure ends the call early. */
export type Watch = (text: string) => CallResult<never> | null;

/** How much of an answer is looked at again at each piece: patterns are short. */
const watchChars = 4096;

async function readBody(
  response: Response,
  server: HttpServer,
  limits: CallLimits,
  watch: Watch | null,
): Promise<CallResult<string>> {
  if (response.body === null) return { ok: true, value: "" };
  const reader = response.body.getReader();
  const decoder = new TextDecoder("utf-8");
  const parts: string[] = [];
  let tail = "";
  let bytes = 0;
  try {
    while (true) {
      const piece = await withIdle(reader.read(), server, limits);
      if (piece === "stalled") return failed("stalled", `no byte for ${limits.idleMs} ms`);
      if (piece.done) break;
      bytes += piece.value.length;
      if (bytes > limits.maxBytes) return failed("tooLarge", `over ${limits.maxBytes} bytes`);
      const text = decoder.decode(piece.value, { stream: true });
      parts.push(text);
      tail = (tail + text).slice(-watchChars);
      const stop = watch === null ? null : watch(tail);
      if (stop !== null) return stop;
    }
  } catch (error) {
    if (limits.signal.aborted) return aborted(limits);
    return failed("cut", error instanceof Error ? error.message : String(error));
  } finally {
    // Frees the socket also where the body was not read to its end.
    await reader.cancel().catch((): null => null);
  }
  parts.push(decoder.decode());
  return { ok: true, value: parts.join("") };
}

async function withIdle<T>(
  reading: Promise<T>,
  server: HttpServer,
  limits: CallLimits,
): Promise<T | "stalled"> {
  const done = new AbortController();
  const idle = server.sleep(limits.idleMs, done.signal).then(() => "stalled" as const);
  try {
    return await Promise.race([reading, idle]);
  } finally {
    done.abort();
    reading.catch((): null => null);
  }
}

/** Calls the server. Never throws; whatever happens is an answer or a failure. */
export async function callServer(
  server: HttpServer,
  path: string,
  init: { readonly method: string; readonly headers: HeadersInit; readonly body: string | null },
  limits: CallLimits,
  watch: Watch | null = null,
): Promise<CallResult<HttpAnswer>> {
  if (limits.signal.aborted) return aborted(limits);
  const cut = new AbortController();
  const forward = () => cut.abort(limits.signal.reason);
  limits.signal.addEventListener("abort", forward, { once: true });
  try {
    const response = await server.fetch(`${server.base}${path}`, {
      method: init.method,
      headers: init.headers,
      body: init.body,
      redirect: "manual",
      signal: cut.signal,
    });
    if (response.status >= 300 && response.status < 400) {
      cut.abort("redirect");
      const where = response.headers.get("location") ?? "nowhere";
      return failed("redirect", `to "${where}"`, { status: response.status });
    }
    const text = await readBody(response, server, limits, watch);
    if (!text.ok) {
      cut.abort("given up");
      return { ok: false, failure: { ...text.failure, status: response.status } };
    }
    const contentType = response.headers.get("content-type") ?? "";
    const { status, headers } = response;
    return { ok: true, value: { status, headers, contentType, text: text.value } };
  } catch (error) {
    return connectFailure(error, limits);
  } finally {
    limits.signal.removeEventListener("abort", forward);
  }
}

/** Longest pause that a server may ask for, ms: beyond it the provider rests. */
const maxRetryAfterMs = 3_600_000;

/** Reads Retry-After (seconds; also in ms); null where there is none that makes sense. */
export function retryAfterMs(headers: Headers): number | null {
  const precise = Number(headers.get("retry-after-ms") ?? "NaN");
  const seconds = Number(headers.get("retry-after") ?? "NaN");
  const ms = Number.isFinite(precise) ? precise : seconds * 1000;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, maxRetryAfterMs) : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parses JSON into a record; null where it is none. */
export function parseRecord(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whether a text that is no JSON looks like the head of a JSON object. */
export function looksCut(text: string): boolean {
  const body = text.trim();
  return body.startsWith("{") && !body.endsWith("}");
}

/** The error's sentence and code in a body of any of the three protocols. */
export function errorOf(text: string): { readonly message: string; readonly code: string } {
  const error = parseRecord(text)?.["error"];
  if (typeof error === "string") return { message: error, code: "" };
  if (!isRecord(error)) return { message: "", code: "" };
  const code = [error["code"], error["type"]].filter((part) => typeof part === "string").join(" ");
  return { message: typeof error["message"] === "string" ? error["message"] : "", code };
}

const quotaWords = /insufficient_quota|billing|credit balance|spend limit|quota exceeded/i;

/** The failure that a status means. */
export function statusFailure(answer: HttpAnswer): CallResult<never> {
  const { status } = answer;
  const { message, code } = errorOf(answer.text);
  const detail = `${status}${message === "" ? "" : ` ${message}`}`;
  const more = { status, retryAfterMs: retryAfterMs(answer.headers) };
  if (status === 401 || status === 403) return failed("auth", detail, more);
  if (status === 402) return failed("quota", detail, more);
  if (status === 404) return failed("missingModel", detail, more);
  if (status === 429) {
    const isQuota = quotaWords.test(`${code} ${message}`);
    return failed(isQuota ? "quota" : "rateLimited", detail, more);
  }
  if (status === 503 || status === 529) return failed("overloaded", detail, more);
  if (status === 408 || status === 409 || status >= 500) return failed("server", detail, more);
  return failed("request", detail, more);
}

/** A token count that can be believed, or null. */
export function tokenCount(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 &&
      value <= 100_000_000
    ? value
    : null;
}
