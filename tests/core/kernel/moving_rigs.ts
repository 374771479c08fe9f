/** Benches of other drives, already under way, and one of an owner with many rules. @module */
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

/** Something of everything that an owner may lay down. */
const owned = {
  "kernel.capabilities.brain": ["all"],
  "kernel.rules": [
    { name: "a", refuseIf: "odom.linearMps > 0.2 || battery.percent < 50.0" },
    { name: "b", capIf: "odom.yawRad > 0.2", maxLinearMps: 0.1, maxAngularRadps: 0.3 },
  ],
  "kernel.order": [
    { name: "c", only: { action: "drive" }, after: { action: "wait" }, withinSteps: 3 },
    { name: "d", once: { action: "turn" }, then: { action: "goto" }, withinMs: 100 },
  ],
  "kernel.workspace": { outside: [{ name: "e", frame: "map", min: [0, 0, 0], max: [1, 1, 1] }] },
};

/** Started, with rules, orders and boxes of its owner. */
export function ownedRig(options: RigOptions): Rig {
  return autoRig({ ...options, set: owned });
}
