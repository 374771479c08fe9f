/** The brain's parts that a bundle could lose: SQLite, the network, npm:ollama. */
import assert from "node:assert/strict";
import { startModelServer } from "tests/fixtures/model_server.ts";
import { fromSource, mechos } from "./mechos.ts";

function hashOf(text: string): string {
  return /"stateHash": "([0-9a-f]{16})"/.exec(text)?.[1] ?? "none";
}

Deno.test("mechos keeps its budget ledger in SQLite, in the binary as from source", async () => {
  const args = ["sim", "sim/scenarios/faults/B08-over-budget.yaml", "--json"];
  const [binary, source] = [await mechos(args), await fromSource(args)];
  assert.equal(binary.code, 0, binary.stdout + binary.stderr);
  assert.match(hashOf(binary.stdout), /^[0-9a-f]{16}$/);
  assert.equal(hashOf(binary.stdout), hashOf(source.stdout));
});

Deno.test("mechos asks a model server through npm:ollama, and repeats the recording", async () => {
  const server = startModelServer();
  const folder = await Deno.makeTempDir();
  try {
    server.answer = () => `{"action":"turn","angleRad":0.4}`;
    const file = "sim/scenarios/faults/B11-injected.yaml";
    const ask = ["sim", file, "--json", "--set", `brain.url=${server.url}`];
    const recording = `${folder}/run.mcap`;
    const spec = ["--brain", "ollama:test-model", "--record", recording];
    const live = await mechos([...ask, ...spec]);
    assert.ok(server.asked.length > 0, live.stderr);
    const again = await mechos(["sim", file, "--json", "--brain", `recorded:${recording}`]);
    assert.equal(hashOf(again.stdout), hashOf(live.stdout));
    const missing = await mechos([...ask, "--brain", "ollama:absent"]);
    assert.equal(missing.code, 4);
    assert.match(missing.stderr + missing.stdout, /BRAIN_MODEL_MISSING/);
  } finally {
    await server.close();
    await Deno.remove(folder, { recursive: true });
  }
});
