/** The other sensors: encoders that count, batteries that empty, samples that arrive in time. */
import assert from "node:assert/strict";
import { createInputs } from "core/messages/mod.ts";
import {
  createBattery,
  createDelayLine,
  createSuite,
  deliverSuite,
  drainBattery,
  pushSlot,
  sampleSuite,
  type SuiteSpec,
  takeNewest,
} from "sim/sensors/mod.ts";
import { bench, go, roll } from "tests/sim/physics/bench_world.ts";

const near = (a: number, b: number, by: number) =>
  assert.ok(Math.abs(a - b) <= by, `${a}, not ${b}`);
const tickNs = 5_000_000;
const timing = { everyTicks: 1, latencyNs: 0 };

function suite(given: Partial<SuiteSpec>) {
  return createSuite({
    noise: false,
    seed: 1,
    tickNs,
    lidar: null,
    imu: null,
    encoder: null,
    battery: null,
    bumper: null,
    motor: null,
    beacon: null,
    ...given,
  });
}

Deno.test("an encoder gives whole ticks, never ahead of the wheel, less than one behind", () => {
  const ticksPerTurn = 64;
  const tickRad = 2 * Math.PI / ticksPerTurn;
  const s = suite({ encoder: { timing, ticksPerTurn, wheels: 2 } });
  const world = bench();
  roll(world, 3, -3);
  const inputs = createInputs();
  for (let tick = 1; tick < 400; tick++) {
    go(world, 0.005);
    sampleSuite(s, world, tick, tick * tickNs);
    deliverSuite(s, tick * tickNs, inputs);
    const ticks = inputs.wheels.leftRad / tickRad;
    near(ticks, Math.round(ticks), 1e-6);
    const behind = world.robot.leftRad - inputs.wheels.leftRad;
    assert.ok(behind >= -1e-9 && behind < tickRad + 1e-9, `${behind}`);
  }
  near(inputs.wheels.leftRadps, 3, tickRad / 0.03);
  near(inputs.wheels.rightRadps, -3, tickRad / 0.03);
});

Deno.test("a gyro with noise has its deviation and bias, and one seed gives one stream", () => {
  const imu = { timing, gyroNoiseRadps: 0.05, gyroBiasRadps: 0.01, gyroWalk: 0, accelNoiseMps2: 0 };
  const samples = (seed: number) => {
    const s = suite({ imu, noise: true, seed });
    const world = bench();
    world.robot.angularRadps = 0.5;
    const inputs = createInputs();
    return Array.from({ length: 3000 }, (_, i) => {
      sampleSuite(s, world, i, i * tickNs);
      deliverSuite(s, i * tickNs, inputs);
      return inputs.imu.yawRateRadps - 0.51;
    });
  };
  const offs = samples(4);
  const mean = offs.reduce((sum, off) => sum + off, 0) / offs.length;
  const deviation = Math.sqrt(offs.reduce((sum, off) => sum + off * off, 0) / offs.length);
  near(mean, 0, 3 * 0.05 / Math.sqrt(3000));
  near(deviation, 0.05, 0.003);
  assert.deepEqual(samples(4).slice(0, 50), offs.slice(0, 50));
  assert.notDeepEqual(samples(5).slice(0, 50), offs.slice(0, 50));
});

Deno.test("a sensor samples at its rate and its samples arrive after their latency", () => {
  const imu = {
    timing: { everyTicks: 4, latencyNs: 12_000_000 },
    gyroNoiseRadps: 0,
    gyroBiasRadps: 0,
    gyroWalk: 0,
    accelNoiseMps2: 0,
  };
  const s = suite({ imu });
  const inputs = createInputs();
  const arrived: number[] = [];
  for (let tick = 0; tick < 40; tick++) {
    inputs.imu.fresh = 0;
    sampleSuite(s, bench(), tick, tick * tickNs);
    deliverSuite(s, tick * tickNs, inputs);
    if (inputs.imu.fresh === 1) {
      arrived.push(tick);
      assert.equal(inputs.imu.measuredNs, (tick - 3) * tickNs);
      assert.equal(inputs.imu.arrivedNs, tick * tickNs);
    }
  }
  assert.deepEqual(arrived, [3, 7, 11, 15, 19, 23, 27, 31, 35, 39]);
});

const cell = { capacityWh: 10, nominalV: 24, internalOhm: 0.1, idleW: 6, initialPercent: 100 };

Deno.test("a battery empties by the energy that is taken: watts times hours", () => {
  const state = createBattery(cell);
  for (let i = 0; i < 3600; i++) drainBattery(state, cell, 0, 0, 1);
  near(state.energyWh, 10 - 6, 1e-9);
  near(state.percent, 40, 1e-9);
});

Deno.test("a battery's voltage falls with charge and load, its current is watts over volts", () => {
  const full = createBattery(cell);
  drainBattery(full, cell, 0, 0, 1e-6);
  near(full.voltageV, 24 - full.currentA * 0.1, 1e-3);
  near(full.currentA, 6 / 24, 1e-3);
  const loaded = createBattery(cell);
  drainBattery(loaded, cell, 2, 0, 1e-6);
  assert.ok(loaded.voltageV < full.voltageV && loaded.currentA > full.currentA);
  const low = createBattery({ ...cell, initialPercent: 5 });
  drainBattery(low, cell, 0, 0, 1e-6);
  assert.ok(low.voltageV < full.voltageV);
  near(low.supply, 0.5, 1e-3);
});

Deno.test("a battery never goes below empty, and a robot on mains never falls", () => {
  const state = createBattery(cell);
  for (let i = 0; i < 100; i++) drainBattery(state, cell, 2, 0, 3600);
  assert.deepEqual([state.energyWh, state.percent, state.supply], [0, 0, 0]);
  const mains = createBattery(null);
  drainBattery(mains, null, 2, 0, 1e6);
  assert.deepEqual([mains.percent, mains.supply], [100, 1]);
});

Deno.test("a delay line gives what is due, the newest of it, and drops the oldest when full", () => {
  const line = createDelayLine(3, () => ({ value: 0 }));
  const push = (value: number, dueNs: number) => {
    pushSlot(line, dueNs).value = value;
  };
  push(1, 10);
  push(2, 20);
  assert.equal(takeNewest(line, 9), null);
  assert.equal(takeNewest(line, 25)?.value, 2);
  assert.equal(takeNewest(line, 99), null);
  for (let i = 1; i <= 5; i++) push(i, 100 + i);
  assert.equal(line.count, 3);
  assert.equal(takeNewest(line, 104)?.value, 4);
});
