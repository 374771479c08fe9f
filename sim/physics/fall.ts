/**
 * Cliffs: stretches without floor. A robot whose middle is beyond the edge falls: it goes on as fast
 * as it was, its wheels hold nothing, and it drops by g t^2 / 2. It never comes back.
 *
 * @module
 */
import { cos, sin } from "core/math/mod.ts";
import { gravity } from "./drive.ts";
import { type FloorPolygon, inPolygon } from "./surroundings.ts";
import type { World } from "./world.ts";

/** What a fall has come to. */
export interface Fall {
  /** 1 from the moment at which the robot tipped over the edge. */
  fell: number;
  /** For how long it has been falling, s. */
  seconds: number;
  /** How deep it is below its floor, m. */
  dropM: number;
}

/** A robot that stands on its floor. */
export function createFall(): Fall {
  return { fell: 0, seconds: 0, dropM: 0 };
}

/** Beyond this there is nothing to see any more, m. */
const deepestM = 100;

function isOver(cliffs: readonly FloorPolygon[], x: number, y: number): boolean {
  for (const cliff of cliffs) if (inPolygon(cliff, x, y)) return true;
  return false;
}

/** Middle of the outline, body frame: about where a robot's weight is. */
function middleOf(footprint: Float64Array): { x: number; y: number } {
  let x = 0;
  let y = 0;
  for (let i = 0; i < footprint.length; i += 2) {
    x += footprint[i] ?? 0;
    y += footprint[i + 1] ?? 0;
  }
  const corners = footprint.length / 2;
  return { x: x / corners, y: y / corners };
}

/** Lets the robot fall, where it does; true while it falls. */
export function stepFall(world: World, dtS: number): boolean {
  const { fall, robot, cliffs } = world;
  if (cliffs.length === 0) return false;
  if (fall.fell === 0) {
    const c = cos(robot.yawRad);
    const s = sin(robot.yawRad);
    const { x, y } = middleOf(world.spec.footprint);
    if (!isOver(cliffs, robot.xM + c * x - s * y, robot.yM + s * x + c * y)) return false;
    fall.fell = 1;
  }
  fall.seconds += dtS;
  fall.dropM = Math.min(deepestM, gravity * fall.seconds * fall.seconds * 0.5);
  return true;
}

/** True where the floor is missing within `aheadM` of the outline: what a cliff sensor looks at. */
export function seesCliff(world: World, aheadM: number): boolean {
  const { robot, rim, cliffs } = world;
  if (cliffs.length === 0) return false;
  const c = cos(robot.yawRad);
  const s = sin(robot.yawRad);
  for (let i = 0; i < rim.length; i += 2) {
    const px = rim[i] ?? 0;
    const py = rim[i + 1] ?? 0;
    const length = Math.sqrt(px * px + py * py);
    const out = length > 0 ? 1 + aheadM / length : 1;
    const x = px * out;
    const y = py * out;
    if (isOver(cliffs, robot.xM + c * x - s * y, robot.yM + s * x + c * y)) return true;
  }
  return false;
}
