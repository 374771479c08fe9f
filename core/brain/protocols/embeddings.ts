/**
 * Embeddings over plain fetch: `/api/embed` of Ollama and `/embeddings` of OpenAI. What comes back
 * is read as strictly as an answer: as many vectors as texts, of one length, of finite numbers.
 *
 * @module
 */
import type { CallLimits, EmbeddingAnswer } from "./driver.ts";
import { type CallResult, failed } from "./failure.ts";
import { callServer, type HttpServer, parseRecord, statusFailure, tokenCount } from "./http.ts";

/** Longest vector that is taken. */
const maxNumbers = 8192;

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.length <= maxNumbers &&
    value.every((one) => typeof one === "number" && Number.isFinite(one));
}

function readVectors(found: unknown, count: number): CallResult<number[][]> {
  if (!Array.isArray(found) || found.length !== count || !found.every(isVector)) {
    return failed("garbage", `no ${count} vectors in the answer`);
  }
  const [first] = found;
  const isEven = found.every((vector) => vector.length === first?.length);
  return isEven ? { ok: true, value: found } : failed("garbage", "vectors of several lengths");
}

/** The entries of OpenAI's `data` in the order of the texts. */
function openaiVectors(body: Record<string, unknown>, count: number): unknown[] | null {
  const { data } = body;
  if (!Array.isArray(data)) return null;
  const vectors: unknown[] = Array.from({ length: count }, () => null);
  for (const [at, one] of data.entries()) {
    if (typeof one !== "object" || one === null) return null;
    const index: unknown = Reflect.get(one, "index") ?? at;
    if (typeof index === "number" && index >= 0 && index < count) {
      vectors[index] = Reflect.get(one, "embedding");
    }
  }
  return vectors;
}

function openaiTokens(body: Record<string, unknown>): number | null {
  const { usage } = body;
  return typeof usage === "object" && usage !== null
    ? tokenCount(Reflect.get(usage, "prompt_tokens"))
    : null;
}

async function post(
  server: HttpServer,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
  limits: CallLimits,
): Promise<CallResult<Record<string, unknown>>> {
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await callServer(server, path, init, limits);
  if (!answer.ok) return answer;
  if (answer.value.status !== 200) return statusFailure(answer.value);
  const read = parseRecord(answer.value.text);
  return read === null
    ? failed("garbage", "the body is no JSON object")
    : { ok: true, value: read };
}

function result(
  vectors: CallResult<number[][]>,
  inputTokens: number | null,
): CallResult<EmbeddingAnswer> {
  if (!vectors.ok) return vectors;
  return { ok: true, value: { vectors: vectors.value, usage: { inputTokens, outputTokens: 0 } } };
}

/** Asks a server of Ollama's protocol. */
export async function ollamaEmbed(
  server: HttpServer,
  model: string,
  texts: readonly string[],
  limits: CallLimits,
): Promise<CallResult<EmbeddingAnswer>> {
  const headers = { "content-type": "application/json" };
  const body = await post(server, "/api/embed", headers, { model, input: texts }, limits);
  if (!body.ok) return body;
  const tokens = tokenCount(body.value["prompt_eval_count"]);
  return result(readVectors(body.value["embeddings"], texts.length), tokens);
}

/** Asks a server of OpenAI's protocol. */
export async function openaiEmbed(
  server: HttpServer,
  headers: Readonly<Record<string, string>>,
  model: string,
  texts: readonly string[],
  limits: CallLimits,
): Promise<CallResult<EmbeddingAnswer>> {
  const asked = { model, input: texts, encoding_format: "float" };
  const body = await post(server, "/embeddings", headers, asked, limits);
  if (!body.ok) return body;
  const found = openaiVectors(body.value, texts.length);
  return result(readVectors(found, texts.length), openaiTokens(body.value));
}
