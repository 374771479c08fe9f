import assert from "node:assert/strict";
import { withErrand } from "tests/fixtures/errand.ts";
import { runMechos } from "./run_cli.ts";

interface Report {
  readonly runs: readonly { readonly outcome: string; readonly stateHash: string }[];
}

function reportOf(text: string): Report {
  const parsed: Report = JSON.parse(text);
  return parsed;
}

Deno.test("sim --brain ollama:MODEL drives, and --brain recorded:FILE repeats it exactly", async () => {
  await withErrand(async (folder, server) => {
    const file = `${folder}/errand.yaml`;
    const ask = ["sim", file, "--json", "--set", `brain.url=${server.url}`];
    const recording = `${folder}/run.mcap`;
    const live = await runMechos([...ask, "--brain", "ollama:test-model", "--record", recording]);
    assert.equal(live.code, 0, live.out + live.err);
    const asked = server.asked.length;
    assert.ok(asked >= 3);
    const again = await runMechos(["sim", file, "--json", "--brain", `recorded:${recording}`]);
    assert.equal(again.code, 0, again.out + again.err);
    assert.equal(server.asked.length, asked);
    const [first, second] = [reportOf(live.out).runs[0], reportOf(again.out).runs[0]];
    assert.equal(second?.stateHash, first?.stateHash);
    const other = await runMechos([
      ...ask,
      "--brain",
      "openai:test-model",
      "--set",
      "brain.latencyMs=50",
    ]);
    assert.notEqual(reportOf(other.out).runs[0]?.stateHash, first?.stateHash);
  });
});

Deno.test("sim says in plain words that the model is missing or the server is not there", async () => {
  await withErrand(async (folder, server) => {
    const ask = ["sim", `${folder}/errand.yaml`, "--set", `brain.url=${server.url}`];
    const missing = await runMechos([...ask, "--brain", "ollama:absent"]);
    assert.equal(missing.code, 4);
    assert.match(missing.err, /BRAIN_MODEL_MISSING[\s\S]*ollama pull absent/);
    await server.close();
    const gone = await runMechos([...ask, "--brain", "ollama:test-model"]);
    assert.equal(gone.code, 4);
    assert.match(gone.err, /BRAIN_UNREACHABLE/);
  });
});

Deno.test("sim opens no network for a scenario that asks for one by itself", async () => {
  await withErrand(async (folder, server) => {
    const scenario = await Deno.readTextFile(`${folder}/errand.yaml`);
    const own = `${scenario}\nbrain: { driver: ollama, model: test-model, url: "${server.url}" }\n`;
    await Deno.writeTextFile(`${folder}/own.yaml`, own);
    const ran = await runMechos(["sim", `${folder}/own.yaml`]);
    assert.equal(ran.code, 3, ran.out + ran.err);
    assert.match(ran.err, /BRAIN_NETWORK/);
    assert.equal(server.asked.length, 0);
  });
});
