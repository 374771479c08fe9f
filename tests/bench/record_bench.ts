/**
 * Recording against raw writes and against @mcap/core, each ratio in one run: both sides alternate,
 * and the quickest round of each counts, so that a busy machine disturbs the ratio least.
 *
 * Writing is uncompressed with message index and CRCs. Against raw writes it goes into files of a
 * temporary folder, without a sync. Against the other writer it goes into a sink that copies into
 * one buffer: into a file both wait for the same disk most of the time, and no writer, were it free
 * of cost, would be five times as quick as another.
 *
 * @module
 */
import { McapStreamReader, McapWriter } from "@mcap/core";
import {
  createFileSink,
  createMcapWriter,
  createMemorySink,
  defaultMcapOptions,
  readMessages,
  type RecordSink,
} from "core/record/mod.ts";
import { type BenchResult, judge, timedMs } from "./result.ts";

const channels = 8;
const rounds = 8;
const rawBlockBytes = 1024 * 1024;
/** As a robot records: chunks of 1 MiB at most. */
const writerOptions = { ...defaultMcapOptions, compression: "none", chunkBytes: 1 << 20 } as const;

/** Payloads that do not repeat soon, so that nothing is flattered by the cache. */
function payloads(size: number): readonly Uint8Array[] {
  return Array.from({ length: 64 }, (_, which) => {
    return Uint8Array.from({ length: size }, (_, i) => (i * 31 + which * 97) & 255);
  });
}

function withFile(path: string, work: (file: Deno.FsFile) => void): void {
  const file = Deno.openSync(path, { write: true, create: true, truncate: true });
  try {
    work(file);
  } finally {
    file.close();
  }
}

const block = new Uint8Array(rawBlockBytes).fill(7);

function writeRaw(file: Deno.FsFile, bytes: number): void {
  for (let left = bytes; left > 0; left -= rawBlockBytes) {
    file.writeSync(left >= rawBlockBytes ? block : block.subarray(0, left));
  }
}

/** Takes bytes as the kernel's cache takes them, and forgets them. */
function copyingSink(): RecordSink {
  const room = new Uint8Array(rawBlockBytes);
  return {
    write: (bytes) => {
      for (let at = 0; at < bytes.length; at += rawBlockBytes) {
        room.set(bytes.subarray(at, at + rawBlockBytes));
      }
    },
  };
}

function writeOurs(sink: RecordSink, data: readonly Uint8Array[], messages: number): void {
  const writer = createMcapWriter(sink, writerOptions);
  for (let i = 0; i < channels; i++) writer.registerChannel(`/topic/${i}`, "raw", 0, {});
  for (let i = 0; i < messages; i++) {
    const payload = data[i & 63] ?? new Uint8Array(0);
    const timeNs = i * 1000;
    const fault = writer.write(i % channels, i, timeNs, timeNs, payload);
    if (fault !== null) throw new Error(fault.message);
  }
  const fault = writer.finish();
  if (fault !== null) throw new Error(fault.message);
}

async function writeCore(
  sink: RecordSink,
  data: readonly Uint8Array[],
  messages: number,
): Promise<void> {
  let position = 0n;
  const writer = new McapWriter({
    writable: {
      position: () => position,
      write: (bytes: Uint8Array) => {
        sink.write(bytes);
        position += BigInt(bytes.length);
        return Promise.resolve();
      },
    },
    chunkSize: writerOptions.chunkBytes,
  });
  await writer.start({ profile: "", library: "" });
  const ids: number[] = [];
  for (let i = 0; i < channels; i++) {
    const channel = { topic: `/topic/${i}`, messageEncoding: "raw", schemaId: 0 };
    ids.push(await writer.registerChannel({ ...channel, metadata: new Map() }));
  }
  for (let i = 0; i < messages; i++) {
    const time = BigInt(i) * 1000n;
    await writer.addMessage({
      channelId: ids[i % channels] ?? 0,
      sequence: i,
      logTime: time,
      publishTime: time,
      data: data[i & 63] ?? new Uint8Array(0),
    });
  }
  await writer.end();
}

/** Our time over the time of raw 1-MB blocks of the same payload. */
async function timeVsRaw(folder: string, size: number, messages: number): Promise<number> {
  const data = payloads(size);
  let ours = Infinity;
  let raw = Infinity;
  for (let round = 0; round < rounds; round++) {
    const writeBlocks = (file: Deno.FsFile) => writeRaw(file, size * messages);
    const write = (file: Deno.FsFile) => writeOurs(createFileSink(file), data, messages);
    raw = Math.min(raw, await timedMs(() => withFile(`${folder}/raw`, writeBlocks)));
    ours = Math.min(ours, await timedMs(() => withFile(`${folder}/ours`, write)));
  }
  return ours / raw;
}

/** Our messages a second over those of @mcap/core's writer: the least of three sizes. */
async function rateVsCore(): Promise<number> {
  let least = Infinity;
  for (const [size, messages] of [[100, 100_000], [1000, 50_000], [8000, 10_000]] as const) {
    const data = payloads(size);
    let ours = Infinity;
    let core = Infinity;
    for (let round = 0; round < rounds; round++) {
      ours = Math.min(ours, await timedMs(() => writeOurs(copyingSink(), data, messages)));
      core = Math.min(core, await timedMs(() => writeCore(copyingSink(), data, messages)));
    }
    least = Math.min(least, core / ours);
  }
  return least;
}

function makeRecording(size: number, messages: number): Uint8Array {
  const sink = createMemorySink();
  const writer = createMcapWriter(sink, writerOptions);
  for (let i = 0; i < channels; i++) writer.registerChannel(`/topic/${i}`, "raw", 0, {});
  const data = payloads(size);
  for (let i = 0; i < messages; i++) {
    writer.write(i % channels, i, i * 1000, i * 1000, data[i & 63] ?? new Uint8Array(0));
  }
  writer.finish();
  return sink.bytes();
}

function readOurs(bytes: Uint8Array): number {
  let count = 0;
  for (const message of readMessages(bytes, {})) count += message.damaged ? 0 : 1;
  return count;
}

function readStreamed(bytes: Uint8Array): number {
  const reader = new McapStreamReader({ validateCrcs: true });
  let count = 0;
  for (let at = 0; at < bytes.length; at += rawBlockBytes) {
    reader.append(bytes.subarray(at, at + rawBlockBytes));
    for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
      if (record.type === "Message") count++;
    }
  }
  return count;
}

/** Messages a second of readMessages() over those of @mcap/core's stream reader, both with CRCs. */
async function readRateVsStream(): Promise<number> {
  const messages = 100_000;
  const bytes = makeRecording(1000, messages);
  let ours = Infinity;
  let core = Infinity;
  const expect = (count: number): void => {
    if (count !== messages) throw new Error(`read ${count} of ${messages} messages`);
  };
  for (let round = 0; round < rounds; round++) {
    ours = Math.min(ours, await timedMs(() => expect(readOurs(bytes))));
    core = Math.min(core, await timedMs(() => expect(readStreamed(bytes))));
  }
  return core / ours;
}

/** Measures recording; about ten seconds. */
export async function recordBench(): Promise<BenchResult[]> {
  const folder = await Deno.makeTempDir({ prefix: "mechos-bench-" });
  try {
    return [
      judge("record.timeVsRaw.1kB", await timeVsRaw(folder, 1000, 200_000), "ratio", "lower", 2),
      judge("record.timeVsRaw.100B", await timeVsRaw(folder, 100, 1_000_000), "ratio", "lower", 3),
      judge("record.rateVsMcapCore", await rateVsCore(), "ratio", "higher", 5),
      judge("read.rateVsStreamReader", await readRateVsStream(), "ratio", "higher", 10),
    ];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
