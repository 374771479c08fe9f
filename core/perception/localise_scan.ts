/**
 * A scan as the kernel was given it, matched against the map: on a robot, in lockstep and of a bag
 * alike, so that all three find the same place.
 *
 * @module
 */
import type { KernelOutputs, ScanInput } from "core/messages/mod.ts";
import { localise, type Localiser } from "./localiser.ts";

/** Beams of a lidar and how it is mounted. */
export interface LidarView {
  readonly startRad: number;
  readonly stepRad: number;
  readonly minM: number;
  readonly maxM: number;
  readonly mountXM: number;
  readonly mountYM: number;
  readonly mountYawRad: number;
}

/** Heading of the robot when a scan was measured, rad: it turned on since. */
export function headingAt(out: KernelOutputs, measuredNs: number): number {
  const ageS = Math.max(0, out.nowNs - measuredNs) * 1e-9;
  return out.odomYawRad - out.odomAngularRadps * ageS;
}

/** Matches a scan from where the kernel believes to be; as `localise`. */
export function localiseScan(
  localiser: Localiser,
  lidar: LidarView,
  scan: ScanInput,
  out: KernelOutputs,
): boolean {
  return localise(localiser, {
    ...lidar,
    rangesM: scan.rangesM,
    count: scan.count,
    xM: out.odomXM,
    yM: out.odomYM,
    yawRad: headingAt(out, scan.measuredNs),
    linearMps: out.odomLinearMps,
    angularRadps: out.odomAngularRadps,
    lost: out.lost,
    sigmaM: out.poseSigmaM,
  });
}
