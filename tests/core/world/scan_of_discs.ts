/** Scans of discs by a plain ray caster, fed to the watch over moving things. @module */
import {
  carryMovers,
  createFootprint,
  createMovers,
  createScanGeometry,
  createScanState,
  moverM,
  watchMovers,
} from "core/world/mod.ts";

/** A disc, m. */
export interface Disc {
  readonly xM: number;
  readonly yM: number;
  readonly radiusM: number;
}

interface Pose {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

const beams = 400;
const footprint = createFootprint(
  Float64Array.from([0.2, -0.15, 0.2, 0.15, -0.2, 0.15, -0.2, -0.15]),
);

function rangeOf(discs: readonly Disc[], pose: Pose, angle: number): number {
  let best = Infinity;
  for (const disc of discs) {
    const ex = disc.xM - pose.xM;
    const ey = disc.yM - pose.yM;
    const along = ex * Math.cos(angle) + ey * Math.sin(angle);
    const off2 = ex * ex + ey * ey - along * along;
    if (along > 0 && off2 < disc.radiusM ** 2) {
      best = Math.min(best, along - Math.sqrt(disc.radiusM ** 2 - off2));
    }
  }
  return best;
}

/** A lidar of 400 beams at 10 Hz on a robot of 0.4 m by 0.3 m. */
export function createScan() {
  const geometry = createScanGeometry({
    beams,
    startRad: -Math.PI,
    stepRad: 2 * Math.PI / beams,
    mountXM: 0,
    mountYM: 0,
    mountYawRad: 0,
    minM: 0.05,
    maxM: 12,
  });
  const scan = createScanState();
  const movers = createMovers();
  const holdNs = 2e9;
  let nowNs = 0;
  const nearestM = (pose: Pose): number => moverM(movers, footprint, pose, nowNs, holdNs);
  return {
    nearestM,
    /** Takes a scan 100 ms after the last; distance of the nearest mover to the outline. */
    look(discs: readonly Disc[], pose: Pose): number {
      nowNs += 1e8;
      for (let i = 0; i < beams; i++) {
        const angle = pose.yawRad - Math.PI + i * 2 * Math.PI / beams;
        scan.rangesM[i] = rangeOf(discs, pose, angle) + ((i * 7 + nowNs / 1e8) % 5 - 2) * 4e-3;
      }
      scan.measuredNs = nowNs;
      scan.poseXM = pose.xM;
      scan.poseYM = pose.yM;
      scan.poseYawRad = pose.yawRad;
      watchMovers(movers, scan, geometry, footprint, { rangeM: 5, minPoints: 3 });
      return nearestM(pose);
    },
    /** The pose was corrected. */
    carry(from: Pose, to: Pose): void {
      carryMovers(movers, from, to);
    },
  };
}
