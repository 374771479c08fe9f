/**
 * A small real model behind the protocols of Ollama and OpenAI, on loopback. Runs under Node:
 *   node llama_server.mjs PATH/TO/node-llama-cpp/dist/index.js MODEL.gguf
 * Prints its URL, then serves until its stdin ends.
 */
import { createServer } from "node:http";
import process from "node:process";
import { pathToFileURL } from "node:url";

const [, , library, weights] = process.argv;
const { getLlama, LlamaChatSession } = await import(pathToFileURL(library).href);
const modelName = "smollm2:135m";
const contextTokens = 4096;
// More threads than free cores make a model of this size a hundred times slower.
const threads = 1;

const llama = await getLlama({
  gpu: false,
  build: "never",
  maxThreads: threads,
  logLevel: "error",
});
const model = await llama.loadModel({ modelPath: weights, gpuLayers: 0 });
const context = await model.createContext({ contextSize: contextTokens, threads });
const sequence = context.getSequence();
const grammars = new Map();

/** The grammar of a schema, or of any JSON where the engine cannot express it. */
async function grammarOf(schema) {
  const key = JSON.stringify(schema);
  if (!grammars.has(key)) {
    let grammar;
    try {
      grammar = await llama.createGrammarForJsonSchema(
        JSON.parse(key.replaceAll('"anyOf"', '"oneOf"')),
      );
    } catch {
      grammar = await llama.getGrammarFor("json");
    }
    grammars.set(key, grammar);
  }
  return grammars.get(key);
}

/** One answer; calls wait for each other, as those of a server with one slot do. */
let last = Promise.resolve();
function generate(messages, schema, maxTokens, temperature, seed) {
  const run = async () => {
    const system = messages.filter((m) => m.role === "system").map((m) => m.content).join("\n");
    const user = messages.filter((m) => m.role !== "system").map((m) => m.content).join("\n");
    const session = new LlamaChatSession({ contextSequence: sequence, systemPrompt: system });
    const before = sequence.tokenMeter.getState();
    const result = await session.promptWithMeta(user, {
      maxTokens,
      temperature,
      seed,
      ...(schema ? { grammar: await grammarOf(schema) } : {}),
    });
    const used = sequence.tokenMeter.diff(before);
    session.dispose();
    return {
      text: result.responseText,
      isWhole: result.stopReason !== "maxTokens",
      input: used.usedInputTokens,
      output: used.usedOutputTokens,
    };
  };
  last = last.then(run, run);
  return last;
}

async function ollamaChat(body, response) {
  const { options = {}, format } = body;
  const schema = typeof format === "object" ? format : null;
  const made = await generate(
    body.messages,
    schema,
    options.num_predict ?? 128,
    options.temperature ?? 0.8,
    options.seed,
  );
  const head = { model: body.model, created_at: new Date().toISOString() };
  const end = {
    ...head,
    done: true,
    done_reason: made.isWhole ? "stop" : "length",
    prompt_eval_count: made.input,
    eval_count: made.output,
  };
  const message = { role: "assistant", content: made.text };
  if (body.stream === false) {
    response.writeHead(200, { "content-type": "application/json" });
    return response.end(JSON.stringify({ ...end, message }));
  }
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.write(`${JSON.stringify({ ...head, message, done: false })}\n`);
  response.end(`${JSON.stringify({ ...end, message: { role: "assistant", content: "" } })}\n`);
}

async function openaiChat(body, response) {
  const schema = body.response_format?.json_schema?.schema ?? null;
  const max = body.max_tokens ?? 128;
  const made = await generate(body.messages, schema, max, body.temperature ?? 0.8, body.seed);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({
    id: "c1",
    object: "chat.completion",
    created: 1,
    model: body.model,
    choices: [{
      index: 0,
      message: { role: "assistant", content: made.text },
      finish_reason: made.isWhole ? "stop" : "length",
    }],
    usage: {
      prompt_tokens: made.input,
      completion_tokens: made.output,
      total_tokens: made.input + made.output,
    },
  }));
}

async function answer(request, response) {
  let text = "";
  for await (const piece of request) text += piece;
  const body = text === "" ? {} : JSON.parse(text);
  const json = (value, status = 200) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(value));
  };
  const isKnown = body.model === undefined || body.model === modelName;
  switch (request.url) {
    case "/api/version":
      return json({ version: "0.30.0" });
    case "/api/tags":
      return json({ models: [{ name: modelName, model: modelName }] });
    case "/api/show":
      return isKnown
        ? json({
          capabilities: ["completion"],
          model_info: { "llama.context_length": contextTokens },
        })
        : json({ error: `model '${body.model}' not found` }, 404);
    case "/v1/models":
      return json({ object: "list", data: [{ id: modelName, object: "model" }] });
    case "/api/chat":
      return isKnown ? await ollamaChat(body, response) : json({ error: "not found" }, 404);
    case "/v1/chat/completions":
      return isKnown
        ? await openaiChat(body, response)
        : json({ error: { message: "not found" } }, 404);
    default:
      return json({ error: "not found" }, 404);
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: String(error) }));
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
