import assert from "node:assert/strict";
import fc from "fast-check";
import { unwrap } from "core/fault.ts";
import {
  createFrameDecoder,
  encodeFrame,
  encodeMessage,
  fromMindKinds,
  maxPayloadBytes,
  readFromMind,
} from "core/link/mod.ts";

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

Deno.test("decoder gives back the frames, however the pipe cuts them", () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 0, max: 65535 }), fc.uint8Array({ maxLength: 300 })), {
      maxLength: 20,
    }),
    fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 }),
    (frames, cuts) => {
      const bytes = concat(frames.map(([kind, payload]) => unwrap(encodeFrame(kind, payload))));
      const decoder = createFrameDecoder();
      const found: [number, number[]][] = [];
      let at = 0;
      for (let i = 0; at < bytes.length; i++) {
        const size = cuts[i % cuts.length] ?? 1;
        for (const frame of unwrap(decoder.push(bytes.subarray(at, at + size)))) {
          found.push([frame.kind, [...frame.payload]]);
        }
        at += size;
      }
      assert.deepEqual(found, frames.map(([kind, payload]) => [kind, [...payload]]));
      assert.equal(decoder.pending, 0);
    },
  ));
});

Deno.test("decoder keeps half a frame and gives nothing", () => {
  const decoder = createFrameDecoder();
  const bytes = unwrap(encodeFrame(7, new Uint8Array(100)));
  assert.deepEqual(unwrap(decoder.push(bytes.subarray(0, 60))), []);
  assert.equal(decoder.pending, 60);
});

Deno.test("decoder ends on garbage, another version and a frame too long, and stays ended", () => {
  const good = unwrap(encodeFrame(1, new Uint8Array(4)));
  const other = good.slice();
  other[1] = 2;
  const long = good.slice();
  new DataView(long.buffer).setUint32(4, maxPayloadBytes + 1, true);
  const cases = [
    ["LINK_GARBAGE", new TextEncoder().encode("Segmentation fault\n")],
    ["LINK_VERSION", other],
    ["LINK_TOO_LARGE", long],
  ] as const;
  for (const [code, bytes] of cases) {
    const decoder = createFrameDecoder();
    assert.equal(unwrap(decoder.push(good)).length, 1);
    for (const given of [bytes, good]) {
      const found = decoder.push(given);
      assert.equal(found.ok ? "" : found.fault.code, code);
    }
  }
  assert.equal(encodeFrame(1, new Uint8Array(maxPayloadBytes)).ok, true);
  assert.equal(encodeFrame(1, new Uint8Array(maxPayloadBytes + 1)).ok, false);
});

Deno.test("decoder never throws, and never holds more than one frame, whatever it is fed", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 30 }), (chunks) => {
    const decoder = createFrameDecoder();
    for (const chunk of chunks) {
      decoder.push(chunk);
      assert.ok(decoder.pending <= 8 + maxPayloadBytes);
    }
  }));
});

Deno.test("readFromMind() takes what the mind may say and refuses the rest by name", () => {
  const read = (kind: number, value: unknown) => {
    const decoder = createFrameDecoder();
    const [frame] = unwrap(decoder.push(unwrap(encodeMessage(kind, value))));
    assert.ok(frame !== undefined);
    return readFromMind(frame);
  };
  const beat = read(fromMindKinds.beat, { lease: true });
  assert.deepEqual(beat, { ok: true, value: { kind: "beat", value: { lease: true } } });
  const deep = "[".repeat(40) + "]".repeat(40);
  const bad: [number, unknown][] = [
    [fromMindKinds.beat, { lease: "yes" }],
    [fromMindKinds.beat, { lease: true, source: "operator" }],
    [fromMindKinds.intent, { id: "x", ageMs: -1, raw: {}, unreadable: false }],
    [fromMindKinds.intent, { id: "x", ageMs: null, raw: {}, unreadable: false }],
    [fromMindKinds.intent, { id: "x", ageMs: 0, raw: JSON.parse(deep), unreadable: false }],
    [fromMindKinds.event, { kind: "x".repeat(33), data: {} }],
    [99, {}],
    [1, {}],
  ];
  for (const [kind, value] of bad) {
    const found = read(kind, value);
    assert.equal(found.ok ? "taken" : found.fault.code, "LINK_SCHEMA", JSON.stringify(value));
  }
});
