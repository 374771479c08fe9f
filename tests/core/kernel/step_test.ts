/** The step as a whole: samples that lie about their time, memory, purity. */
import assert from "node:assert/strict";
import { actionNumber, causeNumber, modeNumber, step } from "core/kernel/mod.ts";
import { createOutputsEncoder } from "core/messages/mod.ts";
import {
  autoRig,
  createRig,
  drivingRig,
  healthy,
  idleRig,
  put,
  type Rig,
  run,
  tick,
  wish,
} from "./kernel_fixture.ts";

type Section = "scan" | "wheels" | "imu" | "battery";
const watched: readonly (readonly [Section, Parameters<typeof causeNumber>[0], number])[] = [
  ["scan", "lidarStale", 320],
  ["wheels", "wheelsStale", 120],
  ["imu", "imuStale", 320],
  ["battery", "batteryLost", 2120],
];
const lies: readonly (readonly [string, (rig: Rig) => readonly [number, number]])[] = [
  ["NaN", (rig) => [NaN, rig.nowNs]],
  ["plus infinity", () => [Infinity, Infinity]],
  ["minus infinity", (rig) => [-Infinity, rig.nowNs]],
  ["the future", (rig) => [rig.nowNs + 60e9, rig.nowNs + 60e9]],
  ["an arrival that is none", (rig) => [rig.nowNs, NaN]],
];

for (const [section, cause, ms] of watched) {
  for (const [name, stamps] of lies) {
    Deno.test(`a ${section} whose stamps say ${name} goes stale like a silent one`, () => {
      const rig = autoRig();
      run(rig, ms, (inputs) => {
        const [measuredNs, arrivedNs] = stamps(rig);
        if (inputs[section].fresh === 1) Object.assign(inputs[section], { measuredNs, arrivedNs });
      });
      assert.notEqual(rig.kernel.outputs.causes & (1 << causeNumber(cause)), 0);
      // And the lie leaves nothing behind: true samples are taken again at once.
      run(rig, 3200);
      assert.equal(rig.kernel.outputs.causes & (1 << causeNumber(cause)), 0);
    });
  }
}

Deno.test("a battery gauge that does not know the charge is as good as lost", () => {
  const rig = autoRig();
  run(rig, 200, (inputs) => void (inputs.battery.percent = NaN));
  assert.notEqual(rig.kernel.outputs.causes & (1 << causeNumber("batteryLost")), 0);
});

Deno.test("a late bumper sample does not take back a press", () => {
  const rig = autoRig();
  tick(rig, (inputs) => {
    Object.assign(inputs.bumper, {
      fresh: 1,
      pressed: 1,
      measuredNs: rig.nowNs,
      arrivedNs: rig.nowNs,
    });
  });
  tick(rig, (inputs) => {
    Object.assign(inputs.bumper, { fresh: 1, pressed: 0, measuredNs: rig.nowNs - 40e6 });
  });
  assert.equal(rig.kernel.outputs.action, actionNumber.hold);
});

for (const value of [1e8, -1e300, 1e308, NaN, Infinity]) {
  Deno.test(`a wheel angle of ${value} leaves the pose as it was`, () => {
    const rig = drivingRig();
    const before = rig.kernel.outputs.odomXM;
    tick(rig, (inputs) => void (inputs.wheels.leftRad = value));
    const out = tick(rig);
    assert.ok(Math.abs(out.odomXM - before) < 0.01, `${out.odomXM}`);
    assert.ok(Math.abs(out.odomYawRad) < 0.01);
  });
}

Deno.test("every NaN of a scan is a beam, and nine in ten of them are no scan", () => {
  const rig = autoRig();
  const spoil = (every: number) => (inputs: Rig["inputs"]) => {
    for (let i = 0; i < inputs.scan.count; i++) if (i % every !== 0) inputs.scan.rangesM[i] = NaN;
  };
  run(rig, 400, spoil(5));
  assert.equal(rig.kernel.outputs.action, actionNumber.none);
  run(rig, 400, spoil(18));
  assert.equal(rig.kernel.outputs.action, actionNumber.hold);
});

Deno.test("a tilt counts though the gyro beside it is stuck or says nonsense", () => {
  for (const yawRateRadps of [0, NaN, 1e9]) {
    const rig = autoRig();
    run(rig, 1200);
    run(rig, 400, (inputs) => void Object.assign(inputs.imu, { yawRateRadps, tiltRad: 1 }));
    assert.equal(rig.kernel.outputs.mode, modeNumber.estop, String(yawRateRadps));
  }
});

Deno.test("step() twice from the same start gives the same bytes", () => {
  const bytes = [0, 1].map(() => {
    const rig = createRig();
    const encoder = createOutputsEncoder();
    const all: string[] = [];
    for (let i = 0; i < 300; i++) {
      tick(rig, (inputs) => {
        if (i === 30) Object.assign(inputs.operators[0] ?? {}, { act: 1, operator: 1 });
        if (i === 30) inputs.operatorCount = 1;
        if (i === 40) put(inputs, wish(rig, "goto", { x: 1, y: 1 }));
      });
      encoder.encode(rig.kernel.outputs);
      all.push(encoder.bytes.join());
    }
    return all.join();
  });
  assert.equal(bytes[0], bytes[1]);
});

Deno.test("step() reads the inputs and does not write them", () => {
  const rig = drivingRig();
  healthy(rig);
  put(rig.inputs, wish(rig, "drive", { x: 99, durationMs: 1e9 }));
  const before = structuredClone(rig.inputs);
  step(rig.kernel, rig.inputs, rig.nowNs);
  assert.deepEqual(rig.inputs, before);
});

Deno.test("step() keeps nothing on the heap, and its short-lived garbage is bounded", async () => {
  const probe = new URL("heap_probe.ts", import.meta.url).pathname;
  const { stdout, success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--v8-flags=--expose-gc,--min-semi-space-size=64", probe],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const [keptBytes, bytesPerStep] = new TextDecoder().decode(stdout).split(" ").map(Number);
  assert.ok((keptBytes ?? Infinity) < 65_536, `keeps ${keptBytes} bytes after 80,000 steps`);
  // Boxed doubles on their way between functions: some 200 bytes, 40 kB a second at 200 Hz.
  assert.ok((bytesPerStep ?? Infinity) < 1000, `makes ${bytesPerStep} bytes of garbage a step`);
});

Deno.test("an idle robot stays idle and off, however long it is left alone", () => {
  const rig = idleRig();
  run(rig, 20_000);
  assert.deepEqual([rig.kernel.outputs.mode, rig.kernel.outputs.enable], [modeNumber.idle, 0]);
});
