/**
 * The official clients of OpenAI and Ollama ask a server one question each, and its models; prints
 * what they read as JSON. Runs under Deno without the project's config:
 *   deno run -A --no-config --no-lock official_clients.mjs URL MODEL
 */
const [url, model] = Deno.args;
const packages = { openai: "npm:openai@7.57.0", ollama: "npm:ollama@0.6.4" };
const { default: OpenAI } = await import(packages.openai);
const { Ollama } = await import(packages.ollama);
const messages = [{ role: "user", content: "Answer with one short word." }];

async function byOpenai() {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "none", maxRetries: 0 });
  const answer = await client.chat.completions.create({ model, messages, max_tokens: 16 });
  const models = [];
  for await (const one of client.models.list()) models.push(one.id);
  const [choice] = answer.choices;
  return {
    text: choice.message.content,
    end: choice.finish_reason,
    input: answer.usage.prompt_tokens,
    output: answer.usage.completion_tokens,
    models,
  };
}

async function byOllama() {
  const client = new Ollama({ host: url });
  const options = { num_predict: 16 };
  let text = "";
  let last = null;
  for await (const part of await client.chat({ model, messages, stream: true, options })) {
    text += part.message?.content ?? "";
    last = part;
  }
  const { models } = await client.list();
  return {
    text,
    end: last.done_reason,
    input: last.prompt_eval_count,
    output: last.eval_count,
    models: models.map(({ name }) => name),
  };
}

const read = JSON.stringify({ openai: await byOpenai(), ollama: await byOllama() });
await Deno.stdout.write(new TextEncoder().encode(`${read}\n`));
