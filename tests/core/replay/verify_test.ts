/**
 * The contract: record A = record B of the same scenario and seed; record A = replay of A.
 */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { createMcapWriter, createMemorySink, readMessages, readSummary } from "core/record/mod.ts";
import { verifyRecording } from "core/replay/mod.ts";
import { load, record } from "tests/sim/scenario/simulate.ts";

// Every scenario of the project is replayed in tests/sim/scenarios_test.ts, where it is run anyway.
const demo = load("sim/scenarios/demo.yaml");

Deno.test("two recordings of one scenario and seed are the same bytes", () => {
  assert.deepEqual(record(demo, 3).bytes, record(demo, 3).bytes);
});

/** Writes a recording again with one message's byte changed, whole CRCs and all. */
function flip(bytes: Uint8Array, topic: string, sequence: number, at: number): Uint8Array {
  const sink = createMemorySink();
  const writer = createMcapWriter(sink, {
    profile: "mechos",
    library: "test",
    chunkBytes: 65_536,
    compression: "none",
  });
  const ids = new Map<string, number>();
  let done = false;
  const options = {
    onRecord: (found: { type: string }) => {
      if (found.type !== "Metadata" || !("name" in found) || !("metadata" in found)) return;
      if (found.metadata instanceof Map && typeof found.name === "string") {
        writer.metadata(found.name, Object.fromEntries(found.metadata));
      }
    },
  };
  const kept = [...readMessages(bytes, options)];
  for (const { channel, data, sequence: number, logTimeNs } of kept) {
    let id = ids.get(channel.topic);
    if (id === undefined) {
      id = unwrap(writer.registerChannel(channel.topic, channel.messageEncoding, 0, {}));
      ids.set(channel.topic, id);
    }
    const copy = data.slice();
    if (channel.topic === topic && number === sequence) {
      copy[at] = (copy[at] ?? 0) ^ 0x10;
      done = true;
    }
    writer.write(id, number, logTimeNs, logTimeNs, copy);
  }
  assert.ok(done, "the message to change was there");
  writer.finish();
  return sink.bytes();
}

const short = load("tests/sim/scenario/open_plain.yaml");

Deno.test("verifyRecording() names the section of one flipped input byte", () => {
  const { bytes } = record(short);
  assert.equal(unwrap(verifyRecording(flip(bytes, "/kernel/command", 3, 2))).outcome, "identical");
  const found = unwrap(verifyRecording(flip(bytes, "/kernel/inputs", 400, 60)));
  assert.equal(found.outcome, "different");
  assert.equal(found.firstDifference?.tick, 400);
  assert.match(found.firstDifference?.path ?? "", /^inputs\.[a-zA-Z]+$/);
});

Deno.test("verifyRecording() names the field of one flipped output byte", () => {
  const { bytes } = record(short);
  const found = unwrap(verifyRecording(flip(bytes, "/kernel/outputs", 300, 4)));
  assert.equal(found.outcome, "different");
  assert.deepEqual(
    [found.firstDifference?.tick, found.firstDifference?.path],
    [300, "outputs.mode"],
  );
});

Deno.test("verifyRecording() names a planted change of a limit", () => {
  const { bytes } = record(short);
  const change = {
    path: "kernel.limits.maxLinearMps",
    value: 0.2,
    label: "test",
    place: null,
  };
  const found = unwrap(verifyRecording(bytes, [change]));
  assert.equal(found.outcome, "different");
  // How far the battery reaches is told from the first tick on; what is decided differs later.
  assert.equal(found.firstDifference?.path, "outputs.rangeM");
  assert.equal(found.trace?.stage, "gate");
  assert.equal(found.trace?.fields[0]?.path, "outputs.accepted".slice(8));
  assert.ok((found.trace?.tick ?? 0) > (found.firstDifference?.tick ?? 0));
  assert.ok(found.differentTicks > 100);
});

Deno.test("verifyRecording() finds the loss of the last chunk, which leaves no gap behind it", () => {
  const { bytes } = record(short);
  const summary = readSummary(bytes);
  const inputs = summary?.channels.find(({ topic }) => topic === "/kernel/inputs");
  // The very last one may hold a keyframe and no tick: what is lost is all from the last tick on.
  const chunks = summary?.chunks ?? [];
  const from = chunks.findLastIndex(({ messageIndexOffsets }) =>
    messageIndexOffsets.has(inputs?.id ?? -1)
  );
  assert.ok(from >= 0);
  const broken = bytes.slice();
  for (const { chunkStartOffset, chunkLength } of chunks.slice(from)) {
    const middle = Number(chunkStartOffset + chunkLength / 2n);
    broken[middle] = (broken[middle] ?? 0) ^ 1;
  }
  const found = unwrap(verifyRecording(broken));
  assert.equal(found.outcome, "different");
  assert.equal(found.firstDifference?.path, "inputs");
  assert.equal(found.firstDifference?.tick, found.ticks);
  assert.ok(found.ticks > 0 && found.damage.length > 0);
});

Deno.test("verifyRecording() refuses what is no recording", () => {
  const found = verifyRecording(new TextEncoder().encode("# A page, not a recording.\n"));
  assert.ok(!found.ok);
  assert.equal(found.fault.code, "RECORD_FORMAT");
});

Deno.test("verifyRecording() finds a bit that the disk flipped", () => {
  const { bytes } = record(short);
  const broken = bytes.slice();
  const middle = broken.length >> 1;
  broken[middle] = (broken[middle] ?? 0) ^ 1;
  const found = verifyRecording(broken);
  assert.ok(!found.ok || found.value.outcome !== "identical" || found.value.damage.length > 0);
});
