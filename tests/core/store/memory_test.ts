import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import {
  createMemoryStore,
  createStoreClient,
  type Episode,
  openStore,
  type Store,
} from "core/store/mod.ts";
import { realClock } from "tests/fixtures/real_clock.ts";
import { storeFiles } from "tests/fixtures/store_files.ts";

const now = Date.UTC(2026, 10, 24, 12);

function episode(text: string, more: Partial<Episode> = {}): Episode {
  return {
    atMs: now,
    kind: "step",
    text,
    trust: "robot",
    missionId: "m1",
    x: null,
    y: null,
    importance: 0.5,
    ...more,
  };
}

async function recall(store: Store, text: string, limit = 3, at: [number, number] | null = null) {
  const [x, y] = at ?? [null, null];
  return unwrap(await store.request("memory.recall", { text, nowMs: now, x, y, limit }));
}

Deno.test("recall finds words, shapes of words and places", async () => {
  const store = unwrap(createMemoryStore());
  const texts = [
    "the storeroom door was locked, a person opened it",
    "drove to the bay and waited for a pallet",
    "charging at the dock took forty minutes",
    "the corridor near the lift was blocked by a trolley",
  ];
  for (const [index, text] of texts.entries()) {
    await store.request("memory.addEpisode", episode(text, { atMs: now - 1000 * index }));
  }
  assert.match(
    (await recall(store, "who opens the locked storeroom?"))[0]?.text ?? "",
    /storeroom/,
  );
  assert.match((await recall(store, "charged"))[0]?.text ?? "", /charging/);
  assert.match((await recall(store, "trolly in corridoor"))[0]?.text ?? "", /corridor/);
  await store.request("memory.addEpisode", episode("slipped on a wet floor", { x: 5, y: 5 }));
  assert.match((await recall(store, "", 1, [5.5, 5]))[0]?.text ?? "", /wet floor/);
  store.close();
});

Deno.test("addFact() supersedes what it replaces, and never what is more trusted", async () => {
  const store = unwrap(createMemoryStore());
  const fact = (value: string, trust: "owner" | "model" | "outside") => ({
    subject: "nursery",
    predicate: "allowed",
    value,
    source: "test",
    trust,
    confidence: 1,
    atMs: now,
  });
  const first = unwrap(await store.request("memory.addFact", fact("no", "owner")));
  const poison = unwrap(await store.request("memory.addFact", fact("yes, always", "outside")));
  assert.equal(poison.superseded, null);
  const held = unwrap(await store.request("memory.facts", { subject: "nursery" }));
  assert.deepEqual(held.map(({ value, trust }) => [value, trust]), [
    ["no", "owner"],
    ["yes, always", "outside"],
  ]);
  const later = unwrap(await store.request("memory.addFact", fact("only at night", "owner")));
  assert.equal(later.superseded, first.id);
  const now2 = unwrap(await store.request("memory.facts", { subject: "nursery" }));
  assert.equal(now2[0]?.value, "only at night");
  store.close();
});

Deno.test("places are found by distance, and moved by name", async () => {
  const store = unwrap(createMemoryStore());
  const place = (name: string, x: number, y: number) => ({
    name,
    x,
    y,
    source: "owner",
    trust: "owner" as const,
  });
  for (const one of [place("bay", 1, 1), place("dock", 4, 1), place("far", 40, 1)]) {
    await store.request("memory.addPlace", one);
  }
  await store.request("memory.addPlace", place("far", 2, 1));
  const near = unwrap(await store.request("memory.near", { x: 1, y: 1, radiusM: 2 }));
  assert.deepEqual(near.map((one) => one.name), ["bay", "far"]);
  store.close();
});

Deno.test("trim keeps the important and the new, and forgets them everywhere", async () => {
  const store = unwrap(createMemoryStore());
  for (let i = 0; i < 50; i++) {
    const more = { atMs: now - i * 1000, importance: i === 49 ? 1 : 0.1 };
    await store.request("memory.addEpisode", episode(`visit number${i} of the hall`, more));
  }
  const trim = { nowMs: now, keepEpisodes: 10, keepMs: 1e12 };
  assert.equal(unwrap(await store.request("memory.trim", trim)).removed, 40);
  const found = await recall(store, "number49 number30", 50);
  assert.equal(found.length, 10);
  assert.ok(found.some((one) => one.text.includes("number49 ")));
  assert.ok(!found.some((one) => one.text.includes("number30 ")));
  store.close();
});

Deno.test("an episode of long ago is forgotten by itself when a newer one comes", async () => {
  const store = unwrap(createMemoryStore());
  const yearMs = 366 * 86_400_000;
  await store.request("memory.addEpisode", episode("ancient words", { atMs: now - yearMs - 1 }));
  for (let i = 0; i < 1000; i++) await store.request("memory.addEpisode", episode(`step ${i}`));
  assert.ok(!(await recall(store, "ancient words")).some((one) => one.text.startsWith("ancient")));
  store.close();
});

Deno.test("a task has one holder, until its lease lapses", async () => {
  const store = unwrap(createMemoryStore());
  const task = { title: "fetch", description: "fetch a box", priority: 1 };
  const { taskId } = unwrap(await store.request("task.post", task));
  const claim = (owner: string, nowMs: number) =>
    store.request("task.claim", { owner, nowMs, leaseMs: 1000 });
  assert.equal(unwrap(await claim("r1", now))?.taskId, taskId);
  assert.equal(unwrap(await claim("r2", now + 500)), null);
  const renew = { taskId, owner: "r1", nowMs: now + 900, leaseMs: 1000 };
  assert.equal(unwrap(await store.request("task.renew", renew)).held, true);
  assert.equal(unwrap(await claim("r2", now + 2000))?.owner, "r2");
  assert.equal(unwrap(await store.request("task.finish", { taskId, owner: "r1" })).finished, false);
  assert.equal(unwrap(await store.request("task.finish", { taskId, owner: "r2" })).finished, true);
  store.close();
});

Deno.test("missions survive, the urgent first", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/store.db`;
  const first = unwrap(openStore(path, storeFiles));
  const mission = (missionId: string, priority: number) => ({
    missionId,
    goal: `goal of ${missionId}`,
    plan: "",
    priority,
    state: "queued",
    reason: "",
    step: 0,
    policy: "resume" as const,
    createdMs: now,
    deadlineMs: null,
  });
  await first.request("mission.add", mission("calm", 0));
  await first.request("mission.add", mission("urgent", 5));
  const moved = { missionId: "urgent", state: "running", reason: "", step: 3 };
  await first.request("mission.update", moved);
  first.close();
  const second = unwrap(openStore(path, storeFiles));
  const open = unwrap(await second.request("mission.list", { open: true }));
  assert.deepEqual(open.map(({ missionId, step }) => [missionId, step]), [["urgent", 3], [
    "calm",
    0,
  ]]);
  const again = unwrap(await second.request("mission.add", mission("urgent", 1)));
  assert.equal(again.added, false);
  second.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("openStore() puts a damaged database aside and begins anew", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/store.db`;
  const first = unwrap(openStore(path, storeFiles));
  for (let i = 0; i < 200; i++) {
    await first.request("memory.addEpisode", episode(`a page full of words ${i} `.repeat(20)));
  }
  first.close();
  const bytes = await Deno.readFile(path);
  for (let at = 4096; at < bytes.length; at += 512) bytes.fill(0xa5, at, at + 128);
  await Deno.writeFile(path, bytes);
  const second = unwrap(openStore(path, storeFiles));
  assert.equal((await recall(second, "words")).length, 0);
  await second.request("memory.addEpisode", episode("alive again"));
  assert.equal((await recall(second, "alive")).length, 1);
  second.close();
  assert.ok(storeFiles.exists(`${path}.damaged`));
  await Deno.writeTextFile(
    path,
    "this is no database at all, but long enough to be looked at ....",
  );
  const third = unwrap(openStore(path, storeFiles));
  third.close();
  assert.ok(storeFiles.exists(`${path}.damaged-1`));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a writer killed at any moment leaves a whole database with all that was acknowledged", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/store.db`;
  for (const pieces of [1, 3, 7]) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "tests/fixtures/write_episodes.ts", path],
      cwd: new URL("../../../", import.meta.url).pathname,
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    let told = "";
    const reader = child.stdout.getReader();
    for (let i = 0; i < pieces; i++) told += new TextDecoder().decode((await reader.read()).value);
    child.kill("SIGKILL");
    await reader.cancel();
    await child.status;
    const store = unwrap(openStore(path, storeFiles));
    assert.ok(!storeFiles.exists(`${path}.damaged`));
    const last = told.trim().split("\n").at(-1) ?? "";
    const found = await recall(store, `token${last}`, 1);
    assert.match(found[0]?.text ?? "", new RegExp(`token${last}\\b`));
    store.close();
    for (const end of ["", "-wal", "-shm"]) {
      if (storeFiles.exists(path + end)) await Deno.remove(path + end);
    }
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a client over a port gets answers, faults for nonsense, and ends every call in time", async () => {
  const folder = await Deno.makeTempDir();
  const worker = new Worker(new URL("../../../core/store/worker.ts", import.meta.url), {
    type: "module",
    deno: { permissions: { read: true, write: [folder], net: false, env: false, run: false } },
  });
  const { port1, port2 } = new MessageChannel();
  const started = new Promise<unknown>((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
  });
  const bounds = { keepEpisodes: 100, keepMs: 1e9 };
  worker.postMessage({ kind: "open", path: `${folder}/store.db`, bounds });
  worker.postMessage({ kind: "serve", port: port2 }, [port2]);
  assert.deepEqual(await started, { kind: "opened", setAside: null });
  const store = createStoreClient(port1, realClock.sleep, 5000);
  await store.request("memory.addEpisode", episode("written over a port"));
  assert.equal((await recall(store, "port"))[0]?.text, "written over a port");
  const bad = await store.request("memory.addEpisode", episode("x", { importance: NaN }));
  assert.equal(bad.ok, false);
  store.close();
  worker.terminate();
  const unheard = new MessageChannel();
  const hasty = createStoreClient(unheard.port1, realClock.sleep, 50);
  const late = await hasty.request("memory.facts", { subject: "x" });
  assert.equal(late.ok ? "" : late.fault.code, "STORE_TIMEOUT");
  hasty.close();
  unheard.port2.close();
  await Deno.remove(folder, { recursive: true });
});
