/** Recordings for tests: many messages on a few topics, everything about them known. @module */
import assert from "node:assert/strict";
import { createPrng, integer, nextU32 } from "core/math/mod.ts";
import { createMcapWriter, createMemorySink, readRecords } from "core/record/mod.ts";

/** A message as it was written. */
export interface Written {
  readonly topic: string;
  readonly sequence: number;
  readonly logTimeNs: number;
  readonly publishTimeNs: number;
  readonly data: Uint8Array;
}

/** A recording and what is in it. */
export interface Sample {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly messages: readonly Written[];
}

/** What a sample is made of. */
export interface SampleOptions {
  readonly compression: "none" | "zstd";
  readonly messages: number;
  readonly chunkBytes: number;
  readonly seed: number;
  readonly finish: boolean;
}

export const topics = ["/alpha", "/beta", "/gamma"] as const;

function fillData(seed: number, i: number): Uint8Array {
  const random = createPrng(seed, `message ${i}`);
  const data = new Uint8Array(4 + integer(random, 200));
  for (let at = 4; at < data.length; at++) data[at] = nextU32(random) & 0x3f;
  new DataView(data.buffer).setUint32(0, i, true);
  return data;
}

/** Writes a recording: messages in turn on three topics, metadata first, an attachment inside. */
export function makeSample(options: SampleOptions): Sample {
  const sink = createMemorySink();
  const writer = createMcapWriter(sink, {
    profile: "mechos",
    library: "mechos test",
    chunkBytes: options.chunkBytes,
    compression: options.compression,
  });
  assert.equal(writer.metadata("mechos", { version: "1.2.3", seed: "7" }), null);
  const schema = writer.registerSchema("test.Sample", "jsonschema", new TextEncoder().encode("{}"));
  assert.ok(schema.ok);
  const ids = topics.map((topic, i) => {
    const id = writer.registerChannel(topic, "json", i === 0 ? schema.value : 0, { place: `${i}` });
    assert.ok(id.ok);
    return id.value;
  });
  const messages: Written[] = [];
  for (let i = 0; i < options.messages; i++) {
    const which = i % topics.length;
    const logTimeNs = 1e6 * i;
    const message: Written = {
      topic: topics[which] ?? "",
      sequence: Math.floor(i / topics.length),
      logTimeNs,
      publishTimeNs: logTimeNs - 500,
      data: fillData(options.seed, i),
    };
    if (i === 0) Object.assign(message, { publishTimeNs: 0 });
    messages.push(message);
    const fault = writer.write(
      ids[which] ?? 0,
      message.sequence,
      message.logTimeNs,
      message.publishTimeNs,
      message.data,
    );
    assert.equal(fault, null);
    if (i === Math.floor(options.messages / 2)) {
      const data = new TextEncoder().encode("half way");
      const times = { logTimeNs, createTimeNs: 5 };
      const name = "note.txt";
      assert.equal(writer.attachment({ name, mediaType: "text/plain", data, ...times }), null);
    }
  }
  assert.equal(options.finish ? writer.finish() : writer.flush(), null);
  return { bytes: sink.bytes(), messages };
}

/** Where each chunk of a sound recording lies, and how many messages it holds. */
export interface ChunkSpan {
  readonly start: number;
  readonly end: number;
  readonly messages: number;
}

/** The chunks of a sound recording, from its own chunk indexes. */
export function chunkSpans(bytes: Uint8Array): ChunkSpan[] {
  const counts: number[] = [];
  const spans: ChunkSpan[] = [];
  for (const record of readRecords(bytes, ({ reason }) => assert.fail(reason))) {
    if (record.type === "Chunk") counts.push(0);
    if (record.type === "Message") counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    if (record.type === "ChunkIndex") {
      const start = Number(record.chunkStartOffset);
      const messages = counts[spans.length] ?? 0;
      spans.push({ start, end: start + Number(record.chunkLength), messages });
    }
  }
  return spans;
}
