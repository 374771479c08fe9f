/** Whether a command may reach a device. @module */
import type { DriveCommand } from "./driver.ts";

/**
 * True for a command whose numbers are all finite. A driver must answer any other with its safe
 * state: a motor board that reads NaN does what its firmware's authors never tried.
 */
export function isSound(command: DriveCommand): boolean {
  const sum = command.leftRadps + command.rightRadps + command.leftEffort + command.rightEffort +
    command.rearLeftRadps + command.rearRightRadps + command.rearLeftEffort +
    command.rearRightEffort + command.steerRad + command.enable;
  return sum - sum === 0;
}
