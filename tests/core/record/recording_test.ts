import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { unwrap } from "core/fault.ts";
import {
  createMcapWriter,
  createMemorySink,
  createRecording,
  defaultMcapOptions,
  readMessages,
  type Recording,
  type RecordingAbout,
  recordingInfo,
  renderTopicPage,
  structText,
  topicTable,
} from "core/record/mod.ts";
import { decodeMessage, encodePose, ProtoWriter } from "core/record/foxglove/mod.ts";

const about: RecordingAbout = {
  versions: {
    version: "0.1.0",
    git: "abc",
    deno: "2.8.3",
    v8: "14.9",
    runtime: "deno",
    build: "test",
    kernelSchema: "1.1",
    scenario: "demo",
    seed: "7",
    createdBy: "sim",
  },
  config: { kernel: { tickHz: 200 } },
  scenario: { name: "demo" },
  structs: {
    inputs: structText(1, [{ path: "tick", type: "u32", offset: 0 }]),
    outputs: structText(1, [{ path: "tick", type: "u32", offset: 0 }]),
    keyframe: structText(1, [{ path: "mode", type: "f64", offset: 0 }]),
  },
};

function record(write: (recording: Recording) => void): Uint8Array {
  const sink = createMemorySink();
  const writer = createMcapWriter(sink, defaultMcapOptions);
  write(unwrap(createRecording(writer, about)));
  assert.equal(writer.finish(), null);
  return sink.bytes();
}

function writeKernel(recording: Recording, ticks: number, leaveOut: number): void {
  const inputs = recording.topic("inputs");
  const outputs = recording.topic("outputs");
  const keyframe = recording.topic("keyframe");
  for (let tick = 0; tick < ticks; tick++) {
    const bytes = Uint8Array.of(tick, 0, 0, 0);
    if (tick !== leaveOut) assert.equal(recording.write(inputs, tick * 5e6, bytes), null);
    assert.equal(recording.write(outputs, tick * 5e6, bytes), null);
    if (tick % 200 === 0) assert.equal(recording.write(keyframe, tick * 5e6, bytes), null);
  }
}

Deno.test("createRecording() writes every topic with its encoding and schema", () => {
  const bytes = record((recording) => {
    for (const key of Object.keys(topicTable)) {
      const known = Object.keys(topicTable).find((one): one is keyof typeof topicTable =>
        one === key
      );
      assert.ok(known !== undefined);
      const topic = recording.topic(known, "front");
      assert.equal(recording.write(topic, 1, Uint8Array.of(1)), null);
    }
  });
  const info = unwrap(recordingInfo(bytes));
  const expected = Object.values(topicTable).map(({ path, isNamed, coding }) => {
    const topic = isNamed ? `${path}/front` : path;
    switch (coding.kind) {
      case "protobuf":
        return { topic, encoding: "protobuf", schema: coding.message };
      case "json":
        return { topic, encoding: "json", schema: coding.schema };
      case "struct":
        return { topic, encoding: "mechos.struct/1", schema: `mechos.kernel.${coding.struct}` };
    }
  }).sort((a, b) => a.topic < b.topic ? -1 : 1);
  const found = info.topics.map(({ topic, encoding, schema }) => ({ topic, encoding, schema }));
  assert.deepEqual(found, expected);
});

Deno.test("createRecording() writes versions, config and scenario before any message", () => {
  const info = unwrap(recordingInfo(record(() => {})));
  assert.deepEqual(info.versions, about.versions);
  assert.equal(info.metadata.get("config")?.get("json"), '{"kernel":{"tickHz":200}}');
  assert.equal(info.metadata.get("scenario")?.get("json"), '{"name":"demo"}');
});

Deno.test("topic() gives one handle to one topic, and sensors of two names two", () => {
  const bytes = record((recording) => {
    const front = recording.topic("lidar", "front");
    const rear = recording.topic("lidar", "rear");
    assert.notEqual(front, rear);
    assert.equal(recording.topic("lidar", "front"), front);
    assert.equal(recording.topic("pose", "x"), recording.topic("pose", "y"));
    recording.write(rear, 0, Uint8Array.of(1));
  });
  const info = unwrap(recordingInfo(bytes));
  assert.deepEqual(info.topics.map((one) => one.topic), ["/sensors/lidar/rear"]);
});

Deno.test("write() takes encoders' buffers, writeJson() takes values", () => {
  const bytes = record((recording) => {
    const out = new ProtoWriter();
    const pose = recording.topic("pose");
    const log = recording.topic("log");
    for (let i = 0; i < 3; i++) {
      const length = encodePose(out, { timeNs: i, frameId: "map", xM: i, yM: 0, yawRad: 0 });
      assert.equal(recording.write(pose, i, out.bytes, length), null);
      assert.equal(recording.writeJson(log, i, { message: `line ${i}`, level: 2 }), null);
    }
  });
  const messages = [...readMessages(bytes, {})];
  const poses = messages.filter((one) => one.channel.topic === "/world/pose")
    .map((one) => decodeMessage("foxglove.PoseInFrame", one.data)?.["frame_id"]);
  assert.deepEqual(poses, ["map", "map", "map"]);
  const logs = messages.filter((one) => one.channel.topic === "/log")
    .map((one) => new TextDecoder().decode(one.data));
  assert.equal(logs[2], '{"message":"line 2","level":2}');
  assert.deepEqual(messages.map((one) => one.sequence), [0, 0, 1, 1, 2, 2]);
});

Deno.test("recordingInfo() says whether a run can be replayed, and why not", () => {
  const whole = unwrap(recordingInfo(record((recording) => writeKernel(recording, 400, -1))));
  assert.equal(whole.replayable, true);
  assert.equal(whole.reason, "");
  assert.deepEqual(whole.topics.map((one) => one.count), [400, 2, 400]);
  assert.ok(Math.abs((whole.topics[0]?.rateHz ?? 0) - 200) < 1e-9);

  const nothing = unwrap(recordingInfo(record(() => {})));
  assert.equal(nothing.replayable, false);
  assert.equal(nothing.reason, "it has no messages on /kernel/inputs");
});

Deno.test("recordingInfo() names kernel inputs that are damaged", () => {
  const sink = createMemorySink();
  const writer = createMcapWriter(sink, { ...defaultMcapOptions, compression: "none" });
  writeKernel(unwrap(createRecording(writer, about)), 400, -1);
  assert.equal(writer.finish(), null);
  const bytes = sink.bytes();
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  const info = unwrap(recordingInfo(bytes));
  assert.equal(info.replayable, false);
  assert.match(info.reason, /on \/kernel\/inputs (are|is)|\/kernel\/inputs/);
});

Deno.test("recordingInfo() counts what a lost chunk took", () => {
  const sink = createMemorySink();
  const writer = createMcapWriter(sink, { ...defaultMcapOptions, chunkBytes: 4096 });
  writeKernel(unwrap(createRecording(writer, about)), 1000, -1);
  assert.equal(writer.finish(), null);
  const bytes = sink.bytes();
  const magicOfZstd = Buffer.from(bytes.buffer).indexOf(
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
    9000,
  );
  assert.ok(magicOfZstd > 0);
  bytes[magicOfZstd] = 0;
  const info = unwrap(recordingInfo(bytes));
  assert.equal(info.outcome, "damaged");
  assert.equal(info.replayable, false);
  assert.match(info.reason, /^\d+ messages are missing on \/kernel\/inputs$/);
});

Deno.test("recordingInfo() tells a Git LFS pointer from a damaged recording", () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 75\n";
  const outcome = recordingInfo(new TextEncoder().encode(pointer));
  assert.equal(outcome.ok, false);
  if (outcome.ok) return;
  assert.equal(outcome.fault.code, "RECORD_FORMAT");
  assert.match(outcome.fault.help ?? "", /git lfs pull/);
});

Deno.test("core/record/topics.md is what renderTopicPage() writes", async () => {
  const page = await Deno.readTextFile(new URL("../../../core/record/topics.md", import.meta.url));
  const words = (text: string): string => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
  assert.equal(words(page), words(renderTopicPage()));
});
