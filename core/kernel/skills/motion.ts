/** Which actions move the robot and run as a skill. @module */
import { intentNumber } from "core/kernel/numbers.ts";

const claims = (1 << intentNumber.stop) | (1 << intentNumber.wait) | (1 << intentNumber.drive) |
  (1 << intentNumber.goto) | (1 << intentNumber.turn) | (1 << intentNumber.dock) |
  (1 << intentNumber.move_end_effector) | (1 << intentNumber.gripper) |
  (1 << intentNumber.set_joint);

/** True for actions that claim the robot's motion (also `stop` and `wait`: they replace it). */
export function isMotion(action: number): boolean {
  return (claims & (1 << action)) !== 0;
}

/** One bit for each action that moves the robot, or keeps it from moving: all of these but `stop`. */
export const motionActions = claims & ~(1 << intentNumber.stop);
