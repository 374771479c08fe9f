import assert from "node:assert/strict";
import type { Fault } from "core/fault.ts";
import { type BrainPorts, checkBrain, prepareBrain } from "core/brain/mod.ts";
import { brainConfig } from "tests/fixtures/brain_config.ts";
import { type ModelServer, startModelServer } from "tests/fixtures/model_server.ts";
import { realClock } from "tests/fixtures/real_clock.ts";

const ports: BrainPorts = {
  fetch,
  clock: realClock,
  pacing: "real",
  store: null,
  readFile: () => {
    throw new Error("no file is read");
  },
};

function config(url: string, more: Readonly<Record<string, unknown>> = {}) {
  return brainConfig({ driver: "ollama", model: "test-model", url, ...more });
}

async function said(server: ModelServer, more: Readonly<Record<string, unknown>> = {}) {
  const found = await checkBrain(config(server.url, more), ports);
  return found.ok ? found.value : `${found.fault.code}: ${found.fault.help}`;
}

Deno.test("checkBrain() says what is missing, and what to do", async () => {
  const server = startModelServer();
  server.contextTokens = 4096;
  assert.match(String(await said(server)), /^BRAIN_CONTEXT: --set brain\.contextTokens=4096/);
  const more = { contextTokens: 4096 };
  assert.match(
    String(await said(server, { ...more, model: "qwen3" })),
    /^BRAIN_MODEL_MISSING: install it: ollama pull qwen3; installed: test-model/,
  );
  assert.deepEqual(await said(server, more), {
    spec: "ollama:test-model",
    version: "0.30.0",
    models: ["test-model"],
    contextTokens: 4096,
    isLoaded: true,
  });
  await server.close();
  assert.match(String(await said(server, more)), /^BRAIN_UNREACHABLE: start the server/);
});

Deno.test("prepareBrain() lets the server load the model, once, and says so", async () => {
  const server = startModelServer();
  server.loaded = [];
  const told: Fault[] = [];
  const prepare = () => prepareBrain(config(server.url), ports, (fault) => told.push(fault));
  await prepare();
  assert.deepEqual(told.map(({ code }) => code), ["BRAIN_WARMING"]);
  assert.deepEqual(server.loaded, ["test-model"]);
  await prepare();
  assert.equal(told.length, 1);
  server.models = [];
  await prepare();
  assert.equal(told[1]?.code, "BRAIN_MODEL_MISSING");
  await server.close();
  await prepareBrain(brainConfig({ driver: "scripted" }), ports, (fault) => told.push(fault));
  assert.equal(told.length, 2, "a brain without a server needs nothing");
});
