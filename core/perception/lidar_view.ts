/** How the beams of the configured lidar run, for what takes scans apart. @module */
import { type Config, mountYawRad } from "core/config/mod.ts";
import type { LidarView } from "./localise_scan.ts";

const radPerDeg = 0.017453292519943295;
/** A lidar that looks all around has as many gaps as beams. */
const wholeTurnDeg = 359.9;

/** The view of a config's lidar; null where there is none. */
export function lidarViewOf(config: Config): LidarView | null {
  for (const sensor of config.robot.sensors) {
    if (sensor.kind !== "lidar") continue;
    const fovRad = sensor.fovDeg * radPerDeg;
    const gaps = sensor.fovDeg >= wholeTurnDeg ? sensor.beams : Math.max(1, sensor.beams - 1);
    return {
      startRad: -fovRad / 2,
      stepRad: fovRad / gaps,
      minM: sensor.minM,
      maxM: sensor.maxM,
      mountXM: sensor.mount.x,
      mountYM: sensor.mount.y,
      mountYawRad: mountYawRad(sensor),
    };
  }
  return null;
}
