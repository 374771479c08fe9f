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
export {
  createHost,
  type DriverHost,
  type HostHold,
  type HostOptions,
  hostTurn,
  type StartPose,
} from "./host.ts";
export { commandBytes, fillCommand, visitCommand } from "./command_codec.ts";
export { decodeCommand, deviceKinds, encodeCommand } from "./device_protocol.ts";
export { isSound } from "./sound.ts";
export { longestStopMs, type StopLimits, towardZero } from "./controlled_stop.ts";
