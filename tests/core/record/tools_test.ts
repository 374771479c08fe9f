/** Recover, cut and merge on recordings of others: nothing is lost that is whole, no bit of a time. */
import assert from "node:assert/strict";
import { createPrng, integer } from "core/math/mod.ts";
import { unwrap } from "core/fault.ts";
import {
  createMcapWriter,
  createMemorySink,
  cutRecording,
  defaultMcapOptions,
  mergeRecordings,
  quickInfo,
  readMessages,
  readRecords,
  recordingInfo,
  recoverRecording,
} from "core/record/mod.ts";
import { chunkSpans, makeSample } from "./sample_recording.ts";

const rounds = 300;

function indexOf(data: Uint8Array): number {
  return new DataView(data.buffer, data.byteOffset).getUint32(0, true);
}

function sample(compression: "none" | "zstd", seed: number) {
  return makeSample({ compression, messages: 1500, chunkBytes: 8192, seed, finish: true });
}

for (const compression of ["none", "zstd"] as const) {
  Deno.test(`recoverRecording() keeps all whole chunks of ${rounds} cuts (${compression})`, () => {
    const { bytes } = sample(compression, 31);
    const spans = chunkSpans(bytes);
    const random = createPrng(31, `cuts ${compression}`);
    for (let round = 0; round < rounds; round++) {
      const cut = 8 + integer(random, bytes.length - 8);
      const expected = spans.filter((span) => span.end <= cut)
        .reduce((sum, span) => sum + span.messages, 0);
      const sink = createMemorySink();
      const report = unwrap(recoverRecording(bytes.subarray(0, cut), sink));
      assert.equal(report.messages, expected, `cut at ${cut}`);
      assert.equal(quickInfo(sink.bytes()).messages, expected);
      if (round % 30 > 0) continue;
      assert.equal(unwrap(recordingInfo(sink.bytes())).outcome, "whole", `cut at ${cut}`);
    }
  });

  Deno.test(`recoverRecording() loses at most one chunk to ${rounds} flips (${compression})`, () => {
    const { bytes, messages } = sample(compression, 32);
    const spans = chunkSpans(bytes);
    const largest = Math.max(...spans.map((span) => span.messages));
    const random = createPrng(32, `flips ${compression}`);
    for (let round = 0; round < rounds; round++) {
      const at = 8 + integer(random, bytes.length - 8);
      const broken = bytes.slice();
      broken[at] = (broken[at] ?? 0) ^ (1 << integer(random, 8));
      const sink = createMemorySink();
      const report = unwrap(recoverRecording(broken, sink));
      assert.ok(messages.length - report.messages <= largest, `bit at ${at}: ${report.messages}`);
      const span = spans.find((one) => one.start + 80 <= at && at < one.end - 1);
      if (span !== undefined && report.messages < messages.length) {
        assert.equal(messages.length - report.messages, span.messages, `bit at ${at}`);
      }
      if (round % 10 > 0) continue;
      for (const one of readMessages(sink.bytes(), {})) {
        assert.deepEqual(one.data.slice(), messages[indexOf(one.data)]?.data);
      }
    }
  });
}

Deno.test("recoverRecording() of the bare magic is a whole recording without messages", () => {
  const { bytes } = sample("zstd", 33);
  for (const length of [8, 9, 20]) {
    const sink = createMemorySink();
    assert.equal(unwrap(recoverRecording(bytes.subarray(0, length), sink)).messages, 0);
    assert.equal(unwrap(recordingInfo(sink.bytes())).outcome, "whole");
  }
  const none = recoverRecording(new Uint8Array(100), createMemorySink());
  assert.equal(none.ok ? "" : none.fault.code, "RECORD_FORMAT");
});

/** Wall-clock times that no float64 holds exactly. */
function wallClock(): Uint8Array {
  const sink = createMemorySink();
  const writer = createMcapWriter(sink, { ...defaultMcapOptions, profile: "ros2" });
  const fixed = unwrap(writer.registerChannel("/tf_static", "cdr", 0, {}));
  const free = unwrap(writer.registerChannel("/scan", "cdr", 0, { a: "b" }));
  const stamps = new DataView(new ArrayBuffer(16));
  for (let i = 0; i < 1000; i++) {
    const time = 1_764_000_000_123_456_789n + BigInt(i) * 10_000_001n;
    stamps.setBigUint64(0, time, true);
    stamps.setBigUint64(8, time + 7n, true);
    const data = new Uint8Array([i & 255, i >> 8]);
    assert.equal(writer.writeStamped(i === 0 ? fixed : free, i, stamps, data), null);
  }
  writer.finish();
  return sink.bytes();
}

function times(bytes: Uint8Array): string[] {
  const found: string[] = [];
  for (const record of readRecords(bytes, () => {})) {
    if (record.type === "Message") found.push(`${record.logTime} ${record.publishTime}`);
    if (record.type === "Statistics") found.push(`${record.messageStartTime}`);
  }
  return found;
}

Deno.test("recover and merge keep all 64 bits of times", () => {
  const bytes = wallClock();
  const recovered = createMemorySink();
  unwrap(recoverRecording(bytes, recovered));
  assert.deepEqual(times(recovered.bytes()), times(bytes));
  const merged = createMemorySink();
  const report = unwrap(mergeRecordings([bytes, recovered.bytes()], merged));
  assert.equal(report.messages + report.repeated, 2000);
  assert.equal(quickInfo(merged.bytes()).state, "finished");
});

Deno.test("cutRecording() of a file of others counts from its first message, keeps /tf_static", () => {
  const sink = createMemorySink();
  const report = unwrap(
    cutRecording(wallClock(), sink, { fromNs: 2_000_000_000, toNs: 3_000_000_000 }),
  );
  assert.equal(report.keyframeNs, null);
  assert.equal(report.latched, 1);
  const found = [...readMessages(sink.bytes(), {})];
  assert.equal(found[0]?.channel.topic, "/tf_static");
  assert.equal(found.length, 101);
  assert.equal(found[1]?.sequence, 200);
  assert.equal(found[1]?.channel.metadata.get("a"), "b");
});

Deno.test("cutRecording() of a span without messages says so", () => {
  const cut = cutRecording(wallClock(), createMemorySink(), { fromNs: 1e12, toNs: 2e12 });
  assert.equal(cut.ok ? "" : cut.fault.code, "RECORD_EMPTY");
});

Deno.test("mergeRecordings() orders two recordings by time", () => {
  const make = (offset: number): Uint8Array => {
    const sink = createMemorySink();
    const writer = createMcapWriter(sink, defaultMcapOptions);
    const id = unwrap(writer.registerChannel(`/from${offset}`, "raw", 0, {}));
    for (let i = 0; i < 50; i++) writer.write(id, i, i * 10 + offset, 0, new Uint8Array([i]));
    writer.finish();
    return sink.bytes();
  };
  const sink = createMemorySink();
  unwrap(mergeRecordings([make(3), make(0), make(7)], sink));
  const found = [...readMessages(sink.bytes(), {})].map((one) => one.logTimeNs);
  assert.equal(found.length, 150);
  assert.deepEqual(found, [...found].sort((a, b) => a - b));
});
