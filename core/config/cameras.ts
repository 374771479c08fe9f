/** The cameras of a config. @module */
import type { Config, SensorConfig } from "./schema.ts";

/** A camera of the robot. */
export type CameraConfig = Extract<SensorConfig, { kind: "camera" }>;

/** The cameras of a config, in order. */
export function camerasOf(config: Config): readonly CameraConfig[] {
  return config.robot.sensors.filter((sensor) => sensor.kind === "camera");
}

/** Names that a `look` may give: a model reads colours, not depths. */
export function cameraNames(config: Config): string[] {
  return camerasOf(config).filter(({ image }) => image === "color").map(({ name }) => name);
}
