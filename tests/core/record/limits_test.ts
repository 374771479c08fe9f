/** Hostile recordings: what is declared is bounded before anything is allocated for it. */
import assert from "node:assert/strict";
import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import {
  createMcapWriter,
  createMemorySink,
  type Damage,
  defaultMcapOptions,
  readMessages,
  readRecords,
  recordingInfo,
  recordLimits,
} from "core/record/mod.ts";

const magic = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a];
const header = [1, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

function u64(value: number): number[] {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return [...bytes];
}

function u32(value: number): number[] {
  return u64(value).slice(0, 4);
}

function chunk(declared: number, name: string, records: Uint8Array): number[] {
  const content = [
    ...u64(0),
    ...u64(0),
    ...u64(declared),
    ...u32(0),
    ...u32(name.length),
    ...new TextEncoder().encode(name),
    ...u64(records.length),
    ...records,
  ];
  return [6, ...u64(content.length), ...content];
}

function damageOf(file: readonly number[]): readonly Damage[] {
  const damage: Damage[] = [];
  const found = [...readMessages(Uint8Array.from(file), { onDamage: (one) => damage.push(one) })];
  assert.deepEqual(found, []);
  return damage;
}

Deno.test("readMessages() refuses a chunk that declares more than its limit", () => {
  const records = zstdCompressSync(new Uint8Array(1000));
  const over = damageOf([
    ...magic,
    ...header,
    ...chunk(recordLimits.chunkBytes + 1, "zstd", records),
  ]);
  assert.match(over[0]?.reason ?? "", /^chunk lost: declares 268435457 bytes, at most 268435456/);
});

Deno.test("readMessages() takes no more from a chunk than it declares", () => {
  const bomb = zstdCompressSync(new Uint8Array(8 * 1024 * 1024));
  const found = damageOf([...magic, ...header, ...chunk(1000, "zstd", bomb)]);
  assert.match(found[0]?.reason ?? "", /^chunk lost: /);
  const short = damageOf([...magic, ...header, ...chunk(1e6, "zstd", bomb)]);
  assert.match(short[0]?.reason ?? "", /^chunk lost: /);
});

Deno.test("readMessages() names an unknown compression", () => {
  const found = damageOf([...magic, ...header, ...chunk(4, "brotli", Uint8Array.of(1, 2, 3, 4))]);
  assert.equal(found[0]?.reason, 'chunk lost: unknown compression "brotli"');
});

Deno.test("readRecords() does not follow a record longer than its limit or the file", () => {
  for (const length of [recordLimits.recordBytes + 1, 2 ** 52, 100]) {
    const damage: Damage[] = [];
    const file = Uint8Array.from([...magic, ...header, 12, ...u64(length), 0, 0, 0, 0]);
    const kinds = [...readRecords(file, (one) => damage.push(one))].map((record) => record.type);
    assert.deepEqual(kinds, ["Header"]);
    assert.ok(damage.length > 0);
  }
});

Deno.test("readRecords() does not follow a text longer than its limit or its record", () => {
  for (const length of [recordLimits.textBytes + 1, 0xffffffff, 9]) {
    const content = [...u32(length), 1, 2, 3, 4];
    const file = [...magic, ...header, 12, ...u64(content.length), ...content];
    const damage: Damage[] = [];
    const kinds = [...readRecords(Uint8Array.from(file), (one) => damage.push(one))]
      .map((record) => record.type);
    assert.deepEqual(kinds, ["Header"]);
    assert.equal(damage[0]?.reason, "a record is too short for its fields");
  }
});

Deno.test("readRecords() takes a map of no more entries than its limit", () => {
  const entry = [...u32(0), ...u32(0)];
  const entries = new Uint8Array(entry.length * (recordLimits.mapEntries + 1));
  const tooMany = [...u32(0), ...u32(entries.length)];
  const head = [...magic, ...header, 12, ...u64(tooMany.length + entries.length), ...tooMany];
  const file = new Uint8Array(head.length + entries.length);
  file.set(head);
  const damage: Damage[] = [];
  const records = [...readRecords(file, (one) => damage.push(one))];
  assert.equal(records.length, 1);
  assert.equal(damage[0]?.reason, "a record is too short for its fields");
});

Deno.test("recordingInfo() lists no more damage than its limit, and counts the rest", () => {
  const bad = chunk(4, "brotli", Uint8Array.of(1, 2, 3, 4));
  const parts: number[] = [...magic, ...header];
  for (let i = 0; i < recordLimits.damages + 10; i++) parts.push(...bad);
  const info = recordingInfo(Uint8Array.from(parts));
  assert.ok(info.ok);
  assert.equal(info.value.damage.length, recordLimits.damages);
  assert.equal(info.value.moreDamage, 11);
});

Deno.test("createMcapWriter() refuses what no reader would take, and goes on", () => {
  const sink = createMemorySink();
  const writer = createMcapWriter(sink, defaultMcapOptions);
  const long = "x".repeat(recordLimits.textBytes);
  assert.equal(writer.metadata("big", { long })?.code, "RECORD_LIMIT");
  assert.equal(writer.metadata("small", { a: "b" }), null);
  assert.equal(writer.finish(), null);
  const info = recordingInfo(sink.bytes());
  assert.ok(info.ok);
  assert.equal(info.value.outcome, "whole");
  assert.deepEqual([...info.value.metadata.keys()], ["small"]);
});

Deno.test("readMessages() and readRecords() end on any bytes behind a magic", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), (tail, withHeader) => {
      const file = Uint8Array.from([...magic, ...(withHeader ? header : []), ...tail]);
      for (const one of readMessages(file, {})) assert.ok(one.data.length <= tail.length);
      for (const one of readRecords(file, () => {})) assert.equal(typeof one.type, "string");
    }),
    { numRuns: 300 },
  );
});
