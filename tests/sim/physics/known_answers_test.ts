/**
 * Physics against known answers (issue 7): what a formula says, what the simulator does, and how far
 * the two may be apart. Steps of 1 ms; motors without lag where a formula has none.
 *
 * | check                        | formula                        | tolerance      |
 * | ---------------------------- | ------------------------------ | -------------- |
 * | stopping distance            | v^2 / 2a                       | 1 mm + v dt    |
 * | stopping on a slope          | v^2 / 2 (a +- g sin)           | 1 mm + v dt    |
 * | coasting                     | v tau                          | 2 mm           |
 * | slip onset                   | a = mu g                       | 1e-6 m/s2      |
 * | least friction to hold       | mu = tan(slope)                | 0.002          |
 * | ackermann turning radius     | L / tan(angle)                 | 1e-6 m         |
 * | running wide                 | v^2 / R = mu g                 | 1e-6           |
 * | free fall                    | g t^2 / 2                      | 1e-9 m         |
 * | battery                      | P t, and U = U0 - I R          | 1e-9           |
 * | motor under load             | v - g sin(slope) tau           | 1e-6 m/s       |
 * | lidar                        | ray and line, ray and circle   | 1e-6 m (f32)   |
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { diffGeometry, driveKinds } from "core/world/mod.ts";
import { type World, type WorldSpec } from "sim/physics/mod.ts";
import { createBattery, drainBattery, type LidarSpec, scanWorld } from "sim/sensors/mod.ts";
import { runs } from "tests/tier.ts";
import { bench, dtS, go, robotSpec, roll } from "./bench_world.ts";

const g = 9.80665;
const everywhere = [[-99, -99], [99, -99], [99, 99], [-99, 99]] as const;

function near(value: number, wanted: number, by: number, says = ""): void {
  assert.ok(Math.abs(value - wanted) <= by, `${says} ${value}, not ${wanted} +-${by}`);
}

function slope(deg: number, friction = 0.8, uphillDeg = 0): Partial<WorldSpec> {
  const rad = Math.PI / 180;
  return {
    zones: [{
      polygon: everywhere,
      friction,
      slopeRad: deg * rad,
      uphillRad: uphillDeg * rad,
    }],
  };
}

const car: WorldSpec["robot"] = {
  ...robotSpec,
  drive: {
    ...diffGeometry(0.3, 0.07),
    kind: driveKinds.ackermann,
    wheelbaseM: 0.4,
    maxSteerRad: 0.5,
    steerRadps: 2,
  },
};

/** A car that rolls at a speed with its steering at an angle. */
function rollCar(world: World, speedMps: number, steerRad: number): void {
  const radps = speedMps / 0.07;
  const half = Math.tan(steerRad) / 0.4 * 0.15;
  roll(world, radps, radps);
  world.robot.leftRadps = radps * (1 - half);
  world.robot.rightRadps = radps * (1 + half);
  world.robot.steerRad = steerRad;
  world.robot.steerSetRad = steerRad;
}

Deno.test("stopping distance: v^2 / 2a, on the flat, uphill and downhill", () => {
  // Brakes of 20 rad/s2 on wheels of 5 cm: 1 m/s2.
  for (const [deg, says] of [[0, "flat"], [4, "uphill"], [-4, "downhill"]] as const) {
    for (const v of [0.2, 0.5, 0.9]) {
      const world = bench(deg < 0 ? slope(-deg, 0.8, 180) : slope(deg));
      roll(world, v / 0.05, v / 0.05);
      world.robot.enabled = 0;
      go(world, 8);
      const decel = 1 + g * Math.sin(deg * Math.PI / 180);
      assert.equal(world.robot.linearMps, 0, says);
      near(world.robot.xM, v * v / (2 * decel), 0.001 + v * dtS, `${says} ${v}`);
    }
  }
});

Deno.test("stopping distance with a payload: brakes are as much weaker as the robot is heavier", () => {
  const world = bench({ robot: { ...robotSpec, weight: 1.5 } });
  roll(world, 10, 10);
  world.robot.enabled = 0;
  go(world, 4);
  near(world.robot.xM, 0.25 / (2 / 1.5), 0.0015);
});

Deno.test("coasting: v tau from a speed with dead motors", () => {
  const world = bench();
  roll(world, 10, 10);
  for (const drive of Object.values(world.drives)) drive.dead = 1;
  go(world, 6);
  near(world.robot.xM, 0.5 * 0.5, 0.002);
});

Deno.test("slip onset: a motor that wants more than mu g gets mu g, one that wants less gets all", () => {
  for (const [mu, wanted] of [[0.1, 2], [0.1, 0.9], [0.3, 2.9], [0.3, 3.1]] as const) {
    // A first-order motor accelerates by v / tau at first: the lag that makes that `wanted`.
    const world = bench({ robot: { ...robotSpec, friction: mu, motorLagS: 1 / wanted } });
    Object.assign(world.robot, { enabled: 1, leftEffort: 1, rightEffort: 1 });
    go(world, dtS);
    const accel = world.robot.linearMps / dtS;
    const free = (1 - Math.exp(-dtS * wanted)) / dtS;
    near(accel, Math.min(mu * g, free), 1e-6, `mu ${mu}, ${wanted} m/s2`);
  }
});

Deno.test("a parked robot holds its place on a slope up to tan(slope) = mu, and slides above", () => {
  const slides = (mu: number): boolean => {
    const world = bench({ robot: { ...robotSpec, brakeRadps2: 1e4 }, ...slope(10, mu) });
    go(world, 1);
    return world.robot.xM < -0.001;
  };
  const least = Math.tan(10 * Math.PI / 180);
  assert.equal(slides(least - 0.002), true);
  assert.equal(slides(least + 0.002), false);
});

Deno.test("a motor under load is slower by g sin(slope) tau, and as much faster downhill", () => {
  for (const deg of [3, 8]) {
    for (const uphill of [0, 180]) {
      const world = bench(slope(deg, 2, uphill));
      Object.assign(world.robot, { enabled: 1, leftEffort: 0.5, rightEffort: 0.5 });
      go(world, 3);
      const droop = g * Math.sin(deg * Math.PI / 180) * 0.1 * (uphill === 0 ? 1 : -1);
      near(world.robot.linearMps, 0.5 - droop, 1e-6, `${deg} degrees`);
    }
  }
});

Deno.test("ackermann turning radius: L / tan(angle), for all angles and both ways", () => {
  const angle = fc.double({ min: 0.02, max: 0.5, noNaN: true });
  const way = fc.constantFrom(-1, 1);
  fc.assert(
    fc.property(angle, way, way, (steer, side, forward) => {
      const world = bench({ robot: { ...car, motorLagS: 0.05 } });
      rollCar(world, 0.3 * forward, steer * side);
      go(world, 2);
      const radius = 0.4 / Math.tan(steer) * side;
      near(Math.hypot(world.robot.xM, world.robot.yM - radius), Math.abs(radius), 1e-6);
      near(world.robot.linearMps / world.robot.angularRadps, radius, 1e-6);
    }),
    runs(30, 300),
  );
});

Deno.test("a car runs wide where its curve needs more than mu g", () => {
  for (const v of [0.5, 0.9]) {
    const world = bench({ robot: { ...car, friction: 0.05 } });
    rollCar(world, v, 0.5);
    go(world, 0.2);
    const wanted = v * Math.tan(0.5) / 0.4;
    near(world.robot.angularRadps, Math.min(wanted, 0.05 * g / v), 1e-6);
  }
});

Deno.test("a steering follows its set point no faster than it can, and stops at its lock", () => {
  const world = bench({ robot: { ...car, motorLagS: 0 } });
  Object.assign(world.robot, { enabled: 1, steerSetRad: 9 });
  go(world, 0.1);
  near(world.robot.steerRad, 0.2, 1e-9);
  go(world, 1);
  near(world.robot.steerRad, 0.5, 1e-12);
});

Deno.test("free fall off a cliff edge: g t^2 / 2 from where the middle is over it", () => {
  const cliffs = [[[1, -9], [9, -9], [9, 9], [1, 9]]] as const;
  const world = bench({ cliffs });
  roll(world, 10, 10);
  go(world, 1.9);
  assert.deepEqual([world.fall.fell, world.fall.dropM], [0, 0]);
  // 0.5 m/s: over the edge after 2 s, then half a second of fall at that speed.
  go(world, 0.6);
  assert.equal(world.fall.fell, 1);
  near(world.fall.seconds, 0.5, 0.002);
  near(world.fall.dropM, g * world.fall.seconds * world.fall.seconds / 2, 1e-9);
  near(world.robot.xM, 1 + 0.5 * world.fall.seconds, 0.001);
  world.robot.enabled = 0;
  go(world, 0.1);
  near(world.robot.linearMps, 0.5, 1e-12, "nothing brakes in the air");
});

Deno.test("energy of the battery: P t taken out, voltage down by the drop of its resistance", () => {
  const spec = {
    capacityWh: 10,
    nominalV: 12,
    internalOhm: 0.2,
    idleW: 6,
    initialPercent: 80,
  };
  const battery = createBattery(spec);
  // Two drives at half effort: 6 W + 2 x 0.5 x 12 W = 18 W for ten minutes: 3 Wh of 8 Wh.
  for (let i = 0; i < 600; i++) drainBattery(battery, spec, 1, 0, 1);
  near(battery.energyWh, 5, 1e-9);
  near(battery.percent, 50, 1e-9);
  const open = 12 * (0.79 + 0.21 * 0.5);
  near(battery.currentA, 18 / open, 1e-9);
  near(battery.voltageV, open - battery.currentA * 0.2, 1e-9);
});

const lidar: LidarSpec = {
  beams: 90,
  startRad: -Math.PI,
  stepRad: 2 * Math.PI / 90,
  mountXM: 0.1,
  mountYM: -0.05,
  mountYawRad: 0.3,
  minM: 0.05,
  maxM: 8,
  noiseM: 0,
};

function scan(world: World): Float32Array {
  const ranges = new Float32Array(lidar.beams);
  scanWorld(world, lidar, null, ranges);
  return ranges;
}

Deno.test("lidar geometry: each beam is the exact ray to a plane or a circle, from any pose", () => {
  const pose = fc.record({
    xM: fc.double({ min: -1, max: 1, noNaN: true }),
    yM: fc.double({ min: -1, max: 1, noNaN: true }),
    yawRad: fc.double({ min: -3, max: 3, noNaN: true }),
  });
  const check = (start: { xM: number; yM: number; yawRad: number }): void => {
    const wall = { xM: 4, yM: 0, widthM: 1, heightM: 40, yawRad: 0 };
    const ranges = scan(
      bench({ boxes: [wall], circles: [{ xM: -3, yM: 0, radiusM: 0.5 }], start }),
    );
    const [c, s] = [Math.cos(start.yawRad), Math.sin(start.yawRad)];
    const x = start.xM + c * 0.1 + s * 0.05;
    const y = start.yM + s * 0.1 - c * 0.05;
    for (const [i, range] of ranges.entries()) {
      const angle = start.yawRad + 0.3 - Math.PI + i * lidar.stepRad;
      const toWall = Math.cos(angle) > 0 ? (3.5 - x) / Math.cos(angle) : Infinity;
      const along = (-3 - x) * Math.cos(angle) - y * Math.sin(angle);
      const off2 = (-3 - x) ** 2 + y ** 2 - along ** 2;
      const toRound = off2 < 0.25 && along > 0 ? along - Math.sqrt(0.25 - off2) : Infinity;
      const exact = Math.min(toWall, toRound);
      if (Math.abs(exact - 8) < 1e-6 || Math.abs(off2 - 0.25) < 1e-9) continue;
      if (exact > 8) assert.equal(range, Infinity);
      else near(range, exact, 1e-6, `beam ${i}`);
    }
  };
  fc.assert(fc.property(pose, check), runs(60, 600));
});

Deno.test("glass shows a lidar only head-on, a black thing only from near", () => {
  const seen = (look: "solid" | "glass" | "black", xM: number): number =>
    scan(bench({ boxes: [{ xM, yM: 0, widthM: 1, heightM: 10, yawRad: 0, look }] }))
      .filter((range) => range < Infinity).length;
  assert.ok(seen("solid", 3) > 30);
  // 11 degrees to both sides of 4 degrees each.
  assert.ok(seen("glass", 3) >= 4 && seen("glass", 3) <= 6, `${seen("glass", 3)}`);
  assert.equal(seen("black", 5), 0);
  assert.ok(seen("black", 2) > 10 && seen("black", 2) < seen("solid", 2));
});
