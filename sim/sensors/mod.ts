/** Simulated sensors with rate, latency, noise and faults of their own. @module */
export { type LidarSpec, scanWorld } from "./lidar.ts";
export { rayCircle, rayPolygon, rayWall } from "./rays.ts";
export { type BatterySpec, type BatteryState, createBattery, drainBattery } from "./battery.ts";
export { type Camera, createCamera, newestImage, stepCamera } from "./camera.ts";
export { type CameraSpec } from "./camera_spec.ts";
export { createDelayLine, type DelayLine, pushSlot, takeNewest } from "./delay.ts";
export { flappedAway, type SensorTiming, type Stream } from "./stream.ts";
export { deliverSuite } from "./deliver.ts";
export { sampleSuite } from "./measure.ts";
export { createSuite, drainSuite, type Suite, type SuiteSpec } from "./suite.ts";
