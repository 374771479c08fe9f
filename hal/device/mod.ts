/** Devices in processes of their own, behind a Unix socket. @module */
export { createDeviceDriver, type DeviceDriver, type DeviceSocket } from "./driver.ts";
