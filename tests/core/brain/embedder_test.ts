import assert from "node:assert/strict";
import { ok, unwrap } from "core/fault.ts";
import { type Brain, createBrain, robotFacts } from "core/brain/mod.ts";
import { createMemoryStore, type Store } from "core/store/mod.ts";
import { roverConfig } from "tests/fixtures/brain_config.ts";
import { type ModelServer, startModelServer } from "tests/fixtures/model_server.ts";
import { realClock } from "tests/fixtures/real_clock.ts";
import { look } from "tests/fixtures/thinking_brain.ts";

const names = { places: ["bay"], relays: ["hatch"] };

function brainOf(
  server: ModelServer,
  store: Store,
  goal: string,
  more: Readonly<Record<string, unknown>> = {},
): Brain {
  const config = roverConfig({
    driver: "ollama",
    model: "test-model",
    url: server.url,
    latencyMs: 100,
    embeddings: "ollama:words",
    ...more,
  });
  const made = unwrap(createBrain(
    { brain: config.brain, mission: goal, missionId: "m", script: null, seed: 1 },
    robotFacts(config, names),
    {
      fetch,
      clock: realClock,
      pacing: "virtual",
      store,
      readFile: () => ok(new Uint8Array()),
    },
  ));
  assert.ok(made !== null);
  return made;
}

async function remember(store: Store, text: string): Promise<void> {
  unwrap(
    await store.request("memory.addEpisode", {
      atMs: 1e12,
      kind: "step",
      text,
      trust: "robot",
      missionId: "before",
      x: null,
      y: null,
      importance: 0.5,
    }),
  );
}

/** Lift and elevator are one thing to this model, and everything else another. */
const lifts = (text: string) => /lift|elevator/.test(text) ? [1, 0.1, 0] : [0, text.length, 1];

function promptOf(brain: Brain): string {
  const prompts = (brain.drain?.() ?? []).filter(({ kind }) => kind === "prompt");
  return String(prompts.at(-1)?.data["text"]);
}

Deno.test("memories get their vectors after a thought, and the next one finds them by meaning", async () => {
  const server = startModelServer();
  server.embed = lifts;
  const store = unwrap(createMemoryStore());
  await remember(store, "lift 2 had failed");
  for (let i = 0; i < 24; i++) await remember(store, `errand ${i} went as usual`);
  const brain = brainOf(server, store, "take the elevator");
  await look(brain, 1);
  assert.doesNotMatch(promptOf(brain), /lift 2/);
  assert.equal(server.embedded.length, 1 + 16, "the question and some memories");
  for (const at of [1.2, 12, 12.2, 24]) await look(brain, at, { outcome: { kind: "succeeded" } });
  assert.match(promptOf(brain), /lift 2 had failed/);
  const { tokens } = brain.report?.() ?? { tokens: 0 };
  const answers = 120 * server.asked.length;
  assert.equal(tokens, answers + 4 * server.embedded.length, "vectors cost tokens too");
  brain.close?.();
  await server.close();
});

Deno.test("a server without the model costs a note, rests, and memories are found by words", async () => {
  const server = startModelServer();
  const store = unwrap(createMemoryStore());
  await remember(store, "the elevator was out of order");
  const brain = brainOf(server, store, "take the elevator", { breaker: { failures: 1 } });
  await look(brain, 1);
  const events = brain.drain?.() ?? [];
  const notes = events.filter(({ data }) => data["what"] === "noMeaning");
  assert.equal(notes.length, 1, "it rests after the first failure");
  assert.match(String(notes[0]?.data["message"]), /model/);
  const prompt = events.find(({ kind }) => kind === "prompt");
  assert.match(String(prompt?.data["text"]), /the elevator was out of order/);
  brain.close?.();
  await server.close();
});

Deno.test("a protocol without embeddings is refused by name", () => {
  const server = { url: "http://127.0.0.1:9" } as ModelServer;
  const store = unwrap(createMemoryStore());
  assert.throws(
    () => brainOf(server, store, "x", { embeddings: "anthropic:any" }),
    /"anthropic:any" for embeddings/,
  );
  store.close();
});
