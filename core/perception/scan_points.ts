/** Which beams of a scan are matched, as points in the robot's frame. @module */
import { cos, sin } from "core/math/mod.ts";
import type { ScanPoints } from "./match.ts";

/** Ranges of a scan, m, and how the lidar is mounted, m and rad. */
export interface BeamScan {
  readonly rangesM: Float32Array;
  readonly count: number;
  readonly startRad: number;
  readonly stepRad: number;
  readonly minM: number;
  readonly maxM: number;
  readonly mountXM: number;
  readonly mountYM: number;
  readonly mountYawRad: number;
}

function isHit(scan: BeamScan, beam: number): boolean {
  const range = scan.rangesM[beam] ?? NaN;
  return range > scan.minM && range < scan.maxM;
}

/**
 * Takes at most `beams` points, evenly from the beams that met something. In a wide hall those are
 * few: all of them count, and no place is kept for the others.
 */
export function takePoints(points: ScanPoints, scan: BeamScan, beams: number): void {
  points.count = 0;
  points.looked = scan.count;
  points.hits = 0;
  for (let i = 0; i < scan.count; i++) if (isHit(scan, i)) points.hits += 1;
  const every = Math.max(1, points.hits / beams);
  let hit = 0;
  for (let i = 0; i < scan.count && points.count < beams; i++) {
    if (!isHit(scan, i)) continue;
    hit += 1;
    if (hit - 1 < Math.floor(points.count * every)) continue;
    const range = scan.rangesM[i] ?? NaN;
    const angle = scan.mountYawRad + scan.startRad + i * scan.stepRad;
    points.xM[points.count] = scan.mountXM + range * cos(angle);
    points.yM[points.count] = scan.mountYM + range * sin(angle);
    points.count += 1;
  }
}
