/**
 * Calibration: the numbers of a robot out of recordings of its drives.
 *
 * ```ts
 * import { calibrate, readDriveLog } from "sim/calibrate/mod.ts";
 * ```
 *
 * @module
 */
import type { DriveLog } from "./drive_log.ts";
import type { Fit } from "./fit.ts";
import { fitMotor } from "./fit_motor.ts";
import { fitNoise } from "./fit_noise.ts";
import { fitWheels } from "./fit_wheels.ts";

export { type DriveLog, readDriveLog } from "./drive_log.ts";
export { type Fit, type Residuals } from "./fit.ts";
export { residualPlot } from "./plot.ts";
export { robotFile, roundedValue } from "./robot_file.ts";

/** Fits everything that the recordings of one robot tell. */
export function calibrate(logs: readonly DriveLog[]): Fit[] {
  return [...fitWheels(logs), ...fitMotor(logs), ...fitNoise(logs)];
}
