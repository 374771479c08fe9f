/** What crosses the kernel's door as bytes: all of it comes back, and damage is named. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  createInputs,
  createInputsEncoder,
  createOutputs,
  createOutputsEncoder,
  createStateHash,
  decodeInputs,
  describeInputs,
  describeOutputs,
  hashText,
  inputsCapacity,
  inputSections,
  type KernelInputs,
  outputsBytes,
  ReadCursor,
  rollHash,
  visitOutputs,
} from "core/messages/mod.ts";
import { applyHostile, hostileTick } from "tests/core/kernel/hostile.ts";
import { createRig, healthy } from "tests/core/kernel/kernel_fixture.ts";
import { runs } from "tests/tier.ts";
import { FillCursor } from "./fill_cursor.ts";

/** Inputs in which every field of every section has a number of its own. */
function filled(): KernelInputs {
  const inputs = createInputs();
  const cursor = new FillCursor();
  for (const section of inputSections) {
    section.visit(cursor, inputs);
    section.markFresh(inputs);
  }
  Object.assign(inputs, {
    tick: 123,
    nowNs: 456_000,
    stopWord: 1,
    latenessNs: 789,
    operatorBeat: 1,
  });
  Object.assign(inputs.mind, { beat: 1, lease: 1 });
  return inputs;
}

function encoded(inputs: KernelInputs): Uint8Array {
  const encoder = createInputsEncoder();
  return encoder.bytes.slice(0, encoder.encode(inputs));
}

Deno.test("decodeInputs() gives back every field of every section, each with its own number", () => {
  const inputs = filled();
  const bytes = encoded(inputs);
  assert.ok(bytes.length <= inputsCapacity, `${bytes.length} of ${inputsCapacity} bytes`);
  const back = createInputs();
  assert.deepEqual(decodeInputs(bytes, back), { ok: true });
  assert.deepEqual(back, inputs);
  assert.deepEqual(encoded(back), bytes);
});

Deno.test("a section that is not fresh costs nothing and stays as it was", () => {
  const empty = encoded(createInputs());
  assert.ok(empty.length <= 64);
  const into = createInputs();
  into.scan.seq = 99;
  assert.ok(decodeInputs(empty, into).ok);
  assert.deepEqual([into.scan.fresh, into.scan.seq], [0, 99]);
});

Deno.test("encode then decode then encode gives the same bytes, for any inputs", () => {
  const check = (hostile: Parameters<typeof applyHostile>[1]) => {
    const rig = createRig({ beams: 8 });
    healthy(rig);
    applyHostile(rig, hostile);
    const bytes = encoded(rig.inputs);
    const back = createInputs();
    assert.deepEqual(decodeInputs(bytes, back), { ok: true });
    assert.deepEqual(encoded(back), bytes);
  };
  fc.assert(fc.property(hostileTick, check), runs(200, 5000));
});

Deno.test("NaN is one pattern of bytes, whatever NaN it was", () => {
  const bits = new Float64Array(new BigUint64Array([0xfff8_0000_0000_1234n]).buffer)[0] ?? 0;
  const bytes = [NaN, bits].map((value) => {
    const inputs = createInputs();
    Object.assign(inputs.imu, { fresh: 1, yawRateRadps: value });
    return encoded(inputs);
  });
  assert.deepEqual(bytes[0], bytes[1]);
});

function small(): Uint8Array {
  const inputs = createInputs();
  Object.assign(inputs.imu, { fresh: 1, yawRateRadps: 0.5, measuredNs: 5, arrivedNs: 6 });
  Object.assign(inputs.bumper, { fresh: 1, pressed: 1 });
  return encoded(inputs);
}

Deno.test("every cut of the bytes is told, and none throws", () => {
  const bytes = small();
  for (let length = 0; length < bytes.length; length++) {
    const result = decodeInputs(bytes.subarray(0, length), createInputs());
    assert.equal(result.ok, false, `${length} of ${bytes.length} bytes`);
  }
});

Deno.test("every flipped bit is told, by the section that it is in", () => {
  const bytes = small();
  for (let i = 0; i < bytes.length; i++) {
    for (let bit = 0; bit < 8; bit++) {
      const spoiled = bytes.slice();
      spoiled[i] = (spoiled[i] ?? 0) ^ (1 << bit);
      const result = decodeInputs(spoiled, createInputs());
      assert.ok(!result.ok && result.path.startsWith("inputs"), `byte ${i}, bit ${bit}`);
    }
  }
});

Deno.test("garbage never throws and is never taken for inputs", () => {
  const garbage = fc.uint8Array({ maxLength: 400 });
  const tail = fc.uint8Array({ minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(garbage, (bytes) => assert.equal(decodeInputs(bytes, createInputs()).ok, false)),
    runs(500, 20_000),
  );
  const check = (extra: Uint8Array) => {
    const whole = small();
    const bytes = new Uint8Array(whole.length + extra.length);
    bytes.set(whole);
    bytes.set(extra, whole.length);
    assert.equal(decodeInputs(bytes, createInputs()).ok, false);
  };
  fc.assert(fc.property(tail, check), runs(300, 5000));
});

Deno.test("a head that claims a section which is not there is told", () => {
  const inputs = createInputs();
  inputs.imu.fresh = 1;
  const bytes = encoded(inputs);
  assert.equal(decodeInputs(bytes.subarray(0, 32), createInputs()).ok, false);
});

Deno.test("describeInputs() names every field once in its section, with offsets that add up", () => {
  const fields = describeInputs(filled());
  const size = { u8: 1, u16: 2, u32: 4, f32: 4, f64: 8 } as const;
  let at = 0;
  for (const field of fields) {
    assert.equal(field.offset, at, field.path);
    at += size[field.type];
  }
});

Deno.test("outputs come back from their bytes, each field with its own number", () => {
  const outputs = createOutputs();
  visitOutputs(new FillCursor(), outputs);
  const encoder = createOutputsEncoder();
  encoder.encode(outputs);
  assert.equal(encoder.bytes.length, outputsBytes);
  const back = createOutputs();
  const cursor = new ReadCursor(encoder.view);
  visitOutputs(cursor, back);
  assert.equal(cursor.overrun, false);
  assert.deepEqual(back, outputs);
});

Deno.test("describeOutputs() names fields that lie one after the other, all inside the struct", () => {
  const size = { u8: 1, u16: 2, u32: 4, f32: 4, f64: 8 } as const;
  let at = 0;
  for (const field of describeOutputs(createOutputs())) {
    assert.equal(field.offset, at, field.path);
    at += size[field.type];
  }
  assert.ok(at <= outputsBytes && outputsBytes - at < 12, `${at} of ${outputsBytes}`);
});

Deno.test("every field of the outputs shows in the bytes", () => {
  const names: string[] = [];
  const walk = (node: object) => {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === "number") names.push(key);
      else if (typeof value === "object" && value !== null) walk(value);
    }
  };
  walk(createOutputs());
  const cursor = new FillCursor();
  visitOutputs(cursor, createOutputs());
  assert.equal(cursor.names.length, names.length);
});

Deno.test("rollHash() tells any flipped bit and any swapped order", () => {
  const hashOf = (bytes: Uint8Array) => {
    const hash = createStateHash();
    rollHash(hash, new DataView(bytes.buffer, bytes.byteOffset), bytes.length);
    return hashText(hash);
  };
  const bytes = new Uint8Array(64).map((_, i) => i * 37);
  const seen = new Set([hashOf(bytes)]);
  for (let i = 0; i < 512; i++) {
    const spoiled = bytes.slice();
    spoiled[i >> 3] = (spoiled[i >> 3] ?? 0) ^ (1 << (i & 7));
    seen.add(hashOf(spoiled));
  }
  assert.equal(seen.size, 513);
  const swapped = bytes.slice();
  swapped.set(bytes.subarray(0, 4), 4);
  swapped.set(bytes.subarray(4, 8), 0);
  assert.ok(!seen.has(hashOf(swapped)));
});
