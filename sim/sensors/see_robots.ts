/** Where the beams of a lidar meet other robots of its place. @module */
import { at64 } from "core/fault.ts";
import { atan2, cos, sin, wrapAngle } from "core/math/mod.ts";
import type { World } from "sim/physics/mod.ts";
import type { LidarSpec } from "./lidar.ts";
import { rayPolygon } from "./rays.ts";

/** A little more than half of what a robot takes of the view, so that no beam is lost to rounding. */
const viewSlack = 1e-3;

/** Lowers `into` to where beams from a point meet one other robot. */
function seeRobot(
  hull: Float64Array,
  spec: LidarSpec,
  ox: number,
  oy: number,
  first: number,
  last: number,
  firstRad: number,
  into: Float64Array,
): void {
  const { beams, stepRad } = spec;
  for (let k = first; k <= last; k++) {
    const i = ((k % beams) + beams) % beams;
    const angle = firstRad + i * stepRad;
    const range = rayPolygon(ox, oy, cos(angle), sin(angle), hull);
    if (range < at64(into, i)) into[i] = range;
  }
}

/**
 * Where each beam meets another robot, m; null for a robot alone. Only the beams toward a robot in
 * range are tried: many robots would else cost the square of their number.
 */
export function seeRobots(
  world: World,
  spec: LidarSpec,
  ox: number,
  oy: number,
  firstRad: number,
): Float64Array | null {
  if (world.others.length === 0) return null;
  const { beams, stepRad, maxM } = spec;
  const seen = world.seenM.length === beams ? world.seenM : new Float64Array(beams);
  world.seenM = seen;
  seen.fill(Infinity);
  for (const other of world.others) {
    const dx = other.robot.xM - ox;
    const dy = other.robot.yM - oy;
    const away = Math.sqrt(dx * dx + dy * dy);
    const radius = other.circumradiusM;
    if (away - radius > maxM) continue;
    if (away <= radius) {
      seeRobot(other.hull, spec, ox, oy, 0, beams - 1, firstRad, seen);
      continue;
    }
    const half = atan2(radius, Math.sqrt(away * away - radius * radius)) + viewSlack;
    // The middle, counted from the first beam, between 0 and a whole turn; beams are counted on
    // beyond the last, so that a robot behind a full circle's seam is seen from both sides.
    const off = wrapAngle(atan2(dy, dx) - firstRad);
    const middle = off < 0 ? off + turnRad : off;
    const full = beams * stepRad > turnRad - stepRad * 0.5;
    for (const shift of full ? noShift : bothShifts) {
      const from = Math.ceil((middle + shift - half) / stepRad);
      const to = Math.floor((middle + shift + half) / stepRad);
      const first = full ? from : Math.max(0, from);
      const last = full ? to : Math.min(beams - 1, to);
      seeRobot(other.hull, spec, ox, oy, first, last, firstRad, seen);
    }
  }
  return seen;
}

const turnRad = 2 * Math.PI;
const noShift = [0];
/** A sector's left edge may see what lies a little beyond a whole turn from its first beam. */
const bothShifts = [-turnRad, 0];
