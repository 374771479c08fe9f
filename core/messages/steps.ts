/** What counts as a step of the robot, for the orders of `kernel.order`. @module */

/** Actions that count as steps: what the robot does, not what it says or is told to end. */
export const stepActions = [
  "wait",
  "drive",
  "goto",
  "turn",
  "dock",
  "move_end_effector",
  "gripper",
  "set_joint",
  "trigger_relay",
] as const;

/** Orders that one robot may have: the kernel has room for no more. */
export const maxOrders = 16;
