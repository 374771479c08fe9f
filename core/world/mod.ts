/**
 * What the kernel knows of the robot and the things around it: odometry, the last scan, and the
 * room left along an arc. Pure functions over plain records, inside the kernel step.
 *
 * @module
 */
export {
  createOdometry,
  type DriveGeometry,
  type OdometryState,
  takeImu,
  takePoseFix,
  takeWheels,
} from "./odometry.ts";
export {
  carryScan,
  createScanGeometry,
  createScanState,
  type ScanGeometry,
  type ScanState,
  takeScan,
} from "./scan_memory.ts";
export { createSpeedGrid, maskedSpeed, type SpeedGrid } from "./speed_mask.ts";
export { createScanWitness, jumps, type ScanWitness, watchSlip } from "./scan_witness.ts";
export {
  collectNear,
  createFootprint,
  createSweepScratch,
  type Footprint,
  freeShare,
  keepoutAlongLineM,
  type KeepoutGrid,
  type MapPose,
  outsideM,
  type SweepScratch,
  touchesKeepout,
} from "./sweep.ts";
