/** The messages protocol of Anthropic over plain fetch; the schema goes in as one forced tool. @module */
import type { CallLimits, Driver, ModelAnswer, ModelMessage, ModelRequest } from "./driver.ts";
import { type CallResult, failed, type ModelUsage } from "./failure.ts";
import {
  callServer,
  type HttpServer,
  looksCut,
  parseRecord,
  statusFailure,
  tokenCount,
} from "./http.ts";
import { checkModels } from "./openai.ts";
import { repeatsItself } from "./repeats.ts";

/** What the driver needs of config. */
export interface AnthropicOptions {
  readonly server: HttpServer;
  readonly model: string;
  readonly apiKey: string | null;
}

const apiVersion = "2023-06-01";
/** Name of the tool that carries the intents. */
const toolName = "act";

function headersOf(options: AnthropicOptions): Record<string, string> {
  const key = options.apiKey === null ? {} : { "x-api-key": options.apiKey };
  return { "content-type": "application/json", "anthropic-version": apiVersion, ...key };
}

/** A turn: its text alone, or after the images that come with it. */
function turnOf({ role, text, images }: ModelMessage): Record<string, unknown> {
  if (images === undefined) return { role, content: text };
  const shown = images.map(({ base64 }) => ({
    type: "image",
    source: { type: "base64", media_type: "image/png", data: base64 },
  }));
  return { role, content: [...shown, { type: "text", text }] };
}

function bodyOf(options: AnthropicOptions, request: ModelRequest): string {
  const system = request.messages.filter((one) => one.role === "system").map((one) => one.text);
  const turns = request.messages.filter((one) => one.role !== "system");
  return JSON.stringify({
    model: options.model,
    max_tokens: request.maxTokens,
    temperature: Math.min(1, request.temperature),
    system: system.join("\n\n"),
    messages: turns.map(turnOf),
    tools: [{
      name: toolName,
      description: "Tells the robot what to do next",
      input_schema: request.schema,
    }],
    tool_choice: { type: "tool", name: toolName },
  });
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

/** Input counts three ways: fresh, written to the cache, read from it; all of it was used. */
function usageOf(answer: Record<string, unknown>): ModelUsage {
  const usage = record(answer["usage"]);
  const parts = ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"];
  const input = parts.map((name) => usage[name] ?? 0);
  const counted = usage["input_tokens"] !== undefined && input.every((n) => tokenCount(n) !== null);
  return {
    inputTokens: counted ? input.reduce<number>((sum, n) => sum + (tokenCount(n) ?? 0), 0) : null,
    outputTokens: tokenCount(usage["output_tokens"]),
  };
}

function contentOf(answer: Record<string, unknown>): string {
  const { content } = answer;
  const blocks = Array.isArray(content) ? content.map(record) : [];
  const tools = blocks.filter((block) => block["type"] === "tool_use");
  if (tools.length > 0) {
    return tools.map((block) => JSON.stringify(block["input"] ?? null)).join("\n");
  }
  return blocks.map((block) => typeof block["text"] === "string" ? block["text"] : "").join("");
}

function readAnswer(text: string, asked: string): CallResult<ModelAnswer> {
  const answer = parseRecord(text);
  if (answer === null) {
    return failed(looksCut(text) ? "cut" : "garbage", "the body is no JSON object");
  }
  const usage = usageOf(answer);
  if (answer["error"] !== undefined) {
    return failed("server", String(record(answer["error"])["message"] ?? ""), { usage });
  }
  const reason = answer["stop_reason"];
  if (reason === "max_tokens") return failed("length", "", { usage });
  if (reason === "refusal") return failed("refusal", "", { usage });
  if (reason !== "end_turn" && reason !== "tool_use" && reason !== "stop_sequence") {
    return failed("incomplete", "", { usage });
  }
  const content = contentOf(answer);
  if (content.trim() === "") return failed("empty", "", { usage });
  if (repeatsItself(content)) return failed("repeats", "", { usage });
  const model = typeof answer["model"] === "string" ? answer["model"] : asked;
  return { ok: true, value: { text: content, model, usage, latencyMs: null } };
}

async function ask(
  options: AnthropicOptions,
  request: ModelRequest,
  limits: CallLimits,
): Promise<CallResult<ModelAnswer>> {
  const init = { method: "POST", headers: headersOf(options), body: bodyOf(options, request) };
  const answer = await callServer(options.server, "/messages", init, limits);
  if (!answer.ok) return answer;
  const { status, contentType, text } = answer.value;
  if (status !== 200) return statusFailure(answer.value);
  if (!/json/i.test(contentType)) return failed("contentType", `"${contentType}"`, { status });
  if (text.trim() === "") return failed("empty", "no body", { status });
  return readAnswer(text, options.model);
}

/** Makes a driver of Anthropic's protocol. */
export function createAnthropicDriver(options: AnthropicOptions): Driver {
  return {
    spec: `anthropic:${options.model}`,
    protocol: "anthropic",
    model: options.model,
    ask: (request, limits) => ask(options, request, limits),
    check: (limits) => checkModels(options.server, headersOf(options), options.model, limits),
  };
}
