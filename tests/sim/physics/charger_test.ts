/** The simulated charger: where and when current flows. */
import assert from "node:assert/strict";
import { type Charger, chargeW, pressesBumper } from "sim/physics/mod.ts";
import { createBattery, drainBattery } from "sim/sensors/mod.ts";
import { bench } from "./bench_world.ts";

const charger: Charger = {
  kind: "charge",
  xM: 2,
  yM: 1,
  yawRad: Math.PI,
  watts: 20,
  powered: [[10, 20]],
};

function robot(xM: number, yM: number, yawRad: number): Parameters<typeof chargeW>[1] {
  return bench({ start: { xM, yM, yawRad } }).robot;
}

Deno.test("chargeW() flows only in place, in heading and while there is power", () => {
  assert.equal(chargeW(charger, robot(2.02, 1.01, Math.PI), 15), 20);
  assert.equal(chargeW(charger, robot(2.02, 1.01, Math.PI), 25), 0);
  assert.equal(chargeW(charger, robot(2.1, 1, Math.PI), 15), 0);
  assert.equal(chargeW(charger, robot(2, 1.05, Math.PI), 15), 0);
  assert.equal(chargeW(charger, robot(2, 1, Math.PI - 0.5), 15), 0);
  assert.equal(chargeW({ ...charger, powered: null }, robot(2, 1, -Math.PI), 99), 20);
  assert.equal(chargeW(null, robot(2, 1, Math.PI), 15), 0);
});

Deno.test("pressesBumper() presses at and behind the bar, not before it", () => {
  const bar: Charger = { ...charger, kind: "bumper" };
  assert.equal(pressesBumper(bar, robot(2.01, 1, Math.PI)), false);
  assert.equal(pressesBumper(bar, robot(1.99, 1.1, Math.PI)), true);
  assert.equal(pressesBumper(bar, robot(1.99, 1.3, Math.PI)), false);
  assert.equal(pressesBumper(charger, robot(1.99, 1, Math.PI)), false);
});

Deno.test("a charged battery gains what the charger gives beyond the draw, and never overflows", () => {
  const cell = { capacityWh: 10, nominalV: 12, internalOhm: 0.1, idleW: 4, initialPercent: 50 };
  const state = createBattery(cell);
  for (let i = 0; i < 900; i++) drainBattery(state, cell, 0, 20, 1);
  assert.ok(Math.abs(state.energyWh - (5 + 4)) < 1e-9, `${state.energyWh}`);
  assert.ok(state.currentA < -1);
  for (let i = 0; i < 900; i++) drainBattery(state, cell, 0, 20, 1);
  assert.equal(state.energyWh, 10);
  assert.ok(state.currentA < 0);
});
