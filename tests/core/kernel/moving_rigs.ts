/** Benches of other drives, already under way. @module */
import { omniDrive, steeredDrive } from "./bench_robot.ts";
import { ask, autoRig, type Rig, type RigOptions, tick } from "./kernel_fixture.ts";

/** On mecanum wheels, to the side and forward and turning. */
export function slantingRig(options: RigOptions): Rig {
  const rig = autoRig({ ...options, set: omniDrive });
  ask(rig, "drive", { x: 0.3, y: 0.3, z: 0.4, durationMs: 30_000 });
  for (let i = 0; i < 120; i++) tick(rig);
  return rig;
}

/** As a car, in a curve to the left. */
export function curvingRig(options: RigOptions): Rig {
  const rig = autoRig({ ...options, set: steeredDrive });
  ask(rig, "drive", { x: 0.4, z: 0.5, durationMs: 30_000 });
  for (let i = 0; i < 120; i++) tick(rig);
  return rig;
}
