/**
 * The chat protocol of OpenAI, as many servers speak it, over plain fetch: one try, its own
 * deadline, a strict schema that no vendor refuses.
 *
 * @module
 */
import type {
  CallLimits,
  Driver,
  DriverCheck,
  ModelAnswer,
  ModelMessage,
  ModelRequest,
} from "./driver.ts";
import { openaiEmbed } from "./embeddings.ts";
import { type CallResult, failed, type ModelUsage } from "./failure.ts";
import {
  callServer,
  type HttpServer,
  looksCut,
  parseRecord,
  statusFailure,
  tokenCount,
} from "./http.ts";
import { repeatsItself } from "./repeats.ts";

/** What the driver needs of config. */
export interface OpenaiOptions {
  readonly server: HttpServer;
  readonly model: string;
  readonly apiKey: string | null;
}

/** The vendor's own host wants the newer name of the limit; others know only the older. */
const vendorHost = "api.openai.com";

function headersOf(options: OpenaiOptions): Record<string, string> {
  const key = options.apiKey === null ? {} : { authorization: `Bearer ${options.apiKey}` };
  return { "content-type": "application/json", accept: "application/json", ...key };
}

/** A message: its text alone, or in parts where images come with it. */
function messageOf({ role, text, images }: ModelMessage): Record<string, unknown> {
  if (images === undefined) return { role, content: text };
  const shown = images.map(({ base64 }) => ({
    type: "image_url",
    image_url: { url: `data:image/png;base64,${base64}` },
  }));
  return { role, content: [{ type: "text", text }, ...shown] };
}

function bodyOf(options: OpenaiOptions, request: ModelRequest): string {
  const limit = URL.parse(options.server.base)?.hostname === vendorHost
    ? { max_completion_tokens: request.maxTokens }
    : { max_tokens: request.maxTokens };
  return JSON.stringify({
    model: options.model,
    stream: false,
    messages: request.messages.map(messageOf),
    temperature: request.temperature,
    seed: request.seed,
    ...limit,
    response_format: {
      type: "json_schema",
      json_schema: { name: "intents", strict: true, schema: request.schema },
    },
  });
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function usageOf(answer: Record<string, unknown>): ModelUsage {
  const usage = record(answer["usage"]);
  return {
    inputTokens: tokenCount(usage["prompt_tokens"]),
    outputTokens: tokenCount(usage["completion_tokens"]),
  };
}

function readAnswer(text: string, asked: string): CallResult<ModelAnswer> {
  const answer = parseRecord(text);
  if (answer === null) {
    return failed(looksCut(text) ? "cut" : "garbage", "the body is no JSON object");
  }
  const usage = usageOf(answer);
  const error = answer["error"];
  if (error !== undefined && error !== null) {
    const { message } = record(error);
    return failed("server", typeof message === "string" ? message : "", { usage });
  }
  const { choices } = answer;
  const choice = record(Array.isArray(choices) ? choices[0] : null);
  const message = record(choice["message"]);
  const content = message["content"];
  const reason = choice["finish_reason"];
  if (reason === "length") return failed("length", "", { usage });
  if (reason === "content_filter" || typeof message["refusal"] === "string") {
    return failed("refusal", String(message["refusal"] ?? ""), { usage });
  }
  if (reason !== "stop" && reason !== "tool_calls") return failed("incomplete", "", { usage });
  if (typeof content !== "string" || content.trim() === "") return failed("empty", "", { usage });
  if (repeatsItself(content)) return failed("repeats", "", { usage });
  const model = typeof answer["model"] === "string" ? answer["model"] : asked;
  return { ok: true, value: { text: content, model, usage, latencyMs: null } };
}

async function ask(
  options: OpenaiOptions,
  request: ModelRequest,
  limits: CallLimits,
): Promise<CallResult<ModelAnswer>> {
  const init = { method: "POST", headers: headersOf(options), body: bodyOf(options, request) };
  const answer = await callServer(options.server, "/chat/completions", init, limits);
  if (!answer.ok) return answer;
  const { status, contentType, text } = answer.value;
  if (status !== 200) return statusFailure(answer.value);
  if (!/json/i.test(contentType)) return failed("contentType", `"${contentType}"`, { status });
  if (text.trim() === "") return failed("empty", "no body", { status });
  return readAnswer(text, options.model);
}

/** Looks at the list of models: shared by the two protocols that have one. */
export async function checkModels(
  server: HttpServer,
  headers: Record<string, string>,
  model: string,
  limits: CallLimits,
): Promise<CallResult<DriverCheck>> {
  const init = { method: "GET", headers, body: null };
  const answer = await callServer(server, "/models", init, limits);
  if (!answer.ok) return answer;
  if (answer.value.status === 401 || answer.value.status === 403) {
    return statusFailure(answer.value);
  }
  const data = answer.value.status === 200 ? parseRecord(answer.value.text)?.["data"] : null;
  const models = Array.isArray(data)
    ? data.flatMap((one: unknown) => {
      const { id } = record(one);
      return typeof id === "string" ? [id] : [];
    })
    : null;
  const isThere = models === null || models.length === 0 || models.includes(model);
  const unknown = { contextTokens: null, isLoaded: null, seesImages: null, version: "" };
  return { ok: true, value: { models, isThere, ...unknown } };
}

/** Makes a driver of OpenAI's protocol. */
export function createOpenaiDriver(options: OpenaiOptions): Driver {
  return {
    spec: `openai:${options.model}`,
    protocol: "openai",
    model: options.model,
    ask: (request, limits) => ask(options, request, limits),
    embed: (texts, limits) =>
      openaiEmbed(options.server, headersOf(options), options.model, texts, limits),
    check: (limits) => checkModels(options.server, headersOf(options), options.model, limits),
  };
}
