/**
 * What a crash leaves: 100 seeded cuts and 100 seeded bit flips of each packing. A cut returns
 * exactly the messages of the whole chunks before it; a flip loses at most one chunk, and nothing
 * false comes back undoubted.
 */
import assert from "node:assert/strict";
import { createPrng, integer } from "core/math/mod.ts";
import { readMessages, recordingInfo } from "core/record/mod.ts";
import { chunkSpans, makeSample, type Sample } from "./sample_recording.ts";

const rounds = 100;

function sampleOf(compression: "none" | "zstd", seed: number): Sample {
  return makeSample({ compression, messages: 1500, chunkBytes: 8192, seed, finish: true });
}

function indexOf(data: Uint8Array): number {
  if (data.length < 4) return -1;
  return new DataView(data.buffer, data.byteOffset).getUint32(0, true);
}

for (const compression of ["none", "zstd"] as const) {
  Deno.test(`readMessages() returns exactly the whole chunks before a cut (${compression})`, () => {
    const sample = sampleOf(compression, 11);
    const spans = chunkSpans(sample.bytes);
    const random = createPrng(2026, `cuts ${compression}`);
    for (let round = 0; round < rounds; round++) {
      const cut = 60 + integer(random, sample.bytes.length - 60);
      const whole = spans.filter((span) => span.end <= cut);
      const expected = whole.reduce((sum, span) => sum + span.messages, 0);
      const found = [...readMessages(sample.bytes.subarray(0, cut), {})];
      assert.equal(found.length, expected, `cut at ${cut}`);
      assert.ok(found.every((one, i) => !one.damaged && indexOf(one.data) === i), `cut at ${cut}`);
    }
  });

  Deno.test(`readMessages() loses at most one chunk to a flipped bit (${compression})`, () => {
    const sample = sampleOf(compression, 12);
    const spans = chunkSpans(sample.bytes);
    const largest = Math.max(...spans.map((span) => span.messages));
    const random = createPrng(2027, `flips ${compression}`);
    for (let round = 0; round < rounds; round++) {
      const at = integer(random, sample.bytes.length);
      const bit = 1 << integer(random, 8);
      const bytes = sample.bytes.slice();
      bytes[at] = (bytes[at] ?? 0) ^ bit;
      const where = `bit ${bit} at ${at} of ${bytes.length}`;
      const sure = new Set<number>();
      let damages = 0;
      for (const one of readMessages(bytes, { onDamage: () => damages++ })) {
        if (one.damaged) continue;
        const original = sample.messages[indexOf(one.data)];
        assert.ok(original !== undefined, where);
        assert.deepEqual(one.data.slice(), original.data, where);
        assert.equal(one.channel.topic, original.topic, where);
        assert.equal(one.logTimeNs, original.logTimeNs, where);
        sure.add(indexOf(one.data));
      }
      assert.ok(sample.messages.length - sure.size <= largest, `${where}: ${sure.size} left`);
      if (sure.size < sample.messages.length) assert.ok(damages > 0, `${where}: not told`);
      const info = recordingInfo(bytes);
      assert.ok(info.ok, where);
      assert.equal(info.value.outcome === "whole", false, `${where}: called whole`);
    }
  });
}

Deno.test("readMessages() of every bit of a chunk's head and neighbours loses one chunk", () => {
  const sample = makeSample({
    compression: "none",
    messages: 60,
    chunkBytes: 2048,
    seed: 4,
    finish: true,
  });
  const spans = chunkSpans(sample.bytes);
  const largest = Math.max(...spans.map((span) => span.messages));
  const middle = spans[1];
  assert.ok(middle !== undefined);
  for (let at = middle.start; at < middle.start + 49; at++) {
    for (let bit = 1; bit < 256; bit <<= 1) {
      const bytes = sample.bytes.slice();
      bytes[at] = (bytes[at] ?? 0) ^ bit;
      const sure = [...readMessages(bytes, {})].filter((one) => !one.damaged);
      assert.ok(60 - sure.length <= largest, `bit ${bit} at ${at}: ${sure.length} left`);
    }
  }
});

Deno.test("readMessages() takes a tail of zeros as the end", () => {
  const sample = makeSample({
    compression: "zstd",
    messages: 100,
    chunkBytes: 2048,
    seed: 6,
    finish: false,
  });
  const bytes = new Uint8Array(sample.bytes.length + 4096);
  bytes.set(sample.bytes);
  const reasons: string[] = [];
  const found = [...readMessages(bytes, { onDamage: ({ reason }) => reasons.push(reason) })];
  assert.equal(found.length, 100);
  assert.deepEqual(reasons, ["only zeros from here, 4096 bytes"]);
});

Deno.test("readMessages() goes on behind a hole of zeros", () => {
  const sample = sampleOf("zstd", 13);
  const spans = chunkSpans(sample.bytes);
  const hole = spans[3];
  assert.ok(hole !== undefined);
  const bytes = sample.bytes.slice();
  bytes.fill(0, hole.start, hole.end);
  const found = [...readMessages(bytes, {})];
  assert.equal(found.length, sample.messages.length - hole.messages);
});

Deno.test("readMessages() marks the messages of a plain chunk with a wrong CRC, and gives them", () => {
  const sample = sampleOf("none", 14);
  const span = chunkSpans(sample.bytes)[2];
  assert.ok(span !== undefined);
  const bytes = sample.bytes.slice();
  const at = span.start + 200;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  const found = [...readMessages(bytes, {})];
  assert.equal(found.length, sample.messages.length);
  assert.equal(found.filter((one) => one.damaged).length, span.messages);
});
