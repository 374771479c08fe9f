import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeLatch,
  encodeLatch,
  judgeLatch,
  latchBytes,
  type LatchRecord,
} from "core/operator/latch_record.ts";
import { type LatchStore, openLatchStore } from "core/operator/latch_store.ts";

const clear: LatchRecord = {
  generation: 41,
  state: "clear",
  latchId: 0,
  lastId: 7,
  wallMs: 1.7e12,
  source: "socket",
  cause: "estop",
};

const wallMs = 1_764_000_000_000;

async function open(folder: string): Promise<LatchStore> {
  const store = await openLatchStore(folder, () => wallMs);
  assert.ok(store.ok);
  return store.value;
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(`${folder}/state`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("decodeLatch() reads back what encodeLatch() wrote, of any record", () => {
  const text = fc.stringMatching(/^[ -~]{0,24}$/);
  fc.assert(fc.property(
    fc.record({
      generation: fc.nat(),
      state: fc.constantFrom("clear" as const, "running" as const, "latched" as const),
      latchId: fc.nat(),
      lastId: fc.nat(),
      wallMs: fc.nat(),
      source: text,
      cause: text,
    }),
    (record) => assert.deepEqual(decodeLatch(encodeLatch(record)), { ...record }),
  ));
});

Deno.test("judgeLatch() says clear of two whole clear copies, and of nothing else", () => {
  const whole = encodeLatch(clear);
  assert.equal(judgeLatch([whole, whole], wallMs).latched, false);
  for (const state of ["running", "latched"] as const) {
    const other = encodeLatch({ ...clear, state });
    const older = encodeLatch({ ...clear, state, generation: 40 });
    for (const one of [other, older, encodeLatch({ ...clear, generation: 40 })]) {
      assert.ok(judgeLatch([whole, one], wallMs).latched);
      assert.ok(judgeLatch([one, whole], wallMs).latched);
    }
    assert.ok(judgeLatch([other, other], wallMs).latched);
  }
  assert.ok(judgeLatch([null, whole], wallMs).latched);
  assert.ok(judgeLatch([whole, null], wallMs).latched);
  assert.ok(judgeLatch([null, null], wallMs).latched);
});

Deno.test("judgeLatch() says latched of every flipped bit of either copy", () => {
  const whole = encodeLatch(clear);
  for (let bit = 0; bit < 8 * latchBytes; bit++) {
    const flipped = whole.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    for (const pair of [[flipped, whole], [whole, flipped]] as const) {
      const found = judgeLatch([pair[0], pair[1]], wallMs);
      assert.ok(found.latched, `bit ${bit}`);
      assert.ok(found.latchId > clear.lastId, `bit ${bit}`);
    }
    const both = judgeLatch([flipped, flipped], wallMs);
    assert.ok(both.latched && both.latchId > clear.lastId, `bit ${bit} of both`);
  }
});

Deno.test("judgeLatch() says latched of every cut, growth and mixture of two records", () => {
  const whole = encodeLatch(clear);
  const before = encodeLatch({ ...clear, state: "running", generation: 40 });
  for (let length = 0; length < latchBytes; length++) {
    assert.ok(judgeLatch([whole.subarray(0, length), whole], wallMs).latched);
    assert.ok(judgeLatch([whole, whole.subarray(0, length)], wallMs).latched);
    // A write over in place that a power cut tore: new bytes up to here, old ones behind.
    const torn = before.slice();
    torn.set(whole.subarray(0, length));
    assert.ok(judgeLatch([torn, before], wallMs).latched, `first copy torn at ${length}`);
    assert.ok(judgeLatch([whole, torn], wallMs).latched, `second copy torn at ${length}`);
  }
  const longer = new Uint8Array(latchBytes + 1);
  longer.set(whole);
  assert.ok(judgeLatch([longer, longer], wallMs).latched);
});

Deno.test("openLatchStore() begins unlatched at a first start and after a clean end only", async () => {
  await inFolder(async (folder) => {
    const first = await open(folder);
    assert.deepEqual([first.found.reason, first.found.latched], ["firstStart", false]);
    assert.ok((await first.close()).ok);
    const second = await open(folder);
    assert.deepEqual([second.found.reason, second.found.latched], ["clear", false]);
    // No close: the robot was killed.
    const third = await open(folder);
    assert.deepEqual([third.found.reason, third.found.latchId], ["unclean", 1]);
  });
});

Deno.test("openLatchStore() finds a latch again under its id until it was reset", async () => {
  await inFolder(async (folder) => {
    const first = await open(folder);
    assert.ok((await first.latched({ latchId: 1, source: "socket", cause: "estop" })).ok);
    assert.ok((await first.close()).ok);
    const second = await open(folder);
    assert.deepEqual([second.found.reason, second.found.latchId], ["latched", 1]);
    assert.ok((await second.running()).ok);
    assert.ok((await second.close()).ok);
    const third = await open(folder);
    assert.deepEqual([third.found.latched, third.found.latchesBefore], [false, 1]);
  });
});

Deno.test("openLatchStore() begins latched where one copy is missing or not readable", async () => {
  for (const name of ["latch.a", "latch.b"]) {
    await inFolder(async (folder) => {
      assert.ok((await (await open(folder)).close()).ok);
      await Deno.remove(`${folder}/estop/${name}`);
      assert.equal((await open(folder)).found.reason, "damaged");
      await Deno.remove(`${folder}/estop/${name}`);
      await Deno.mkdir(`${folder}/estop/${name}`);
      const blocked = await openLatchStore(folder, () => wallMs);
      assert.ok(!blocked.ok && blocked.fault.code === "OPERATOR_LATCH_STORE");
    });
  }
});

Deno.test("openLatchStore() fails with a fault where the folder cannot be made", async () => {
  const file = await Deno.makeTempFile();
  const store = await openLatchStore(`${file}/state`, () => wallMs);
  assert.ok(!store.ok && store.fault.code === "OPERATOR_LATCH_STORE");
  await Deno.remove(file);
});
