/** What a simulator outside is told of the robot of a config, and how it is paced. @module */
import { type Config, footprintPolygon } from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import {
  connectEngine,
  engineFault,
  type EngineLink,
  type EngineRobot,
  type OpenEngineWire,
  type OutsideSpec,
} from "sim/engine/mod.ts";
import { lidarSpec } from "./device.ts";

/** How the simulator of a config is paced. */
export function outsideSpec(config: Config): OutsideSpec {
  const { physicsHz, ticksPerMessage } = config.sim;
  const lidar = lidarSpec(config);
  return {
    dtNs: Math.round(1e9 / physicsHz),
    stepsPerTick: Math.round(physicsHz / config.kernel.tickHz),
    ticksPerMessage,
    lidarEveryTicks: lidar?.timing.everyTicks ?? 0,
    beams: lidar?.beams ?? 0,
  };
}

function robotOf(config: Config): EngineRobot {
  const { drive, limits, name } = config.robot;
  const lidar = lidarSpec(config);
  return {
    name,
    separationM: drive.separationM,
    wheelRadiusM: drive.wheelRadiusM,
    maxWheelRadps: drive.maxWheelRadps,
    motorLagS: drive.motorLagS,
    brakeRadps2: limits.stopMps2 / drive.wheelRadiusM,
    friction: config.sim.friction,
    footprint: [...footprintPolygon(config)],
    lidar: lidar === null ? null : {
      beams: lidar.beams,
      startRad: lidar.startRad,
      stepRad: lidar.stepRad,
      maxM: lidar.maxM,
      mountXM: lidar.mountXM,
      mountYM: lidar.mountYM,
      mountYawRad: lidar.mountYawRad,
    },
  };
}

/**
 * Connects to the simulator that a config names; null where our own physics moves the robot.
 * `open`: null where nobody asked for the network; `mujoco` needs none.
 */
export async function connectOutside(
  config: Config,
  open: OpenEngineWire | null,
  mujoco: OpenEngineWire,
): Promise<Result<EngineLink | null>> {
  const { engine, url, engineTimeoutMs } = config.sim;
  if (engine === "planar") return ok(null);
  const wire = engine === "mujoco" ? mujoco : open;
  if (wire === null) {
    return fail(engineFault(
      "a scenario alone cannot open the network",
      "ask for it: --set sim.engine=external --set sim.url=ws://127.0.0.1:9870",
    ));
  }
  if (config.robot.drive.kind !== "diff") {
    return fail(engineFault(
      `it moves no ${config.robot.drive.kind} drive`,
      "only robot.drive.kind diff can be simulated outside",
    ));
  }
  return await connectEngine(wire, url, robotOf(config), engineTimeoutMs);
}
