/** One wheel's controller against its plant and by itself. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { resetWheel, wheelEffort } from "core/kernel/controllers/mod.ts";
import { compileBench } from "tests/core/kernel/kernel_fixture.ts";

const tuning = compileBench().params.tuning;
const dtS = 0.005;
const max = 20;
const fresh = () => ({ integral: 0, lastRadps: 0, setRadps: 0, expectedRadps: 0 });

Deno.test("wheelEffort() at the expected speed gives the feed-forward alone", () => {
  const wheel = { integral: 0, lastRadps: 8, setRadps: 0, expectedRadps: 8 };
  assert.equal(wheelEffort(wheel, 8, 8, max, tuning, dtS), 0.4);
  assert.equal(wheel.integral, 0);
});

Deno.test("wheelEffort() adds the error by kp and ki", () => {
  const wheel = { integral: 0, lastRadps: 6, setRadps: 0, expectedRadps: 8 };
  const effort = wheelEffort(wheel, 8, 6, max, { ...tuning, wheelKd: 0 }, dtS);
  const error = 2 / max;
  const wanted = 0.4 + tuning.wheelKp * error + tuning.wheelKi * error * dtS;
  assert.ok(Math.abs(effort - wanted) < 1e-12);
});

Deno.test("wheelEffort() takes the derivative of the measurement: no kick of the set point", () => {
  const t = { ...tuning, wheelKp: 0, wheelKi: 0, wheelKf: 0, wheelKd: 0.1 };
  assert.equal(wheelEffort(fresh(), 15, 0, max, t, dtS), 0);
  const damped = wheelEffort(fresh(), 0, 1, max, t, dtS);
  assert.ok(damped < 0, "a wheel that speeds up is damped");
  assert.ok(Math.abs(damped + 0.1 * (1 / max) / dtS) < 1e-12);
});

Deno.test("wheelEffort() does not wind up while it is at its bound", () => {
  const wheel = fresh();
  wheel.expectedRadps = 20;
  for (let i = 0; i < 2000; i++) wheelEffort(wheel, 20, 0, max, tuning, dtS);
  const wound = wheel.integral;
  assert.ok(wound < 0.05, `integral ${wound}`);
  wheel.expectedRadps = 0;
  let left = 0;
  while (wheelEffort(wheel, 0, 0, max, tuning, dtS) > 0.02 && left < 200) left += 1;
  assert.ok(left < 20, `let go after ${left} ticks`);
});

Deno.test("wheelEffort() lets the integral leave its bound when the error turns", () => {
  const wheel = { integral: 0.4, lastRadps: 20, setRadps: 0, expectedRadps: 18 };
  wheelEffort(wheel, 18, 20, max, tuning, dtS);
  assert.ok(wheel.integral < 0.4);
});

Deno.test("wheelEffort() keeps integral and effort inside their bounds, whatever comes", () => {
  const speed = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(speed, speed, speed), { maxLength: 40 }), (steps) => {
      const wheel = fresh();
      for (const [set, expected, measured] of steps) {
        wheel.expectedRadps = expected;
        const effort = wheelEffort(wheel, set, measured, max, tuning, dtS);
        assert.ok(Math.abs(effort) <= 1);
        assert.ok(Math.abs(wheel.integral) <= tuning.wheelIntegralMax);
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("a lowered bound of the integral holds from the next tick", () => {
  const wheel = { integral: 0.5, lastRadps: 0, setRadps: 0, expectedRadps: 0 };
  wheelEffort(wheel, 0, 0, max, { ...tuning, wheelIntegralMax: 0.1 }, dtS);
  assert.ok(wheel.integral <= 0.1);
});

Deno.test("resetWheel() forgets, and the first effort after it has no kick", () => {
  const wheel = { integral: 0.4, lastRadps: 0, setRadps: 0, expectedRadps: 9 };
  resetWheel(wheel, 5);
  assert.deepEqual(wheel, { integral: 0, lastRadps: 5, setRadps: 0, expectedRadps: 0 });
  const t = { ...tuning, wheelKd: 1 };
  const effort = wheelEffort(wheel, 0, 5, max, t, dtS);
  assert.ok(
    Math.abs(effort + tuning.wheelKp * 5 / max) < 0.01,
    "no derivative of a wheel that coasts",
  );
});

Deno.test("wheelEffort() brings a lagging plant to its set point without overshoot", () => {
  const wheel = fresh();
  let speed = 0;
  let highest = 0;
  const follow = 1 - Math.exp(-dtS / 0.1);
  for (let i = 0; i < 600; i++) {
    wheel.expectedRadps += (10 - wheel.expectedRadps) * follow;
    const effort = wheelEffort(wheel, 10, speed, max, tuning, dtS);
    speed += (effort * max - speed) * follow;
    highest = Math.max(highest, speed);
  }
  assert.ok(Math.abs(speed - 10) < 0.01 && highest < 10.1, `${speed}, highest ${highest}`);
});

Deno.test("wheelEffort() takes out a lasting load", () => {
  const wheel = fresh();
  let speed = 0;
  const follow = 1 - Math.exp(-dtS / 0.1);
  for (let i = 0; i < 6000; i++) {
    wheel.expectedRadps += (10 - wheel.expectedRadps) * follow;
    const effort = wheelEffort(wheel, 10, speed, max, tuning, dtS);
    speed += ((effort - 0.2) * max - speed) * follow;
  }
  assert.ok(Math.abs(speed - 10) < 0.05, `${speed}`);
});
