/**
 * What the kernel knows of the robot and the things around it: odometry, the last scan, and the
 * room left along an arc. Pure functions over plain records, inside the kernel step.
 *
 * @module
 */
export {
  type BodyMotion,
  curvatureOf,
  diffGeometry,
  type DriveGeometry,
  driveKinds,
  motionOfWheels,
  planarLength,
  sharpestPerM,
  steerOf,
  type WheelSet,
  wheelsOfMotion,
} from "./drive_geometry.ts";
export { type EstimatorParams, plainEstimator } from "./estimator_params.ts";
export { createOdometry, type OdometryState, takeImu, takeWheels } from "./odometry.ts";
export { correctFilter, placeFilter, type PoseMeasure } from "./pose_correct.ts";
export { farthestM, physical } from "./physical.ts";
export { judgeLost, takeMatch, takePoseFix } from "./pose_fixes.ts";
export {
  carryScan,
  createScanGeometry,
  createScanState,
  noteScan,
  type ScanGeometry,
  type ScanState,
  takeScan,
} from "./scan_memory.ts";
export {
  createPoseFilter,
  type FilterParams,
  type FilterStep,
  gyroScaleNoise,
  learnBias,
  moveFilter,
  type PoseFilter,
  positionSigmaM,
} from "./pose_filter.ts";
export { type MovingPose, poseAt, type PoseHistory, remember } from "./pose_history.ts";
export { createSpeedGrid, maskedSpeed, type SpeedGrid } from "./speed_mask.ts";
export {
  carryWitness,
  createScanWitness,
  jumps,
  type ScanWitness,
  watchSlip,
} from "./scan_witness.ts";
export { beyondM, type Fence, fenceAlongLineM, fenceShare, outlineBeyondM } from "./fence.ts";
export { carryMovers, createMovers, moverM, type MoverState, watchMovers } from "./movers.ts";
export { createRing, type RingGeometry, ringPoints, type RingState, takeRing } from "./ring.ts";
export {
  addSeen,
  beginLook,
  carrySight,
  createSight,
  knownWayM,
  type SightState,
} from "./sight.ts";
export { keepoutAlongLineM, type KeepoutGrid, touchesKeepout } from "./keepout.ts";
export {
  addNear,
  collectNear,
  createFootprint,
  createSweepScratch,
  type Footprint,
  freeShare,
  type MapPose,
  outsideM,
  type SweepScratch,
} from "./sweep.ts";
