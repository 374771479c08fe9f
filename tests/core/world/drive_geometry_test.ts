/** Wheels and the motion of the body, there and back, for every kind of drive. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type BodyMotion,
  curvatureOf,
  diffGeometry,
  type DriveGeometry,
  driveKinds,
  motionOfWheels,
  sharpestPerM,
  steerOf,
  type WheelSet,
  wheelsOfMotion,
} from "core/world/mod.ts";

const omni: DriveGeometry = { ...diffGeometry(0.36, 0.06), kind: driveKinds.omni, wheelbaseM: 0.3 };
const car: DriveGeometry = {
  ...diffGeometry(0.4, 0.08),
  kind: driveKinds.ackermann,
  wheelbaseM: 0.5,
  maxSteerRad: 0.5,
  steerRadps: 1,
};

function there(drive: DriveGeometry, forward: number, side: number, turn: number): WheelSet {
  const wheels: WheelSet = { left: 0, right: 0, rearLeft: 0, rearRight: 0 };
  wheelsOfMotion(drive, { forward, side, turn }, wheels);
  return wheels;
}

function back(drive: DriveGeometry, wheels: WheelSet): BodyMotion {
  const motion: BodyMotion = { forward: 0, side: 0, turn: 0 };
  motionOfWheels(drive, wheels, motion);
  return motion;
}

const speed = fc.double({ min: -2, max: 2, noNaN: true });

for (const [name, drive] of Object.entries({ diff: diffGeometry(0.3, 0.05), omni, car })) {
  Deno.test(`motionOfWheels() of ${name} is the motion that wheelsOfMotion() was asked for`, () => {
    fc.assert(fc.property(speed, speed, speed, (forward, side, turn) => {
      const got = back(drive, there(drive, forward, side, turn));
      assert.ok(Math.abs(got.forward - forward) < 1e-12);
      assert.ok(Math.abs(got.side - (name === "omni" ? side : 0)) < 1e-12);
      assert.ok(Math.abs(got.turn - turn) < 1e-11);
    }));
  });
}

Deno.test("wheelsOfMotion() of omni goes left by turning the diagonals against each other", () => {
  const w = there(omni, 0, 0.3, 0);
  assert.deepEqual([w.left, w.right, w.rearLeft, w.rearRight], [-5, 5, 5, -5]);
});

Deno.test("wheelsOfMotion() of omni turns left with the lever of half of both sides", () => {
  const w = there(omni, 0, 0, 1);
  // (0.36 + 0.3) / 2 / 0.06 = 5.5 rad/s.
  for (const left of [w.left, w.rearLeft]) assert.ok(Math.abs(left + 5.5) < 1e-12);
  for (const right of [w.right, w.rearRight]) assert.ok(Math.abs(right - 5.5) < 1e-12);
});

Deno.test("sharpestPerM() of a car is tan(lock) / wheelbase, and no bound for other drives", () => {
  assert.ok(Math.abs(sharpestPerM(car) - Math.tan(0.5) / 0.5) < 1e-12);
  assert.equal(sharpestPerM(omni), Infinity);
  assert.equal(sharpestPerM(diffGeometry(0.3, 0.05)), Infinity);
});

Deno.test("steerOf() and curvatureOf() undo each other", () => {
  fc.assert(fc.property(fc.double({ min: -1.3, max: 1.3, noNaN: true }), (angle) => {
    assert.ok(Math.abs(steerOf(car, curvatureOf(car, angle)) - angle) < 1e-12);
  }));
});
