/** Replay from keyframes: a span, a part or a cut of a run repeats to the byte. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import {
  createMemorySink,
  cutRecording,
  recordingInfo,
  recoverRecording,
} from "core/record/mod.ts";
import { verifyRecording } from "core/replay/mod.ts";
import { load, record } from "tests/sim/scenario/simulate.ts";

const second = 1_000_000_000;
const { bytes } = record(load("sim/scenarios/demo.yaml"));

for (const fromS of [1, 9.5, 30, 100]) {
  Deno.test(`verifyRecording() from ${fromS} s begins at a keyframe and is identical`, () => {
    const span = { fromNs: fromS * second, toNs: (fromS + 10) * second };
    const found = unwrap(verifyRecording(bytes, [], span));
    assert.equal(found.outcome, "identical", JSON.stringify(found.firstDifference));
    assert.equal(found.startNs, Math.floor(fromS) * second + 5_000_000);
    assert.equal(found.endNs, span.toNs);
  });
}

Deno.test("cutRecording() gives a recording that replays and keeps last values", () => {
  const sink = createMemorySink();
  const report = unwrap(
    cutRecording(bytes, sink, { fromNs: 9.5 * second, toNs: 20 * second }),
  );
  assert.equal(report.keyframeNs, 9 * second);
  assert.ok(report.latched >= 4, `${report.latched} last values`);
  const info = unwrap(recordingInfo(sink.bytes()));
  assert.equal(info.outcome, "whole");
  assert.equal(info.replayable, true, info.reason);
  assert.ok(info.topics.some((one) => one.topic === "/world/map"));
  const found = unwrap(verifyRecording(sink.bytes()));
  assert.equal(found.outcome, "identical", JSON.stringify(found.firstDifference));
  assert.equal(found.firstTick, 1801);
  assert.equal(found.endNs, 20 * second);
});

Deno.test("cutRecording() of the whole run is the whole run", () => {
  const sink = createMemorySink();
  unwrap(cutRecording(bytes, sink, { fromNs: 0, toNs: Infinity }));
  const found = unwrap(verifyRecording(sink.bytes()));
  assert.equal(found.outcome, "identical");
  assert.equal(found.stateHash, unwrap(verifyRecording(bytes)).stateHash);
});

Deno.test("recoverRecording() of a truncated run replays as far as it goes", () => {
  const sink = createMemorySink();
  const cut = bytes.subarray(0, Math.floor(bytes.length * 0.6));
  const report = unwrap(recoverRecording(cut, sink));
  assert.equal(report.damage.length, 1);
  const info = unwrap(recordingInfo(sink.bytes()));
  assert.equal(info.outcome, "whole");
  const found = unwrap(verifyRecording(sink.bytes()));
  assert.equal(found.outcome, "identical");
  assert.ok(found.ticks > 10_000, `${found.ticks} ticks`);
});
