/** Jerk: bounds speeding up, never braking; arrives without overshoot; off, it changes nothing. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { freeJerk } from "core/config/robot.ts";
import { createKernel } from "core/kernel/mod.ts";
import { riseStep } from "core/kernel/jerk.ts";
import { runs } from "tests/tier.ts";
import { omniDrive, steeredDrive } from "./bench_robot.ts";
import {
  act,
  ask,
  autoRig,
  manualRig,
  operate,
  put,
  type Rig,
  type RigOptions,
  run,
  teleop,
  tick,
  wish,
} from "./kernel_fixture.ts";

const dtS = 0.005;
const jerk = 4;
const turnJerk = 10;
const soft = {
  "robot.limits.maxLinearJerkMps3": jerk,
  "robot.limits.maxAngularJerkRadps3": turnJerk,
};
const options: RigOptions = { beams: 24, set: soft };

/** How fast a speed goes away from zero between two ticks. */
function rise(before: number, after: number): number {
  return Math.max(0, Math.abs(after) - Math.abs(before)) / dtS;
}

/** Commands of a drive until it is steady. */
function speedingUp(rig: Rig, ticks: number): number[] {
  ask(rig, "drive", { x: 0.5, durationMs: 20_000 });
  const first = rig.kernel.outputs.linearMps;
  return [0, first, ...Array.from({ length: ticks }, () => tick(rig).linearMps)];
}

Deno.test("limit() lets acceleration grow by jerk, hold, and fade before the speed is reached", () => {
  const speeds = speedingUp(autoRig({ ...options }), 200);
  const rises = speeds.slice(1).map((v, i) => rise(speeds[i] ?? 0, v));
  // 1 m/s2 is reached after a / j = 0.25 s, the way up to 0.5 m/s takes v / a + a / j = 0.75 s.
  assert.equal(rises.findIndex((a) => a > 1 - 1e-9), 49);
  assert.ok(Math.abs(speeds.findIndex((v) => v === 0.5) - 150) <= 1);
  assert.equal(Math.max(...speeds), 0.5, "no overshoot");
  for (let i = 1; i < rises.length; i++) {
    const change = (rises[i] ?? 0) - (rises[i - 1] ?? 0);
    assert.ok(Math.abs(change) <= jerk * dtS + 1e-9, `tick ${i}: ${change / dtS} m/s3`);
  }
});

Deno.test("limit() reaches a speed below a^2 / j by jerk alone, exactly", () => {
  const rig = autoRig({ ...options });
  ask(rig, "drive", { x: 0.1, durationMs: 20_000 });
  let ticks = 1;
  while (tick(rig).linearMps !== 0.1) ticks += 1;
  // 2 sqrt(v / j) = 0.316 s.
  assert.ok(Math.abs(ticks * dtS - 2 * Math.sqrt(0.1 / jerk)) < 0.015, `${ticks * dtS} s`);
  run(rig, 500);
  assert.equal(rig.kernel.outputs.linearMps, 0.1);
});

Deno.test("a reversal brakes as hard as ever and begins anew at zero", () => {
  const rig = manualRig({ ...options });
  for (let i = 0; i < 200; i++) teleop(rig, 0.3);
  const speeds = [0.3];
  for (let i = 0; i < 200; i++) speeds.push(teleop(rig, -0.3).linearMps);
  const zero = speeds.findIndex((v) => v <= 0);
  assert.equal(zero, 60, "0.3 m/s at 1 m/s2 is 60 ticks");
  assert.equal(speeds[zero], 0);
  assert.ok(Math.abs((speeds[zero + 1] ?? 0) + jerk * dtS * dtS) < 1e-12, "one jerk step");
  assert.equal(speeds.at(-1), -0.3);
});

Deno.test("a hand that takes over begins without a jerk, whatever the brain did", () => {
  const rig = autoRig({ ...options });
  ask(rig, "drive", { x: 0.5, durationMs: 20_000 });
  run(rig, 300);
  operate(rig, "take");
  let last = rig.kernel.outputs.linearMps;
  let lastRise = 0;
  for (let i = 0; i < 300; i++) {
    const now = teleop(rig, 0.5).linearMps;
    assert.ok(rise(last, now) <= lastRise + jerk * dtS + 1e-9, `tick ${i}`);
    assert.ok(last - now <= dtS + 1e-12, `tick ${i} brakes`);
    lastRise = rise(last, now);
    last = now;
  }
  assert.equal(last, 0.5);
});

Deno.test("a gap of the kernel's own leaves no acceleration behind", () => {
  const rig = autoRig({ ...options });
  ask(rig, "drive", { x: 0.5, durationMs: 20_000 });
  run(rig, 300);
  assert.ok(rig.kernel.state.linearMps2 > 0.9);
  rig.nowNs += 150 * 1e6;
  tick(rig);
  assert.equal(rig.kernel.state.linearMps2, 0);
});

Deno.test("an E-stop leaves no acceleration behind", () => {
  const rig = autoRig({ ...options });
  ask(rig, "drive", { x: 0.5, z: 1, durationMs: 20_000 });
  run(rig, 200);
  assert.ok(rig.kernel.state.linearMps2 > 0 && rig.kernel.state.angularRadps2 > 0);
  operate(rig, "estop");
  const { linearMps2, angularRadps2, lateralMps2 } = rig.kernel.state;
  assert.deepEqual([linearMps2, angularRadps2, lateralMps2], [0, 0, 0]);
});

Deno.test("jerk is tuned live, and never above the machine's own", () => {
  const rig = autoRig({ ...options });
  const names = Object.keys(rig.kernel.state.tuning);
  const set = (value: number) =>
    tick(rig, (inputs) => {
      inputs.params.index[0] = names.indexOf("maxLinearJerkMps3");
      inputs.params.value[0] = value;
      inputs.params.count = 1;
    });
  set(2);
  assert.equal(rig.kernel.state.tuning.maxLinearJerkMps3, 2);
  set(jerk + 1);
  assert.equal(rig.kernel.state.tuning.maxLinearJerkMps3, 2);
  const speeds = speedingUp(rig, 20);
  assert.ok(Math.abs((speeds[20] ?? 0) - 2 * dtS * dtS * 20 * 21 / 2) < 1e-9);
});

/** Without a limit of its own every command is the old one: the ramp of acceleration alone. */
Deno.test("without a jerk limit a command rises by the acceleration from the first tick on", () => {
  const property = fc.property(
    fc.double({ min: 0.01, max: 50, noNaN: true }),
    fc.constantFrom(50, 200, 1000),
    fc.double({ min: 0.001, max: 0.5, noNaN: true }),
    (accel, tickHz, speed) => {
      const rig = manualRig({
        beams: 24,
        set: { "robot.limits.maxLinearMps2": accel, "kernel.tickHz": tickHz },
      });
      const period = rig.periodNs * 1e-9;
      let expected = 0;
      for (let i = 0; i < 40; i++) {
        expected = Math.min(speed, expected + accel * period);
        assert.equal(teleop(rig, speed).linearMps, expected);
      }
    },
  );
  fc.assert(property, runs(15, 300));
});

Deno.test("riseStep() of a machine without a limit bounds no step, at any rate and acceleration", () => {
  const check = (free: number, top: number) =>
    fc.property(
      fc.double({ min: 0.001, max: top, noNaN: true }),
      fc.constantFrom(0.1, 0.02, 0.005, 0.001),
      fc.double({ min: 0, max: 50, noNaN: true }),
      fc.double({ min: 0, max: 50, noNaN: true }),
      (most, periodS, now, wanted) => {
        const step = riseStep(now, wanted, 0, most, free, periodS);
        const plain = now < wanted ? Math.min(wanted, now + most * periodS) : now;
        assert.equal(now < wanted ? Math.min(wanted, now + step) : now + step, plain);
      },
    );
  fc.assert(check(freeJerk.linearMps3, 50), runs(2000, 100_000));
  fc.assert(check(freeJerk.angularRadps3, 500), runs(2000, 100_000));
});

const drives: Readonly<Record<string, RigOptions["set"]>> = {
  diff: {},
  omni: omniDrive,
  ackermann: steeredDrive,
};

interface Stick {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly lasts: number;
}

const stick: fc.Arbitrary<Stick> = fc.record({
  x: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  y: fc.double({ min: -0.4, max: 0.4, noNaN: true }),
  z: fc.double({ min: -2, max: 2, noNaN: true }),
  lasts: fc.integer({ min: 1, max: 60 }),
});

function hold(rig: Rig, { x, y, z }: Stick): void {
  tick(rig, (inputs) => {
    inputs.operatorBeat = 1;
    const wishes = { source: 5, agent: 4, x, y, z, durationMs: 250 };
    put(inputs, wish(rig, "drive", wishes));
  });
}

/** Ticks from a stop to standstill, of this kernel with its memory and this jerk. */
function ticksToStand(rig: Rig, jerkMps3: number, jerkRadps3: number): number {
  const kernel = createKernel(rig.compiled.params);
  const copy: Rig = {
    ...rig,
    kernel: { ...kernel, state: structuredClone(rig.kernel.state) },
    monitor: structuredClone(rig.monitor),
  };
  for (const { tuning } of [copy.kernel.state, copy.monitor]) {
    tuning.maxLinearJerkMps3 = jerkMps3;
    tuning.maxAngularJerkRadps3 = jerkRadps3;
  }
  for (let i = 0; i < 400; i++) {
    const out = tick(copy, (inputs) => {
      if (i === 0) act(inputs, "stop");
    });
    if (out.linearMps === 0 && out.lateralMps === 0 && out.angularRadps === 0) return i;
  }
  throw new Error("does not stand after two seconds");
}

for (const [name, set] of Object.entries(drives)) {
  Deno.test(`from wherever a hand leads a ${name} drive, rises keep the jerk and stops come as early`, () => {
    const property = fc.property(
      fc.array(stick, { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0.5, max: 20, noNaN: true }),
      (sticks, limit) => {
        const rig = manualRig({
          beams: 24,
          set: { ...set, ...soft, "robot.limits.maxLinearJerkMps3": limit },
        });
        const { tuning } = rig.kernel.state;
        let last = { ...rig.kernel.outputs };
        const lastRise = { linear: 0, lateral: 0, angular: 0 };
        for (const one of sticks) {
          for (let i = 0; i < one.lasts; i++) {
            hold(rig, one);
            const out = rig.kernel.outputs;
            const rises = {
              linear: rise(last.linearMps, out.linearMps),
              lateral: rise(last.lateralMps, out.lateralMps),
              angular: rise(last.angularRadps, out.angularRadps),
            };
            assert.ok(rises.linear <= lastRise.linear + limit * dtS + 1e-9);
            assert.ok(rises.lateral <= lastRise.lateral + limit * dtS + 1e-9);
            // The turn of a car follows from its speed and its steering.
            if (name !== "ackermann") {
              assert.ok(rises.angular <= lastRise.angular + turnJerk * dtS + 1e-9);
            }
            assert.ok(rises.linear <= tuning.maxLinearMps2 + 1e-9);
            assert.ok(Math.abs(out.linearMps) <= tuning.maxLinearMps);
            assert.ok(Math.abs(out.lateralMps) <= tuning.maxLateralMps);
            Object.assign(lastRise, rises);
            last = { ...out };
          }
        }
        // Standstill from this very state: never later than without a limit.
        assert.equal(
          ticksToStand(rig, limit, turnJerk),
          ticksToStand(rig, 100_000, 1_000_000),
        );
      },
    );
    fc.assert(property, runs(25, 2000));
  });
}
