/** What range sensors make of other robots. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { introduce, type World } from "sim/physics/mod.ts";
import { type LidarSpec, rayPolygon, scanWorld } from "sim/sensors/mod.ts";
import { bench } from "tests/sim/physics/bench_world.ts";
import { runs } from "tests/tier.ts";

const degree = Math.PI / 180;

function lidar(fovDeg: number, beams: number): LidarSpec {
  const fovRad = fovDeg * degree;
  return {
    beams,
    startRad: -fovRad / 2,
    stepRad: fovRad / (fovDeg === 360 ? beams : beams - 1),
    mountXM: 0.1,
    mountYM: -0.05,
    mountYawRad: 0.3,
    minM: 0.05,
    maxM: 6,
    noiseM: 0,
  };
}

/** What each beam meets if every robot is tried with every beam. */
function allBeams(world: World, spec: LidarSpec): number[] {
  const { xM, yM, yawRad } = world.robot;
  const ox = xM + Math.cos(yawRad) * spec.mountXM - Math.sin(yawRad) * spec.mountYM;
  const oy = yM + Math.sin(yawRad) * spec.mountXM + Math.cos(yawRad) * spec.mountYM;
  return Array.from({ length: spec.beams }, (_, i) => {
    const angle = yawRad + spec.mountYawRad + spec.startRad + i * spec.stepRad;
    let least = Infinity;
    for (const { hull } of world.others) {
      least = Math.min(least, rayPolygon(ox, oy, Math.cos(angle), Math.sin(angle), hull));
    }
    return least > spec.maxM ? Infinity : Math.max(spec.minM, least);
  });
}

Deno.test("scanWorld() sees other robots along every beam that meets them, at any angle", () => {
  const away = fc.double({ min: -7, max: 7, noNaN: true });
  const yaw = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
  const pose = fc.tuple(away, away, yaw);
  const shape = fc.constantFrom(lidar(360, 360), lidar(360, 41), lidar(270, 200), lidar(90, 31));
  const check = (
    at: readonly number[],
    others: readonly (readonly number[])[],
    spec: LidarSpec,
  ) => {
    const worlds = [at, ...others].map(([xM = 0, yM = 0, yawRad = 0]) =>
      bench({ start: { xM, yM, yawRad }, company: others.length })
    );
    introduce(worlds);
    const [world] = worlds;
    assert.ok(world !== undefined);
    const ranges = new Float32Array(spec.beams);
    scanWorld(world, spec, null, ranges);
    for (const [i, wanted] of allBeams(world, spec).entries()) {
      const seen = ranges[i] ?? NaN;
      // A beam that just grazes a corner may go either way in two ways of reckoning.
      const same = seen === wanted || Math.abs(seen - wanted) < 1e-4;
      assert.ok(same || grazes(world, spec, i), `beam ${i}: ${seen}, not ${wanted}`);
    }
  };
  fc.assert(fc.property(pose, fc.array(pose, { minLength: 1, maxLength: 4 }), shape, check), {
    ...runs(300, 5000),
  });
});

/** True for a beam that passes a corner within a hair. */
function grazes(world: World, spec: LidarSpec, i: number): boolean {
  const angle = world.robot.yawRad + spec.mountYawRad + spec.startRad + i * spec.stepRad;
  const { xM, yM, yawRad } = world.robot;
  const ox = xM + Math.cos(yawRad) * spec.mountXM - Math.sin(yawRad) * spec.mountYM;
  const oy = yM + Math.sin(yawRad) * spec.mountXM + Math.cos(yawRad) * spec.mountYM;
  return world.others.some(({ hull }) =>
    [0, 2, 4, 6].some((k) => {
      const dx = (hull[k] ?? 0) - ox;
      const dy = (hull[k + 1] ?? 0) - oy;
      return Math.abs(dx * Math.sin(angle) - dy * Math.cos(angle)) < 1e-6;
    })
  );
}

Deno.test("scanWorld() of a robot alone tries no robots", () => {
  const world = bench();
  const ranges = new Float32Array(360);
  scanWorld(world, lidar(360, 360), null, ranges);
  assert.ok(ranges.every((range) => range === Infinity));
  assert.equal(world.seenM.length, 0);
});
