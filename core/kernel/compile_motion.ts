/** Config to the parameters of motion: lidar, planner, collision monitor, live parameters. @module */
import {
  type Config,
  dockContacts,
  footprintPolygon,
  isLocalised,
  mountYawRad,
} from "core/config/mod.ts";
import { createScanGeometry, driveKinds } from "core/world/mod.ts";
import type { KernelParams } from "./params.ts";
import type { Tuning } from "./tuning.ts";

const radPerDeg = 0.017453292519943295;
/** Voltage at which drives cannot be trusted any more, as a share of the one that counts as sag. */
const floorShare = 0.8;

/** A lidar as config describes it. */
export type LidarSpec = Extract<Config["robot"]["sensors"][number], { kind: "lidar" }>;

/** Beam directions and range of the lidar; null where there is none. */
export function compileScan(lidar: LidarSpec | null): KernelParams["scan"] {
  if (lidar === null) return null;
  const fovRad = lidar.fovDeg * radPerDeg;
  const gaps = lidar.fovDeg >= 359.9 ? lidar.beams : Math.max(1, lidar.beams - 1);
  return createScanGeometry({
    beams: lidar.beams,
    startRad: -fovRad / 2,
    stepRad: fovRad / gaps,
    mountXM: lidar.mount.x,
    mountYM: lidar.mount.y,
    mountYawRad: mountYawRad(lidar),
    minM: lidar.minM,
    maxM: lidar.maxM,
  });
}

/** The drive as the kernel's kinematics see it: scrubbing and slip of a skid drive taken in. */
export function compileDrive(config: Config): KernelParams["drive"] {
  const { drive } = config.robot;
  return {
    kind: drive.kind === "skid" ? driveKinds.diff : driveKinds[drive.kind],
    separationM: drive.separationM * (drive.trackMultiplier ?? 1),
    wheelRadiusM: drive.wheelRadiusM * (1 - (drive.slipShare ?? 0)),
    wheelbaseM: drive.wheelbaseM ?? 0,
    maxSteerRad: drive.maxSteerRad ?? 0,
    steerRadps: drive.steerRadps ?? 0,
    maxWheelRadps: drive.maxWheelRadps,
    lagS: drive.motorLagS,
  };
}

/** What the kernel expects of its planner; on where there is a map. */
export function compilePlanner(config: Config): KernelParams["planner"] {
  const { planner, map } = config.world;
  return {
    enabled: planner.enabled ?? map !== undefined ? 1 : 0,
    replyNs: planner.replyMs * 1e6,
    replanNs: planner.replanMs * 1e6,
    maxReplans: planner.maxReplans,
  };
}

/** How the pose is estimated; fixes are expected from a beacon, or scans on a map. */
export function compileEstimator(config: Config): KernelParams["estimator"] {
  const { estimator: e } = config.world;
  const gyro = config.robot.sensors.find((sensor) => sensor.kind === "imu");
  const beacon = config.robot.sensors.some((sensor) => sensor.kind === "pose");
  return {
    wayNoise: e.wayNoise,
    turnNoise: e.turnNoise,
    driftNoise: e.driftNoise,
    gyroNoiseRadps: gyro?.kind === "imu" ? Math.max(1e-4, gyro.gyroNoiseRadps) : 0.002,
    gyroPeriodS: 1 / (gyro?.rateHz ?? 100),
    gate: e.gate,
    hasFixes: beacon || isLocalised(config) ? 1 : 0,
    lostSigmaM: e.lostSigmaM,
    lostAfterNs: e.lostAfterMs * 1e6,
    leastQuality: e.leastQuality,
  };
}

/** Thresholds of the battery, what it holds and what the robot draws at rest (0 = not known). */
export function compileBattery(config: Config): KernelParams["battery"] {
  const { battery } = config.failsafe;
  const pack = config.robot.sensors.find((sensor) => sensor.kind === "battery");
  const known = pack?.kind === "battery";
  return {
    lowPercent: battery.lowPercent,
    criticalPercent: battery.criticalPercent,
    sagV: battery.sagV,
    floorV: battery.floorV ?? battery.sagV * floorShare,
    capacityWh: known ? pack.capacityWh : 0,
    idleW: known ? pack.idleW : 0,
    reserveShare: battery.reserveShare,
  };
}

/** A robot without a dock of its own never docks: nothing tells contact. */
const noDock: KernelParams["docking"] = {
  contact: 0,
  approachM: 0,
  speedMps: 0,
  reachM: 0,
  waitNs: 0,
  tries: 0,
  chargeA: Infinity,
};

/** How the robot docks. A place called "dock" is a place, whatever `world.dock` says of contact. */
export function compileDock(config: Config): KernelParams["docking"] {
  const { dock, places } = config.world;
  if (dock === undefined || places["dock"] !== undefined) return noDock;
  const { approachM, speedMps, reachM, tries, chargeA } = dock;
  const contact = dockContacts.indexOf(dock.contact);
  return { contact, approachM, speedMps, reachM, waitNs: dock.waitMs * 1e6, tries, chargeA };
}

/** The collision monitor, with the outline as a box. */
export function compileMonitor(config: Config): KernelParams["monitor"] {
  const { monitor } = config.kernel;
  const corners = footprintPolygon(config);
  let frontM = 0;
  let backM = 0;
  let halfWidthM = 0;
  for (let i = 0; i + 1 < corners.length; i += 2) {
    frontM = Math.max(frontM, corners[i] ?? 0);
    backM = Math.min(backM, corners[i] ?? 0);
    halfWidthM = Math.max(halfWidthM, Math.abs(corners[i + 1] ?? 0));
  }
  return { ...monitor, enabled: monitor.enabled ? 1 : 0, frontM, backM, halfWidthM };
}

/** Live parameters out of config. */
export function compileTuning(config: Config): Tuning {
  const { limits, wheelPid, goto, follow } = config.kernel;
  return {
    maxLinearMps: limits.maxLinearMps,
    maxReverseMps: limits.maxReverseMps,
    maxAngularRadps: limits.maxAngularRadps,
    maxLinearMps2: limits.maxLinearMps2,
    maxAngularRadps2: limits.maxAngularRadps2,
    wheelKp: wheelPid.kp,
    wheelKi: wheelPid.ki,
    wheelKd: wheelPid.kd,
    wheelKf: wheelPid.kf,
    wheelIntegralMax: wheelPid.integralMax,
    gotoToleranceM: goto.toleranceM,
    gotoYawToleranceRad: goto.yawToleranceRad,
    gotoSlowRadiusM: goto.slowRadiusM,
    gotoMinLinearMps: goto.minLinearMps,
    gotoHeadingGainPerS: goto.headingGainPerS,
    gotoTurnFirstRad: goto.turnFirstRad,
    gotoTimeoutMs: goto.timeoutMs,
    followLookaheadMinM: follow.lookaheadMinM,
    followLookaheadMaxM: follow.lookaheadMaxM,
    followLookaheadS: follow.lookaheadS,
    followCornerM: follow.cornerM,
    followSlowRadiusM: follow.slowRadiusM,
    followRotateRad: follow.rotateRad,
    followNearM: follow.nearM,
    followNearShare: follow.nearShare,
    followProgressM: follow.progressM,
    followProgressMs: follow.progressMs,
    maxLateralMps: limits.maxLateralMps,
    maxLinearJerkMps3: limits.maxLinearJerkMps3,
    maxAngularJerkRadps3: limits.maxAngularJerkRadps3,
  };
}
