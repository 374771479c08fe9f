/** Worlds for tests of physics: a rover on a plane, with what a test adds. @module */
import { diffGeometry } from "core/world/mod.ts";
import { createWorld, stepPlace, type World, type WorldSpec } from "sim/physics/mod.ts";

/** The robot: 0.4 m by 0.3 m, wheels of 5 cm, 20 rad/s at full effort. */
export const robotSpec: WorldSpec["robot"] = {
  footprint: Float64Array.from([0.2, -0.15, 0.2, 0.15, -0.2, 0.15, -0.2, -0.15]),
  drive: diffGeometry(0.3, 0.05),
  scrubs: 0,
  maxWheelRadps: 20,
  motorLagS: 0.1,
  weight: 1,
  friction: 0.8,
  brakeRadps2: 20,
  stallA: 5,
};

/** A world that is empty but for what is given. */
export function bench(given: Partial<WorldSpec> = {}): World {
  return createWorld({
    map: null,
    circles: [],
    boxes: [],
    people: [],
    robot: robotSpec,
    start: { xM: 0, yM: 0, yawRad: 0 },
    ...given,
  });
}

/** Steps at 1 kHz. */
export const dtS = 0.001;

/** Lets a world go on for `seconds`. */
export function go(world: World, seconds: number): void {
  for (let i = 0; i < Math.round(seconds / dtS); i++) stepPlace([world], dtS);
}

/** Sets both wheels to a speed at once and keeps them there: motors without lag, enough grip. */
export function roll(world: World, leftRadps: number, rightRadps: number): void {
  const { robot, spec } = world;
  robot.enabled = 1;
  robot.leftEffort = leftRadps / spec.maxWheelRadps;
  robot.rightEffort = rightRadps / spec.maxWheelRadps;
  robot.leftRadps = leftRadps;
  robot.rightRadps = rightRadps;
}
