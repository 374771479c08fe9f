/**
 * Where a scan is laid into a map: at the pose that the kernel believed at the time of the scan.
 * For maps that are made while the robot drives and for those made of recordings alike.
 *
 * @module
 */
import { cos, sin } from "core/math/mod.ts";
import type { KernelOutputs, ScanInput } from "core/messages/mod.ts";
import { headingAt, type LidarView } from "./localise_scan.ts";
import type { MapScan } from "./occupancy.ts";

/** A scan to be laid into a map; one record, rewritten by each. */
export type Lay = { -readonly [K in keyof MapScan]: MapScan[K] };

/** A scan of a robot that turns faster is smeared: its beams were measured one after the other. */
const sharpRadps = 0.8;

/** The record for scans whose ranges always lie in `rangesM`. */
export function createLay(beams: LidarView, rangesM: Float32Array): Lay {
  const { startRad, stepRad, maxM } = beams;
  return { rangesM, count: 0, startRad, stepRad, maxM, xM: 0, yM: 0, yawRad: 0 };
}

/**
 * Puts the lidar where it was when the scan was measured: the robot drove on since. False where
 * the scan is to be left out: the robot is lost, or turns too fast for a sharp one.
 */
export function placeLay(
  lay: Lay,
  beams: LidarView,
  scan: ScanInput,
  out: KernelOutputs,
): boolean {
  if (out.lost === 1 || Math.abs(out.odomAngularRadps) > sharpRadps) return false;
  const yawRad = headingAt(out, scan.measuredNs);
  const ageS = Math.max(0, out.nowNs - scan.measuredNs) * 1e-9;
  const c = cos(yawRad);
  const s = sin(yawRad);
  const ahead = beams.mountXM - out.odomLinearMps * ageS;
  const aside = beams.mountYM - out.odomLateralMps * ageS;
  lay.count = scan.count;
  lay.xM = out.odomXM + c * ahead - s * aside;
  lay.yM = out.odomYM + s * ahead + c * aside;
  lay.yawRad = yawRad + beams.mountYawRad;
  return true;
}
