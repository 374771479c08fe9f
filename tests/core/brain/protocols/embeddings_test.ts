import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { createProviderDriver, type Driver, parseSpec } from "core/brain/protocols/mod.ts";
import { type ModelServer, startModelServer } from "tests/fixtures/model_server.ts";
import { realClock } from "tests/fixtures/real_clock.ts";

function driver(server: ModelServer, protocol: string): Driver {
  return unwrap(createProviderDriver(unwrap(parseSpec(`${protocol}:words@${server.url}`)), {
    fetch,
    sleep: realClock.sleep,
    apiKey: null,
    allowInsecure: false,
    contextTokens: 4096,
  }));
}

async function vectors(server: ModelServer, protocol: string, texts: readonly string[]) {
  const limits = { signal: AbortSignal.timeout(5000), idleMs: 1000, maxBytes: 1_000_000 };
  const answer = await driver(server, protocol).embed?.(texts, limits);
  if (answer === undefined) return "none";
  return answer.ok ? answer.value : answer.failure.kind;
}

Deno.test("embed() gives a vector a text, in their order, with the server's tokens", async () => {
  const server = startModelServer();
  server.embed = (text) => [text.length, 1];
  const wanted = {
    vectors: [[1, 1], [2, 1], [3, 1]],
    usage: { inputTokens: 12, outputTokens: 0 },
  };
  for (const protocol of ["ollama", "openai"]) {
    assert.deepEqual(await vectors(server, protocol, ["a", "bb", "ccc"]), wanted, protocol);
  }
  assert.equal(await vectors(server, "anthropic", ["a"]), "none");
  await server.close();
});

Deno.test("embed() refuses vectors of several lengths, none at all, and a missing model", async () => {
  const server = startModelServer();
  for (const protocol of ["ollama", "openai"]) {
    server.embed = (text) => text === "a" ? [1, 2] : [1];
    assert.equal(await vectors(server, protocol, ["a", "b"]), "garbage");
    server.embed = () => [];
    assert.equal(await vectors(server, protocol, ["a"]), "garbage");
    server.embed = () => [NaN];
    assert.equal(await vectors(server, protocol, ["a"]), "garbage");
    server.embed = null;
    assert.equal(await vectors(server, protocol, ["a"]), "missingModel");
  }
  await server.close();
});
