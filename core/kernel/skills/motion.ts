/** Which actions move the robot and run as a skill. @module */
import { intentNumber } from "core/kernel/numbers.ts";

const motion = (1 << intentNumber.stop) | (1 << intentNumber.wait) | (1 << intentNumber.drive) |
  (1 << intentNumber.goto) | (1 << intentNumber.turn) | (1 << intentNumber.dock) |
  (1 << intentNumber.move_end_effector) | (1 << intentNumber.gripper) |
  (1 << intentNumber.set_joint);

/** True for actions that claim the robot's motion (also `stop` and `wait`: they replace it). */
export function isMotion(action: number): boolean {
  return (motion & (1 << action)) !== 0;
}
