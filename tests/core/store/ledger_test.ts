import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import type { BudgetCaps, Reservation, Store } from "core/store/mod.ts";
import { createMemoryStore, openStore } from "core/store/mod.ts";
import { storeFiles } from "tests/fixtures/store_files.ts";

const noon = Date.UTC(2026, 10, 24, 12);

function reservation(id: string, caps: BudgetCaps, more: Partial<Reservation> = {}): Reservation {
  return {
    callId: id,
    provider: "openai:test",
    missionId: "m1",
    tokens: 100,
    nanoUsd: 1000,
    deadlineMs: noon + 60_000,
    nowMs: noon,
    caps,
    ...more,
  };
}

async function admitted(store: Store, r: Reservation): Promise<boolean> {
  return unwrap(await store.request("ledger.reserve", r)).admitted;
}

Deno.test("reserve() admits no call whose worst case passes a cap, and says which", async () => {
  const store = unwrap(createMemoryStore());
  const caps = { minute: { tokens: 250 } };
  assert.equal(await admitted(store, reservation("a", caps)), true);
  assert.equal(await admitted(store, reservation("b", caps)), true);
  const refused = unwrap(await store.request("ledger.reserve", reservation("c", caps)));
  assert.equal(refused.admitted, false);
  assert.deepEqual([refused.window, refused.cap, refused.used, refused.limit], [
    "minute",
    "tokens",
    200,
    250,
  ]);
  const use = refused.use.find((one) => one.window === "minute");
  assert.equal(use?.share, 0.8);
  assert.ok((use?.freesAtMs ?? 0) > noon);
  assert.equal(await admitted(store, reservation("d", caps, { nowMs: noon + 61_000 })), true);
  store.close();
});

Deno.test("settle() books what was used, and the reservation where that is not known", async () => {
  const store = unwrap(createMemoryStore());
  const caps = { day: { tokens: 1000, nanoUsd: 10_000 }, lifetime: { requests: 10 } };
  await admitted(store, reservation("a", caps));
  await admitted(store, reservation("b", caps));
  const settled = { nowMs: noon, tokens: 30, nanoUsd: 300, mostTokens: 500 };
  assert.deepEqual(
    unwrap(await store.request("ledger.settle", { callId: "a", ...settled })),
    { known: true, over: false },
  );
  const unknown = { callId: "b", tokens: null, nanoUsd: null, mostTokens: 500, nowMs: noon };
  await store.request("ledger.settle", unknown);
  const again = unwrap(await store.request("ledger.settle", unknown));
  assert.equal(again.known, false);
  const use = unwrap(await store.request("ledger.use", { nowMs: noon, missionId: "m1", caps }));
  for (const window of ["minute", "hour", "day", "mission", "lifetime"]) {
    const one = use.find((row) => row.window === window);
    assert.deepEqual([one?.requests, one?.tokens, one?.nanoUsd], [2, 130, 1300], window);
  }
  store.close();
});

Deno.test("settle() stops a provider that reports more than a call can take, until released", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/store.db`;
  const first = unwrap(openStore(path, storeFiles));
  await admitted(first, reservation("a", {}));
  const dear = { callId: "a", tokens: 400, nanoUsd: 4000, mostTokens: 500, nowMs: noon };
  assert.equal(unwrap(await first.request("ledger.settle", dear)).over, false, "only dear");
  await admitted(first, reservation("b", {}));
  const absurd = { callId: "b", tokens: 5000, nanoUsd: 50_000, mostTokens: 500, nowMs: noon };
  assert.equal(unwrap(await first.request("ledger.settle", absurd)).over, true);
  first.close();
  // A restart is no operator.
  const store = unwrap(openStore(path, storeFiles));
  const use = unwrap(
    await store.request("ledger.use", { nowMs: noon, missionId: "m1", caps: {} }),
  );
  assert.equal(use[0]?.tokens, 5400, "what was reported is what was spent");
  const refused = unwrap(await store.request("ledger.reserve", reservation("c", {})));
  assert.deepEqual([refused.admitted, refused.cap, refused.used, refused.limit], [
    false,
    "overrun",
    5000,
    500,
  ]);
  const other = reservation("d", {}, { provider: "ollama:other" });
  assert.equal(await admitted(store, other), true, "others are not to blame");
  assert.equal(unwrap(await store.request("ledger.release", {})).released, 1);
  assert.equal(await admitted(store, reservation("e", {})), true);
  store.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("reserve() counts missions and other caps apart", async () => {
  const store = unwrap(createMemoryStore());
  const caps = { mission: { requests: 1 }, lifetime: { nanoUsd: 2500 } };
  assert.equal(await admitted(store, reservation("a", caps)), true);
  assert.equal(await admitted(store, reservation("b", caps)), false);
  assert.equal(await admitted(store, reservation("c", caps, { missionId: "m2" })), true);
  assert.equal(await admitted(store, reservation("d", caps, { missionId: "m3" })), false);
  store.close();
});

Deno.test("a clock that steps back reopens no window, and one that was wrong blocks none for years", async () => {
  const store = unwrap(createMemoryStore());
  const caps = { minute: { requests: 2 } };
  assert.equal(await admitted(store, reservation("a", caps)), true);
  assert.equal(await admitted(store, reservation("b", caps)), true);
  for (const backMs of [1000, 59_000, 3_600_000, 86_400_000]) {
    const back = reservation(`back${backMs}`, caps, { nowMs: noon - backMs });
    assert.equal(await admitted(store, back), false, `${backMs}`);
  }
  const wrong = noon + 20 * 365 * 86_400_000;
  assert.equal(await admitted(store, reservation("c", caps, { nowMs: wrong })), true);
  assert.equal(await admitted(store, reservation("d", caps, { nowMs: wrong })), true);
  assert.equal(await admitted(store, reservation("e", caps, { nowMs: noon + 200_000 })), false);
  assert.equal(await admitted(store, reservation("f", caps, { nowMs: noon + 300_000 })), true);
  store.close();
});

Deno.test("100 callers at once never pass a cap", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/store.db`;
  // Ten connections to one file, ten callers each: as many processes would do it.
  const stores = Array.from({ length: 10 }, () => unwrap(openStore(path, storeFiles)));
  const caps = { hour: { tokens: 3750, nanoUsd: 1_000_000 } };
  const asked = Array.from({ length: 100 }, (_item, index) => {
    const store = stores[index % stores.length];
    assert.ok(store !== undefined);
    return admitted(store, reservation(`r${index}`, caps));
  });
  const yes = (await Promise.all(asked)).filter((one) => one).length;
  assert.equal(yes, 37);
  for (const store of stores) store.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a process killed between reserve and settle has spent its reservation", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/store.db`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "tests/fixtures/reserve_and_wait.ts", path],
    cwd: new URL("../../../", import.meta.url).pathname,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  const said = new TextDecoder().decode((await reader.read()).value);
  assert.match(said, /reserved 5/);
  child.kill("SIGKILL");
  await reader.cancel();
  await child.status;
  const store = unwrap(openStore(path, storeFiles));
  const use = unwrap(
    await store.request("ledger.use", { nowMs: noon, missionId: "m1", caps: {} }),
  );
  assert.deepEqual([use[0]?.requests, use[0]?.tokens], [5, 500]);
  const caps = { hour: { tokens: 599 } };
  assert.equal(await admitted(store, reservation("next", caps)), false);
  store.close();
  await Deno.remove(folder, { recursive: true });
});
