/** What we write, read by @mcap/core: its indexed and its stream reader see the same content. */
import assert from "node:assert/strict";
import { zstdDecompressSync } from "node:zlib";
import { McapIndexedReader, McapStreamReader, type McapTypes } from "@mcap/core";
import { createMcapWriter, createMemorySink } from "core/record/mod.ts";
import { makeSample } from "tests/core/record/sample_recording.ts";

const decompressHandlers = {
  zstd: (bytes: Uint8Array, _size: bigint) => new Uint8Array(zstdDecompressSync(bytes)),
};

function readable(bytes: Uint8Array) {
  return {
    size: () => Promise.resolve(BigInt(bytes.length)),
    read: (offset: bigint, length: bigint) =>
      Promise.resolve(bytes.slice(Number(offset), Number(offset + length))),
  };
}

function streamed(bytes: Uint8Array): McapTypes.TypedMcapRecord[] {
  const reader = new McapStreamReader({ validateCrcs: true, decompressHandlers });
  reader.append(bytes);
  const records: McapTypes.TypedMcapRecord[] = [];
  for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
    records.push(record);
  }
  assert.equal(reader.done(), true);
  return records;
}

function plain(topic: string, message: McapTypes.Message) {
  return {
    topic,
    sequence: message.sequence,
    logTimeNs: Number(message.logTime),
    publishTimeNs: Number(message.publishTime),
    data: Uint8Array.from(message.data),
  };
}

for (const compression of ["none", "zstd"] as const) {
  const sample = makeSample({
    compression,
    messages: 4000,
    chunkBytes: 32_768,
    seed: 21,
    finish: true,
  });

  Deno.test(`McapIndexedReader reads what we write (${compression})`, async () => {
    const reader = await McapIndexedReader.Initialize({
      readable: readable(sample.bytes),
      decompressHandlers,
    });
    assert.equal(reader.header.profile, "mechos");
    assert.ok(reader.chunkIndexes.length > 5);
    assert.equal(reader.statistics?.messageCount, 4000n);
    assert.equal(reader.statistics?.channelCount, 3);
    assert.equal(reader.statistics?.messageEndTime, 3_999_000_000n);
    let i = 0;
    for await (const message of reader.readMessages({ validateCrcs: true })) {
      const topic = reader.channelsById.get(message.channelId)?.topic ?? "";
      assert.deepEqual(plain(topic, message), sample.messages[i], `message ${i}`);
      i++;
    }
    assert.equal(i, 4000);
    const metadata: McapTypes.Metadata[] = [];
    for await (const one of reader.readMetadata()) metadata.push(one);
    assert.deepEqual(metadata.map((one) => [one.name, [...one.metadata]]), [
      ["mechos", [["version", "1.2.3"], ["seed", "7"]]],
    ]);
    const attachments: McapTypes.Attachment[] = [];
    for await (const one of reader.readAttachments()) attachments.push(one);
    assert.deepEqual(
      attachments.map((one) => [one.name, one.mediaType, new TextDecoder().decode(one.data)]),
      [["note.txt", "text/plain", "half way"]],
    );
    const schema = [...reader.schemasById.values()].map((one) => [one.name, one.encoding]);
    assert.deepEqual(schema, [["test.Sample", "jsonschema"]]);
  });

  Deno.test(`McapIndexedReader finds a span of time by our indexes (${compression})`, async () => {
    const reader = await McapIndexedReader.Initialize({
      readable: readable(sample.bytes),
      decompressHandlers,
    });
    const span = { startTime: 1_000_000_000n, endTime: 1_100_000_000n, topics: ["/beta"] };
    const expected = sample.messages.filter(({ topic, logTimeNs }) =>
      topic === "/beta" && logTimeNs >= 1e9 && logTimeNs <= 1.1e9
    );
    const found = [];
    for await (const message of reader.readMessages(span)) found.push(plain("/beta", message));
    assert.ok(expected.length > 10);
    assert.deepEqual(found, expected);
  });

  Deno.test(`McapStreamReader reads what we write, all CRCs checked (${compression})`, () => {
    const records = streamed(sample.bytes);
    const topics = new Map<number, string>();
    let i = 0;
    for (const record of records) {
      if (record.type === "Channel") topics.set(record.id, record.topic);
      if (record.type === "Message") {
        const topic = topics.get(record.channelId) ?? "";
        assert.deepEqual(plain(topic, record), sample.messages[i], `message ${i}`);
        i++;
      }
    }
    assert.equal(i, 4000);
    assert.equal(records.filter((record) => record.type === "Attachment").length, 1);
  });

  Deno.test(`@mcap/core reads a recording without a message (${compression})`, async () => {
    const sink = createMemorySink();
    const options = { profile: "", library: "", chunkBytes: 1024, compression } as const;
    assert.equal(createMcapWriter(sink, options).finish(), null);
    const bytes = sink.bytes();
    const reader = await McapIndexedReader.Initialize({ readable: readable(bytes) });
    assert.equal(reader.statistics?.messageCount, 0n);
    assert.deepEqual(streamed(bytes).map((record) => record.type).slice(0, 2), [
      "Header",
      "DataEnd",
    ]);
  });
}
