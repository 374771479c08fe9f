/** LZ4 frames: blocks written by hand, and a file that the lz4 tool of Debian wrote. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { readMessages } from "core/record/mod.ts";
import { decodeLz4 } from "core/record/lz4.ts";

function u32(value: number): number[] {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return [...bytes];
}

/** `lz4 -9 -BD` (version 1.9.4, linked blocks, content checksum) of `text`. */
const written = Buffer.from(
  "BCJNGGRApxQBAADxC3RpY2sgMCBhdCAwIG1zLCBhbGwgd2VsbDsgGgAQMRoAHzUaAAEQMhoAHzE1AAIRMxsADzYA" +
    "AhA0GwAfMjYAAhE1GwAPNgACEDYbAB8zNgACETcbAA82AAIQOBsAHzQ2AAIRORsADzYAAhExDQEfNQ4BAwIPAQ84" +
    "AAMBEQEfNjgAAwESAR82OAADARMBHzc4AAMBFAEfNzgAAwEVAR84OAADARYBHzg4AAMBFwEfOTgAAwEYAR858AED" +
    "EjDxAQ85AAIiMjEdAA86AAMCKwIPLAIDEjItAg8uAgMRMhwBHzEwAgMiMjUdAA86AAMBHgEfMTQCAyIyNx0ADzoA" +
    "AwEgAR8xOAIDIjI5HQAHOgBQZWxsOyAAAAAAA/K0Ow==",
  "base64",
);
const text = Array.from({ length: 30 }, (_, i) => `tick ${i} at ${i * 5} ms, all well; `).join("");

Deno.test("decodeLz4() decodes what the lz4 tool wrote", () => {
  const decoded = decodeLz4(written, text.length);
  assert.ok(decoded.ok);
  assert.equal(new TextDecoder().decode(decoded.bytes), text);
});

Deno.test("decodeLz4() decodes frames in a row, over frames to skip", () => {
  const skip = [0x53, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9];
  const decoded = decodeLz4(Uint8Array.from([...skip, ...written, ...written]), 2 * text.length);
  assert.ok(decoded.ok);
  assert.equal(new TextDecoder().decode(decoded.bytes), text + text);
});

Deno.test("readMessages() reads a chunk of LZ4", () => {
  const length8 = (value: number): number[] => [...u32(value), 0, 0, 0, 0];
  const channel = [4, ...length8(16), 1, 0, 0, 0, ...u32(0), ...u32(0), ...u32(0)];
  const message = [5, ...length8(25), 1, 0, ...u32(7), ...length8(3), ...length8(2), 10, 20, 30];
  const records = [...channel, ...message];
  const plain = [...u32((0x80000000 | records.length) >>> 0), ...records];
  const packed = lz4Frame(plain);
  const times = [...length8(3), ...length8(3)];
  const name = [...u32(3), ...new TextEncoder().encode("lz4")];
  const content = [...times, ...length8(records.length), ...u32(0), ...name];
  const chunk = [...content, ...length8(packed.length), ...packed];
  const magic = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a];
  const file = [
    ...magic,
    1,
    ...length8(8),
    ...u32(0),
    ...u32(0),
    6,
    ...length8(chunk.length),
    ...chunk,
  ];
  const found = [...readMessages(Uint8Array.from(file), {})];
  assert.deepEqual(
    found.map((one) => [one.sequence, one.logTimeNs, one.publishTimeNs, ...one.data]),
    [
      [7, 3, 2, 10, 20, 30],
    ],
  );
});

const lz4Frame = (blocks: readonly number[]): Uint8Array =>
  Uint8Array.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, ...blocks, 0, 0, 0, 0]);

Deno.test("decodeLz4() decodes literals, matches that overlap, and plain blocks", () => {
  const block = [0x15, 0x61, 0x01, 0x00, 0x10, 0x62];
  const frame = lz4Frame([...u32(block.length), ...block]);
  const decoded = decodeLz4(frame, 11);
  assert.ok(decoded.ok);
  assert.equal(new TextDecoder().decode(decoded.bytes), "aaaaaaaaaab");
  const plain = lz4Frame([3, 0, 0, 0x80, 1, 2, 3]);
  const copied = decodeLz4(plain, 3);
  assert.ok(copied.ok);
  assert.deepEqual([...copied.bytes], [1, 2, 3]);
});

Deno.test("decodeLz4() writes no more than declared and refuses what is not whole", () => {
  const bomb = [0x1f, 0x61, 0x01, 0x00, ...new Array<number>(200).fill(255), 0, 0x10, 0x62];
  const outcomes = [
    decodeLz4(lz4Frame([...u32(bomb.length), ...bomb]), 100),
    decodeLz4(Uint8Array.of(1, 2, 3, 4, 5), 3),
    decodeLz4(lz4Frame([3, 0, 0, 0x80, 1, 2, 3]), 4),
    decodeLz4(lz4Frame([4, 0, 0, 0, 0x11, 0x61, 5, 0]), 6),
    decodeLz4(lz4Frame([100, 0, 0, 0, 1, 2, 3]), 3),
    decodeLz4(lz4Frame([]).subarray(0, 6), 0),
  ].map((outcome) => outcome.ok ? "decoded" : outcome.reason);
  assert.deepEqual(outcomes, [
    "more bytes than declared",
    "not an LZ4 frame",
    "3 bytes instead of 4",
    "a match before the beginning",
    "a block goes on behind the frame",
    "the frame is cut short",
  ]);
});

Deno.test("decodeLz4() ends on any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(1000), (bytes, size) => {
      const outcome = decodeLz4(lz4Frame([...u32(bytes.length), ...bytes]), size);
      if (outcome.ok) assert.equal(outcome.bytes.length, size);
    }),
    { numRuns: 300 },
  );
});
