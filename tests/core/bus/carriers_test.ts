import assert from "node:assert/strict";
import fc from "fast-check";
import {
  createRingReader,
  createRingWriter,
  createSharedMemory,
  createSlotReader,
  createSlotWriter,
  layoutLanes,
  openRegion,
  ringBytes,
  slotBytes,
} from "core/bus/mod.ts";

Deno.test("layoutLanes() lets no two lanes share a byte, nor a cache line", () => {
  const layout = layoutLanes();
  const spans = [...Object.values(layout.lanes), ...layout.sections]
    .sort((a, b) => a.offset - b.offset);
  for (const [index, span] of spans.entries()) {
    assert.equal(span.offset % 64, 0);
    const next = spans[index + 1];
    if (next !== undefined) assert.ok(span.offset + span.bytes <= next.offset);
    assert.ok(span.offset + span.bytes <= layout.bytes);
  }
});

Deno.test("openRegion() gives a lane's writing end to its writer alone", () => {
  const memory = createSharedMemory();
  assert.doesNotThrow(() => openRegion(memory, "kernel").slotWriter("outputs"));
  assert.throws(() => openRegion(memory, "link").slotWriter("outputs"), /written by kernel/);
  assert.throws(() => openRegion(memory, "hal").ringReader("mindIntents"), /read by kernel/);
});

Deno.test("ring gives back what was pushed, in order, and counts what it dropped", () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 120 })), {
      maxLength: 300,
    }),
    fc.integer({ min: 1, max: 7 }),
    (records, takeEvery) => {
      const bytes = ringBytes(512);
      const memory = new SharedArrayBuffer(bytes);
      const writer = createRingWriter(memory, 0, bytes);
      const reader = createRingReader(memory, 0, bytes, 128);
      const expected: { kind: number; length: number; tag: number }[] = [];
      const words = new Int32Array(32);
      let drops = 0;
      const takeAll = (most: number): void => {
        for (let n = 0; n < most && reader.take(); n++) {
          const wanted = expected.shift();
          assert.deepEqual({ kind: reader.kind, length: reader.length }, {
            kind: wanted?.kind,
            length: wanted?.length,
          });
          for (let i = 0; i < (reader.length + 3) >> 2; i++) {
            assert.equal(reader.words[i], wanted?.tag);
          }
        }
      };
      for (const [index, [kind, length]] of records.entries()) {
        words.fill(index + 1);
        const fits = writer.room() >= length;
        assert.equal(writer.push(kind, words, length), fits);
        if (fits) expected.push({ kind, length, tag: index + 1 });
        else drops += 1;
        if (index % takeEvery === 0) takeAll(1);
      }
      takeAll(1000);
      assert.equal(expected.length, 0);
      assert.equal(reader.drops(), drops);
      assert.equal(reader.waiting(), 0);
    },
  ));
});

Deno.test("slot gives the newest value once", () => {
  const bytes = slotBytes(64);
  const memory = new SharedArrayBuffer(bytes);
  const writer = createSlotWriter(memory, 0, bytes);
  const reader = createSlotReader(memory, 0, bytes);
  assert.equal(reader.read(), -1);
  writer.write(Int32Array.of(1, 2, 3), 12);
  writer.write(Int32Array.of(4, 5), 8);
  assert.equal(reader.read(), 8);
  assert.deepEqual([...reader.words.subarray(0, 2)], [4, 5]);
  assert.equal(reader.read(), -1);
});

Deno.test("two real threads: no torn value, no record lost uncounted, the stop arrives", async () => {
  const slot = { offset: 64, bytes: slotBytes(256) };
  const ring = { offset: 1024, bytes: ringBytes(16_384) };
  const memory = new SharedArrayBuffer(ring.offset + ring.bytes);
  const count = 300_000;
  const worker = new Worker(new URL("./writer_worker.ts", import.meta.url), { type: "module" });
  const done = new Promise<{ pushed: number; drops: number }>((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
  });
  worker.postMessage({ memory, slot, ring, stopOffset: 0, count });
  const slots = createSlotReader(memory, slot.offset, slot.bytes);
  const rings = createRingReader(memory, ring.offset, ring.bytes, 256);
  const stop = new Int32Array(memory, 0, 1);
  let taken = 0;
  let last = 0;
  let lastSlot = 0;
  let stopSeen = false;
  const drain = (): void => {
    while (rings.take()) {
      taken += 1;
      const tag = rings.words[0] ?? 0;
      assert.ok(tag > last, "records come in order");
      last = tag;
      assert.equal(rings.kind, tag & 127);
      assert.equal(rings.length, 4 * (1 + (tag * 7) % 60));
      for (let i = 0; i < rings.length / 4; i++) assert.equal(rings.words[i], tag);
    }
    if (slots.read() === 256) {
      const value = slots.words[0] ?? 0;
      assert.ok(value > lastSlot, "a slot never goes back");
      lastSlot = value;
      for (let i = 0; i < 64; i++) assert.equal(slots.words[i], value, "torn value");
    }
    stopSeen ||= Atomics.load(stop, 0) === 1;
  };
  let result: { pushed: number; drops: number } | null = null;
  done.then((value) => result = value);
  while (result === null) {
    drain();
    if (rings.waiting() === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  drain();
  worker.terminate();
  const { pushed, drops } = await done;
  assert.equal(pushed + drops, count);
  assert.equal(taken, pushed);
  assert.equal(rings.drops(), drops);
  assert.equal(lastSlot, count);
  assert.ok(stopSeen);
});
