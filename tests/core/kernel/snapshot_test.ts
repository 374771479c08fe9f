/**
 * What is not in the snapshot does not exist: a kernel that is restored from any tick and goes on
 * gives the same bytes as the one that never stopped.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  countNumbers,
  createKernel,
  type Kernel,
  restore,
  snapshot,
  snapshotPath,
  step,
} from "core/kernel/mod.ts";
import { createOutputsEncoder, type KernelInputs } from "core/messages/mod.ts";
import { act, createRig, healthy, put, type Rig, wish } from "./kernel_fixture.ts";
import { applyHostile, hostileSequence } from "./hostile.ts";

function bytesOf(kernel: Kernel, inputs: KernelInputs, nowNs: number): string {
  const encoder = createOutputsEncoder();
  encoder.encode(step(kernel, inputs, nowNs));
  return encoder.bytes.join(",");
}

/** A scripted life with something of everything. */
function script(rig: Rig, tick: number): void {
  const { inputs } = rig;
  if (tick === 30) act(inputs, "start");
  if (tick === 32) put(inputs, wish(rig, "goto", { x: 2, y: 1 }));
  if (tick > 60 && tick < 90) inputs.scan.fresh = 0;
  if (tick === 120) put(inputs, wish(rig, "drive", { x: 9 }));
  if (tick > 150 && tick < 180) inputs.mind.lease = 0;
  if (tick === 200) act(inputs, "take");
  if (tick >= 205 && tick % 5 === 0 && tick < 260) {
    inputs.operatorBeat = 1;
    put(inputs, wish(rig, "drive", { source: 5, agent: 4, x: 0.2, z: 0.4, durationMs: 100 }));
  }
  if (tick === 270) inputs.stopWord = 1;
  if (tick === 280) act(inputs, "reset", 1);
  if (tick === 285) act(inputs, "start");
  if (tick === 290) {
    for (let k = 0; k < 8; k++) put(inputs, wish(rig, k % 2 === 0 ? "drive" : "turn", { z: 1 }));
  }
}

Deno.test("restore() then step() gives the same bytes, from any tick of a scripted life", () => {
  const rig = createRig({ strict: false });
  const words = new Float64Array(countNumbers(rig.kernel.state));
  // A second kernel takes over the memory before each tick, from whatever it did before.
  const other = createKernel(rig.compiled.params);
  rig.ranges = (angle) => Math.abs(angle) < 0.5 ? 1.2 : 6;
  for (let i = 0; i < 340; i++) {
    healthy(rig);
    script(rig, i);
    snapshot(rig.kernel.state, words);
    restore(other.state, words);
    const a = bytesOf(rig.kernel, rig.inputs, rig.nowNs);
    const b = bytesOf(other, rig.inputs, rig.nowNs);
    assert.equal(b, a, `tick ${i}`);
    rig.tick += 1;
    rig.nowNs += rig.periodNs;
  }
});

Deno.test("restore() then many steps stays the same, from any tick of a hostile life", () => {
  fc.assert(
    fc.property(hostileSequence(40), fc.nat(39), (sequence, from) => {
      const rig = createRig({ beams: 12, strict: false });
      const other = createKernel(rig.compiled.params);
      const words = new Float64Array(countNumbers(rig.kernel.state));
      for (const [i, hostile] of sequence.entries()) {
        healthy(rig);
        applyHostile(rig, hostile);
        if (i === from) {
          snapshot(rig.kernel.state, words);
          restore(other.state, words);
        }
        const a = bytesOf(rig.kernel, rig.inputs, rig.nowNs);
        if (i >= from) assert.equal(bytesOf(other, rig.inputs, rig.nowNs), a, `tick ${i}`);
        rig.tick += 1;
        rig.nowNs += rig.periodNs;
      }
    }),
    { numRuns: 150 },
  );
});

/** Every leaf of the state, by path, as `Object.keys` sees it. */
function leaves(node: object, path: string, into: Map<string, number>): void {
  for (const [key, value] of Object.entries(node)) {
    const name = path === "" ? key : `${path}.${key}`;
    if (typeof value === "number") into.set(name, (into.get(name) ?? 0) + 1);
    else if (ArrayBuffer.isView(value) && "length" in value) into.set(name, Number(value.length));
    else if (typeof value === "object" && value !== null) leaves(value, name, into);
    else throw new Error(`${name} is a ${typeof value}: not allowed in the state`);
  }
}

Deno.test("the state holds numbers and typed arrays alone, and the snapshot has every one", () => {
  const { state } = createRig().kernel;
  const found = new Map<string, number>();
  leaves(state, "", found);
  const total = [...found.values()].reduce((sum, count) => sum + count, 0);
  assert.equal(countNumbers(state), total);
  const words = new Float64Array(total);
  assert.equal(snapshot(state, words), total);
  assert.equal(snapshotPath(state, 0), "tick");
  assert.equal(snapshotPath(state, total), "");
});

Deno.test("restore() sets every field: a snapshot of distinct numbers comes back", () => {
  const { state } = createRig().kernel;
  const total = countNumbers(state);
  const words = new Float64Array(total);
  // Small whole numbers fit into every kind of array there is in the state.
  for (let i = 0; i < total; i++) words[i] = i % 251;
  restore(state, words);
  const back = new Float64Array(total);
  snapshot(state, back);
  assert.deepEqual(back, words);
});

Deno.test("snapshot() writes NaN in one form and keeps infinities", () => {
  const { state } = createRig().kernel;
  state.batteryPercent = NaN;
  state.batteryNs = -Infinity;
  const words = new Float64Array(countNumbers(state));
  snapshot(state, words);
  restore(state, words);
  assert.ok(Number.isNaN(state.batteryPercent));
  assert.equal(state.batteryNs, -Infinity);
});
