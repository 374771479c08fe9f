/** The simulated robot in real time, as a process of its own. @module */
export { createSimProcess, type SimProcess, type WheelLogEntry } from "./device.ts";
export { type DeviceJob, runDevice } from "./run_device.ts";
