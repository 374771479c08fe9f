/** The driver contract that the simulator and every hardware driver fulfil. @module */
export {
  createCommand,
  type DriveCommand,
  type Driver,
  type DriverHealth,
  type DriverManifest,
  type DriverState,
  driverStates,
  type FaultSpec,
} from "./driver.ts";
export { type DriverMove, nextState } from "./lifecycle.ts";
