/**
 * Ollama's own protocol through npm:ollama. The client is given a fetch that does what it lacks:
 * a deadline also before the headers, a bound on size and pauses, no redirect, and a refusal of
 * lines that are no JSON (the client drops them with a warning on the console).
 *
 * @module
 */
import { Ollama } from "ollama";
import type { CallLimits, Driver, DriverCheck, ModelAnswer, ModelRequest } from "./driver.ts";
import { ollamaEmbed } from "./embeddings.ts";
import { type CallFailure, type CallResult, failed } from "./failure.ts";
import {
  callServer,
  type HttpAnswer,
  type HttpServer,
  parseRecord,
  statusFailure,
  tokenCount,
} from "./http.ts";
import { repeatsItself } from "./repeats.ts";

/** What the driver needs of config. */
export interface OllamaOptions {
  readonly server: HttpServer;
  readonly model: string;
  /** Constant over the life of the driver: another value makes the server load the model anew. */
  readonly contextTokens: number;
}

/** How long the server keeps the model loaded. */
const keepAlive = "30m";

interface Carrier {
  readonly fetch: typeof fetch;
  failure: CallFailure | null;
}

function contentOf(line: Record<string, unknown>): string {
  const message = line["message"];
  return typeof message === "object" && message !== null && "content" in message &&
      typeof message.content === "string"
    ? message.content
    : "";
}

/** The answer's lines, each a record: NDJSON, or one JSON document of a server that cannot stream. */
function linesOf(answer: HttpAnswer): CallResult<Record<string, unknown>[]> {
  const whole = parseRecord(answer.text);
  if (whole !== null) return { ok: true, value: [whole] };
  const lines: Record<string, unknown>[] = [];
  for (const text of answer.text.split("\n")) {
    if (text.trim() === "") continue;
    const line = parseRecord(text);
    if (line === null) {
      // The last line of a cut stream is half a line; any other is garbage.
      const kind = answer.text.endsWith("\n") ? "garbage" : "cut";
      return failed(kind, "a line is no JSON", { status: answer.status });
    }
    lines.push(line);
  }
  return { ok: true, value: lines };
}

/** The text within a half-received stream, for finding repeats: the contents without their frames. */
function watchRepeats(text: string): CallResult<never> | null {
  const contents = text.split("\n").map((line) => contentOf(parseRecord(line) ?? {})).join("");
  return repeatsItself(contents) || repeatsItself(text) ? failed("repeats") : null;
}

/** A fetch for one call: keeps the typed failure, and gives the client only what it can read. */
function createCarrier(server: HttpServer, limits: CallLimits): Carrier {
  const carrier: Carrier = {
    failure: null,
    fetch: async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const path = url.startsWith(server.base) ? url.slice(server.base.length) : null;
      const body = init?.body;
      const answer = path === null ? failed("redirect", `to "${url}"`) : await callServer(
        server,
        path,
        {
          method: init?.method ?? "GET",
          headers: init?.headers ?? {},
          body: typeof body === "string" ? body : null,
        },
        limits,
        watchRepeats,
      );
      const checked = answer.ok ? readable(answer.value) : answer;
      if (checked.ok) return new Response(checked.value, { status: 200 });
      carrier.failure = checked.failure;
      throw new Error(checked.failure.message);
    },
  };
  return carrier;
}

/** A good answer as lines of JSON, or the failure that it is. */
function readable(answer: HttpAnswer): CallResult<string> {
  if (answer.status !== 200) return statusFailure(answer);
  if (!/json/i.test(answer.contentType)) {
    return failed("contentType", `"${answer.contentType}"`, { status: answer.status });
  }
  if (answer.text.trim() === "") return failed("empty", "no body", { status: answer.status });
  const lines = linesOf(answer);
  if (!lines.ok) return lines;
  for (const line of lines.value) {
    if (typeof line["error"] !== "string") continue;
    return failed("server", line["error"], { status: answer.status });
  }
  return { ok: true, value: lines.value.map((line) => `${JSON.stringify(line)}\n`).join("") };
}

function unexpected(error: unknown): CallResult<never> {
  return failed("garbage", error instanceof Error ? error.message : String(error));
}

async function ask(
  options: OllamaOptions,
  request: ModelRequest,
  limits: CallLimits,
): Promise<CallResult<ModelAnswer>> {
  const carrier = createCarrier(options.server, limits);
  const client = new Ollama({ host: options.server.base, fetch: carrier.fetch });
  let text = "";
  try {
    const stream = await client.chat({
      model: options.model,
      stream: true,
      think: false,
      keep_alive: keepAlive,
      format: request.schema,
      messages: request.messages.map(({ role, text: content, images }) => ({
        role,
        content,
        ...(images === undefined ? {} : { images: images.map(({ base64 }) => base64) }),
      })),
      options: {
        num_ctx: options.contextTokens,
        num_predict: request.maxTokens,
        temperature: request.temperature,
        seed: request.seed,
      },
    });
    for await (const part of stream) {
      text += part.message?.content ?? "";
      if (part.done === true) return finish(part, text, options.model);
    }
    return failed("incomplete");
  } catch (error) {
    if (carrier.failure !== null) return { ok: false, failure: carrier.failure };
    // The client's own words for a stream that ended without done:true.
    if (error instanceof Error && /did not receive done/i.test(error.message)) {
      return failed("incomplete");
    }
    return unexpected(error);
  }
}

function finish(
  last: {
    model?: unknown;
    done_reason?: unknown;
    prompt_eval_count?: unknown;
    eval_count?: unknown;
  },
  text: string,
  asked: string,
): CallResult<ModelAnswer> {
  const input = last.prompt_eval_count;
  const output = last.eval_count;
  // The server leaves a count out where it is zero; both missing means that it does not count.
  const counts = input !== undefined || output !== undefined;
  const usage = {
    inputTokens: counts ? tokenCount(input ?? 0) : null,
    outputTokens: counts ? tokenCount(output ?? 0) : null,
  };
  if (last.done_reason === "load") return failed("warming", "", { usage });
  if (last.done_reason === "length") return failed("length", "", { usage });
  if (text.trim() === "") return failed("empty", "", { usage });
  const model = typeof last.model === "string" ? last.model : asked;
  return { ok: true, value: { text, model, usage, latencyMs: null } };
}

function contextOf(show: Record<string, unknown>): number | null {
  const info = show["model_info"];
  if (typeof info !== "object" || info === null) return null;
  for (const [key, value] of Object.entries(info)) {
    if (key.endsWith(".context_length")) return tokenCount(value);
  }
  return null;
}

/** What the server says that a model can do; null where it says nothing. */
function seesImages(show: Record<string, unknown> | null): boolean | null {
  const capabilities = show?.["capabilities"];
  return Array.isArray(capabilities) ? capabilities.includes("vision") : null;
}

function modelNames(tags: Record<string, unknown>): string[] | null {
  const { models } = tags;
  if (!Array.isArray(models)) return null;
  return models.flatMap((one: unknown) => {
    const name = typeof one === "object" && one !== null && "name" in one ? one.name : null;
    return typeof name === "string" ? [name] : [];
  });
}

/** `qwen3` is installed as `qwen3:latest`. */
function isInstalled(models: readonly string[], model: string): boolean {
  return models.includes(model) || models.includes(`${model}:latest`);
}

async function check(
  options: OllamaOptions,
  limits: CallLimits,
): Promise<CallResult<DriverCheck>> {
  const { server, model } = options;
  const get = { method: "GET", headers: {}, body: null };
  const tags = await callServer(server, "/api/tags", get, limits);
  if (!tags.ok) return tags;
  const models = tags.value.status === 200 ? modelNames(parseRecord(tags.value.text) ?? {}) : null;
  const post = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model }),
  };
  const show = await callServer(server, "/api/show", post, limits);
  const shown = show.ok && show.value.status === 200 ? parseRecord(show.value.text) : null;
  const loaded = await callServer(server, "/api/ps", get, limits);
  const inMemory = loaded.ok && loaded.value.status === 200
    ? modelNames(parseRecord(loaded.value.text) ?? {})
    : null;
  const version = await callServer(server, "/api/version", get, limits);
  const told = version.ok ? parseRecord(version.value.text)?.["version"] : null;
  return {
    ok: true,
    value: {
      models,
      isThere: models === null || isInstalled(models, model),
      contextTokens: shown === null ? null : contextOf(shown),
      isLoaded: inMemory === null ? null : isInstalled(inMemory, model),
      seesImages: seesImages(shown),
      version: typeof told === "string" ? told : "",
    },
  };
}

/** A question without messages only loads the model, in the context that later calls ask for. */
async function warm(options: OllamaOptions, limits: CallLimits): Promise<CallResult<void>> {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model: options.model,
      messages: [],
      stream: false,
      keep_alive: keepAlive,
      options: { num_ctx: options.contextTokens },
    }),
  };
  const answer = await callServer(options.server, "/api/chat", init, limits);
  if (!answer.ok) return answer;
  return answer.value.status === 200 ? { ok: true, value: undefined } : statusFailure(answer.value);
}

/** Makes a driver of Ollama's protocol. */
export function createOllamaDriver(options: OllamaOptions): Driver {
  return {
    spec: `ollama:${options.model}`,
    protocol: "ollama",
    model: options.model,
    ask: (request, limits) => ask(options, request, limits),
    embed: (texts, limits) => ollamaEmbed(options.server, options.model, texts, limits),
    warm: (limits) => warm(options, limits),
    check: (limits) => check(options, limits),
  };
}
