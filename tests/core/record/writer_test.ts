import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import {
  createFileSink,
  createMcapWriter,
  createMemorySink,
  defaultMcapOptions,
  fileSource,
  readMessages,
  readRecords,
  recordingInfo,
  type RecordSink,
} from "core/record/mod.ts";
import { chunkSpans, makeSample, type Written } from "./sample_recording.ts";

function readBack(bytes: Uint8Array): Written[] {
  return [...readMessages(bytes, { onDamage: ({ reason }) => assert.fail(reason) })]
    .map(({ channel, sequence, logTimeNs, publishTimeNs, data, damaged }) => {
      assert.equal(damaged, false);
      return { topic: channel.topic, sequence, logTimeNs, publishTimeNs, data: data.slice() };
    });
}

for (const compression of ["none", "zstd"] as const) {
  Deno.test(`createMcapWriter() writes what readMessages() reads (${compression})`, () => {
    const sample = makeSample({
      compression,
      messages: 5000,
      chunkBytes: 16_384,
      seed: 1,
      finish: true,
    });
    const back = readBack(sample.bytes);
    assert.equal(back.length, sample.messages.length);
    sample.messages.forEach((message, i) => assert.deepEqual(back[i], message));
    assert.ok(chunkSpans(sample.bytes).length > 20);
    const info = recordingInfo(sample.bytes);
    assert.ok(info.ok);
    assert.equal(info.value.outcome, "whole");
    assert.equal(info.value.messages, 5000);
    assert.equal(info.value.compression, compression);
    assert.equal(info.value.versions["version"], "1.2.3");
    assert.deepEqual(info.value.attachments, [{ name: "note.txt", bytes: 8 }]);
    assert.deepEqual(info.value.topics.map((one) => one.missing), [0, 0, 0]);
  });
}

Deno.test("createMcapWriter() gives equal bytes for equal calls", () => {
  const options = {
    compression: "zstd",
    messages: 500,
    chunkBytes: 4096,
    seed: 3,
    finish: true,
  } as const;
  assert.ok(Buffer.from(makeSample(options).bytes).equals(makeSample(options).bytes));
});

Deno.test("createMcapWriter() keeps any times, sequences, sizes and orders", () => {
  const message = fc.record({
    channel: fc.integer({ min: 0, max: 3 }),
    sequence: fc.integer({ min: 0, max: 0xffffffff }),
    logTimeNs: fc.maxSafeInteger().map(Math.abs),
    publishTimeNs: fc.maxSafeInteger().map(Math.abs),
    data: fc.uint8Array({ maxLength: 300 }),
    flush: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 60 }), fc.boolean(), (list, zstd) => {
      const sink = createMemorySink();
      const writer = createMcapWriter(sink, {
        ...defaultMcapOptions,
        chunkBytes: 512,
        compression: zstd ? "zstd" : "none",
      });
      for (let i = 0; i < 4; i++) assert.ok(writer.registerChannel(`/${i}`, "x", 0, {}).ok);
      for (const { channel, sequence, logTimeNs, publishTimeNs, data, flush } of list) {
        assert.equal(writer.write(channel, sequence, logTimeNs, publishTimeNs, data), null);
        if (flush) assert.equal(writer.flush(), null);
      }
      assert.equal(writer.finish(), null);
      const expected = list.map(({ channel, sequence, logTimeNs, publishTimeNs, data }) => ({
        topic: `/${channel}`,
        sequence,
        logTimeNs,
        publishTimeNs,
        data: Uint8Array.from(data),
      }));
      assert.deepEqual(readBack(sink.bytes()), expected);
    }),
    { numRuns: 60 },
  );
});

Deno.test("createMcapWriter() takes the first bytes of a longer buffer", () => {
  const sink = createMemorySink();
  const writer = createMcapWriter(sink, defaultMcapOptions);
  const channel = writer.registerChannel("/a", "x", 0, {});
  assert.ok(channel.ok);
  const buffer = new Uint8Array(4096).fill(9);
  for (const length of [0, 1, 47, 48, 49, 1000]) {
    writer.write(channel.value, 0, 0, 0, buffer, length);
  }
  writer.finish();
  assert.deepEqual(readBack(sink.bytes()).map((one) => one.data.length), [0, 1, 47, 48, 49, 1000]);
});

Deno.test("createMcapWriter() gives a message larger than a chunk a chunk of its own", () => {
  const sink = createMemorySink();
  const writer = createMcapWriter(sink, { ...defaultMcapOptions, chunkBytes: 1024 });
  const channel = writer.registerChannel("/a", "x", 0, {});
  assert.ok(channel.ok);
  for (const size of [10, 5000, 10]) {
    assert.equal(writer.write(channel.value, 0, 0, 0, new Uint8Array(size).fill(size)), null);
  }
  writer.finish();
  const bytes = sink.bytes();
  assert.deepEqual(readBack(bytes).map((one) => one.data.length), [10, 5000, 10]);
  assert.deepEqual(chunkSpans(bytes).map((one) => one.messages), [1, 1, 1]);
});

Deno.test("createMcapWriter() puts a channel in front of the first chunk that uses it", () => {
  const sink = createMemorySink();
  const writer = createMcapWriter(sink, defaultMcapOptions);
  const first = writer.registerChannel("/first", "x", 0, {});
  assert.ok(first.ok);
  writer.write(first.value, 0, 1, 1, Uint8Array.of(1));
  const late = writer.registerChannel("/late", "x", 0, {});
  assert.ok(late.ok);
  writer.write(late.value, 0, 2, 2, Uint8Array.of(2));
  writer.finish();
  const kinds = [...readRecords(sink.bytes(), () => {})].map((record) => record.type);
  assert.deepEqual(kinds.slice(0, 6), [
    "Header",
    "Channel",
    "Channel",
    "Chunk",
    "Message",
    "Message",
  ]);
});

Deno.test("flush() makes all that was taken readable without an end", () => {
  const sample = makeSample({
    compression: "zstd",
    messages: 300,
    chunkBytes: 1 << 20,
    seed: 2,
    finish: false,
  });
  const reasons: string[] = [];
  const found = [...readMessages(sample.bytes, { onDamage: ({ reason }) => reasons.push(reason) })];
  assert.equal(found.length, 300);
  assert.deepEqual(reasons, ["the recording was not finished"]);
  const info = recordingInfo(sample.bytes);
  assert.ok(info.ok);
  assert.equal(info.value.outcome, "unfinished");
});

function brokenSink(allowed: number): RecordSink {
  let left = allowed;
  return {
    write(bytes) {
      left -= bytes.length;
      if (left < 0) throw new Error("No space left on device (os error 28)");
    },
  };
}

Deno.test("write() tells of a sink that fails, and goes on telling", () => {
  const writer = createMcapWriter(brokenSink(2000), { ...defaultMcapOptions, chunkBytes: 1024 });
  const channel = writer.registerChannel("/a", "x", 0, {});
  assert.ok(channel.ok);
  const faults = Array.from({ length: 100 }, (_, i) => {
    const data = Uint8Array.from({ length: 200 }, (_, at) => (i * 97 + at * 31) & 255);
    return writer.write(channel.value, i, i, i, data);
  });
  const first = faults.findIndex((fault) => fault !== null);
  assert.ok(first > 0);
  assert.ok(faults.slice(first).every((fault) => fault === faults[first]));
  assert.equal(faults[first]?.code, "RECORD_WRITE");
  assert.match(faults[first]?.message ?? "", /^Cannot write the recording at byte \d+: No space/);
  assert.equal(writer.finish(), faults[first]);
  assert.equal(writer.registerChannel("/b", "x", 0, {}).ok, false);
  assert.equal(writer.fault, faults[first]);
});

Deno.test("createMcapWriter() tells of a sink that fails at the header, at the first call", () => {
  const writer = createMcapWriter(brokenSink(0), defaultMcapOptions);
  assert.equal(writer.fault?.code, "RECORD_WRITE");
  assert.equal(writer.flush()?.code, "RECORD_WRITE");
});

Deno.test("createFileSink() and fileSource() write and read a real file in ranges", () => {
  const path = Deno.makeTempFileSync({ suffix: ".mcap" });
  try {
    const sample = makeSample({
      compression: "zstd",
      messages: 200,
      chunkBytes: 4096,
      seed: 5,
      finish: true,
    });
    const file = Deno.openSync(path, { write: true });
    const sink = createFileSink(file);
    for (let at = 0; at < sample.bytes.length; at += 999) {
      sink.write(sample.bytes.subarray(at, at + 999));
    }
    sink.sync?.();
    file.close();
    const back = Deno.openSync(path);
    const source = fileSource(back, sample.bytes.length);
    const found = [...readMessages(source, { onDamage: ({ reason }) => assert.fail(reason) })];
    back.close();
    assert.equal(found.length, sample.messages.length);
    sample.messages.forEach((one, i) => assert.deepEqual(found[i]?.data.slice(), one.data));
  } finally {
    Deno.removeSync(path);
  }
});
