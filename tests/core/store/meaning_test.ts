import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { createMemoryStore, openStore, type Store } from "core/store/mod.ts";
import { storeFiles } from "tests/fixtures/store_files.ts";

const now = Date.UTC(2026, 10, 24, 12);
const model = "ollama:test";
const numbers = 96;

/** A vector that points along one axis, a little off by `noise`. */
function along(axis: number, noise = 0): Float32Array {
  return Float32Array.from({ length: numbers }, (_item, i) => {
    return (i === axis ? 1 : 0) + noise * Math.sin(i * 12.9898 + axis);
  });
}

async function add(store: Store, text: string): Promise<number> {
  const { id } = unwrap(
    await store.request("memory.addEpisode", {
      atMs: now,
      kind: "step",
      text,
      trust: "robot",
      missionId: "m",
      x: null,
      y: null,
      importance: 0.5,
    }),
  );
  return id;
}

async function texts(store: Store, text: string, vector: Float32Array, of = model, limit = 1) {
  const recall = { text, meaning: { model: of, vector }, nowMs: now, x: null, y: null, limit };
  return unwrap(await store.request("memory.recall", recall)).map((memory) => memory.text);
}

async function give(store: Store, id: number, vector: Float32Array, of = model): Promise<void> {
  unwrap(await store.request("memory.addMeanings", { model: of, rows: [{ id, vector }] }));
}

Deno.test("recall finds by meaning what shares no word, also after the store was closed", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/store.db`;
  const first = unwrap(openStore(path, storeFiles));
  for (let i = 0; i < 500; i++) await give(first, await add(first, `errand ${i}`), along(i % 90));
  const lift = await add(first, "the lift was out of order");
  await give(first, lift, along(91));
  for (let i = 0; i < 50; i++) await add(first, `patrol ${i}`);
  first.close();
  const store = unwrap(openStore(path, storeFiles));
  assert.deepEqual(await texts(store, "elevator broken", along(91, 0.05)), [
    "the lift was out of order",
  ]);
  assert.notDeepEqual(await texts(store, "elevator broken", along(91), "ollama:other"), [
    "the lift was out of order",
  ]);
  store.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("facts have meanings too, and one that was superseded is not found by it", async () => {
  const store = unwrap(createMemoryStore());
  const fact = (value: string) =>
    store.request("memory.addFact", {
      subject: "storeroom",
      predicate: "opens at",
      value,
      source: "operator",
      trust: "operator",
      confidence: 1,
      atMs: now,
    });
  await fact("six");
  const missing = unwrap(await store.request("memory.missing", { model, limit: 10 }));
  assert.deepEqual(missing, [{ id: -1, text: "storeroom opens at six" }]);
  await give(store, -1, along(3));
  assert.deepEqual(await texts(store, "depot hours", along(3)), ["storeroom opens at six"]);
  await fact("seven");
  assert.deepEqual(await texts(store, "depot hours", along(3)), []);
  const again = unwrap(await store.request("memory.missing", { model, limit: 10 }));
  assert.deepEqual(again.map(({ id }) => id), [-2]);
  store.close();
});

Deno.test("missing memories are told newest first, and none that has a vector of the model", async () => {
  const store = unwrap(createMemoryStore());
  const ids: number[] = [];
  for (let i = 0; i < 5; i++) ids.push(await add(store, `step ${i}`));
  const missing = async (of: string) =>
    unwrap(await store.request("memory.missing", { model: of, limit: 3 })).map(({ text }) => text);
  assert.deepEqual(await missing(model), ["step 4", "step 3", "step 2"]);
  for (const id of ids) await give(store, id, along(id));
  assert.deepEqual(await missing(model), []);
  await add(store, "step 5");
  assert.deepEqual(await missing(model), ["step 5"]);
  assert.deepEqual(await missing("ollama:other"), ["step 5", "step 4", "step 3"]);
  store.close();
});

Deno.test("a trimmed episode takes its vector with it", async () => {
  const store = unwrap(createMemoryStore());
  for (let i = 0; i < 20; i++) await give(store, await add(store, `step ${i}`), along(i));
  const trim = { nowMs: now, keepEpisodes: 5, keepMs: 1e12 };
  assert.equal(unwrap(await store.request("memory.trim", trim)).removed, 15);
  const found = await texts(store, "nothing", along(2), model, 20);
  assert.ok(!found.includes("step 2"));
  assert.equal(found.length, 5);
  store.close();
});
