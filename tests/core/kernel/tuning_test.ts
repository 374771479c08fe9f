/** Live parameters: what may be swapped in while the robot runs, and what never. */
import assert from "node:assert/strict";
import { listFields } from "core/config/mod.ts";
import { tunableNames, tunablePaths, tunableRange } from "core/kernel/mod.ts";
import { drivingRig, idleRig, run, tick } from "./kernel_fixture.ts";

const swap = (rig: ReturnType<typeof idleRig>, index: number, value: number) =>
  tick(rig, (inputs) => {
    inputs.params.index[0] = index;
    inputs.params.value[0] = value;
    inputs.params.count = 1;
  });

Deno.test("the kernel's ranges are those of config, parameter by parameter", () => {
  const fields = new Map(listFields().map((field) => [field.path, field]));
  for (const name of tunableNames) {
    const field = fields.get(tunablePaths[name]);
    assert.deepEqual([field?.minimum, field?.maximum], [...tunableRange[name]], name);
  }
});

for (const [index, name] of tunableNames.entries()) {
  Deno.test(`applyTuning() takes ${name} at its edges and refuses what is beyond`, () => {
    const rig = idleRig();
    const { tuning } = rig.kernel.state;
    const low = tunableRange[name][0];
    const high = rig.compiled.params.envelope[name];
    swap(rig, index, low);
    assert.equal(tuning[name], low);
    swap(rig, index, high);
    assert.equal(tuning[name], high);
    const above = high === 0 ? 1 : high * 1.0001;
    for (const bad of [above, low - 0.001, NaN, Infinity, -Infinity, -1]) {
      swap(rig, index, bad);
      assert.equal(tuning[name], high, `${name} ${bad}`);
    }
  });
}

Deno.test("no live change goes beyond the machine's own limits", () => {
  const rig = idleRig();
  swap(rig, tunableNames.indexOf("maxLinearMps"), 0.6);
  assert.equal(rig.kernel.state.tuning.maxLinearMps, 0.5, "the robot's envelope is 0.5 m/s");
});

Deno.test("a parameter that does not exist changes nothing", () => {
  const rig = idleRig();
  const before = { ...rig.kernel.state.tuning };
  for (const index of [tunableNames.length, 65_535]) swap(rig, index, 0.1);
  assert.deepEqual(rig.kernel.state.tuning, before);
});

Deno.test("several parameters are swapped in together, before the tick is worked out", () => {
  const rig = drivingRig();
  const out = tick(rig, (inputs) => {
    inputs.params.index.set([0, 3]);
    inputs.params.value.set([0.2, 0.5]);
    inputs.params.count = 2;
  });
  assert.ok(out.linearMps < 0.5);
  assert.equal(rig.kernel.state.tuning.maxLinearMps2, 0.5);
});

Deno.test("the gains of a running wheel may change without a jerk of the command", () => {
  const rig = drivingRig();
  const before = rig.kernel.outputs.leftEffort;
  const out = swap(rig, tunableNames.indexOf("wheelKi"), 5);
  assert.ok(Math.abs(out.leftEffort - before) < 0.02);
  run(rig, 200);
  assert.ok(Math.abs(rig.kernel.outputs.linearMps - 0.5) < 1e-9);
});
