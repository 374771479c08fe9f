/** Builds the simulated robot of a scenario: world, sensors, driver. @module */
import {
  type CameraConfig,
  camerasOf,
  type Config,
  footprintPolygon,
  mountYawRad,
  type SensorConfig,
  yawOf,
} from "core/config/mod.ts";
import { compileDrive } from "core/kernel/mod.ts";
import { cos, createPrng, sin, uniform } from "core/math/mod.ts";
import type { WorldMotion } from "sim/engine/mod.ts";
import { createSimDevice, type SimDevice } from "sim/driver.ts";
import {
  type Charger,
  createWorld,
  type RobotSpec,
  type StaticMap,
  type World,
  type WorldSpec,
} from "sim/physics/mod.ts";
import {
  type CameraSpec,
  createSuite,
  type SensorTiming,
  type Suite,
  type SuiteSpec,
} from "sim/sensors/mod.ts";
import type { Scenario } from "./schema.ts";

/** The simulated side of a run. */
export interface SimRobot {
  readonly world: World;
  readonly suite: Suite;
  readonly device: SimDevice;
}

const radPerDeg = 0.017453292519943295;

type SensorOf<K extends SensorConfig["kind"]> = Extract<SensorConfig, { kind: K }>;

function find<K extends SensorConfig["kind"]>(config: Config, kind: K): SensorOf<K> | null {
  const is = (sensor: SensorConfig): sensor is SensorOf<K> => sensor.kind === kind;
  for (const sensor of config.robot.sensors) if (is(sensor)) return sensor;
  return null;
}

function timing(config: Config, rateHz: number | undefined, latencyMs: number): SensorTiming {
  const { tickHz } = config.kernel;
  return {
    everyTicks: Math.max(1, Math.round(tickHz / (rateHz ?? tickHz))),
    latencyNs: latencyMs * 1e6,
  };
}

/** The lidar of a config as the simulator has it; null where there is none. */
export function lidarSpec(config: Config): SuiteSpec["lidar"] {
  const lidar = find(config, "lidar");
  if (lidar === null) return null;
  const fovRad = lidar.fovDeg * radPerDeg;
  const gaps = lidar.fovDeg >= 359.9 ? lidar.beams : Math.max(1, lidar.beams - 1);
  return {
    beams: lidar.beams,
    startRad: -fovRad / 2,
    stepRad: fovRad / gaps,
    mountXM: lidar.mount.x,
    mountYM: lidar.mount.y,
    mountYawRad: mountYawRad(lidar),
    minM: lidar.minM,
    maxM: lidar.maxM,
    noiseM: lidar.noiseM,
    timing: timing(config, lidar.rateHz, lidar.latencyMs),
  };
}

/** Height of a camera that config does not give, m. */
const usualHeightM = { forward: 0.3, top: 3 } as const;

function cameraSpec(config: Config, camera: CameraConfig): CameraSpec {
  const halfRad = camera.fovDeg * radPerDeg / 2;
  return {
    name: camera.name,
    view: camera.view,
    image: camera.image,
    widthPx: camera.width,
    heightPx: camera.height,
    halfFovTan: sin(halfRad) / cos(halfRad),
    mountXM: camera.mount.x,
    mountYM: camera.mount.y,
    mountYawRad: mountYawRad(camera),
    heightM: camera.heightM ?? usualHeightM[camera.view],
    maxM: camera.maxM,
    noiseLevels: camera.noiseLevels,
    noiseM: camera.noiseM,
    timing: timing(config, camera.rateHz, camera.latencyMs),
  };
}

function suiteSpec(config: Config, seed: number): SuiteSpec {
  const imu = find(config, "imu");
  const encoder = find(config, "encoder");
  const battery = find(config, "battery");
  const bumper = find(config, "bumper");
  const beacon = find(config, "pose");
  const motor = find(config, "motor");
  const range = find(config, "range");
  const estop = find(config, "estop");
  const at = (sensor: { rateHz?: number | undefined; latencyMs: number }): SensorTiming =>
    timing(config, sensor.rateHz, sensor.latencyMs);
  return {
    noise: config.sim.noise,
    seed,
    tickNs: Math.round(1e9 / config.kernel.tickHz),
    lidar: lidarSpec(config),
    imu: imu === null ? null : { ...imu, timing: at(imu) },
    encoder: encoder === null ? null : {
      ticksPerTurn: encoder.ticksPerTurn,
      wheels: config.robot.drive.kind === "omni" ? 4 : 2,
      timing: at(encoder),
    },
    battery: battery === null ? null : { ...battery, timing: at(battery) },
    bumper: bumper === null ? null : { cliffM: bumper.cliffM, timing: at(bumper) },
    range: range === null ? null : {
      yawsRad: range.yawsDeg.map((deg) => deg * radPerDeg),
      atM: range.atM,
      coneRad: range.coneDeg * radPerDeg,
      minM: range.minM,
      maxM: range.maxM,
      noiseM: range.noiseM,
      timing: at(range),
    },
    estop: estop === null ? null : { timing: at(estop) },
    motor: motor === null ? null : { noiseA: motor.noiseA, timing: at(motor) },
    beacon: beacon === null ? null : {
      noiseM: beacon.noiseM,
      noiseRad: beacon.noiseRad,
      heading: beacon.heading,
      timing: at(beacon),
    },
    cameras: camerasOf(config).map((camera) => cameraSpec(config, camera)),
  };
}

/** People keep their pace within this share of what the scenario says. */
const paceShare = 0.02;

/** A person's pace in this run: no two seeds see the same walk, unless `sim.noise` is off. */
function pace(config: Config, seed: number, index: number): number {
  if (!config.sim.noise) return 1;
  return 1 + (2 * uniform(createPrng(seed, `person.${index}`)) - 1) * paceShare;
}

/** What a simulated robot is built from; a scenario has it, and so has `run --hal sim`. */
export interface SimSite {
  readonly config: Config;
  readonly truth: StaticMap | null;
  readonly scenario: {
    readonly world:
      & Pick<Scenario["world"], "obstacles" | "pedestrians">
      & Partial<Pick<Scenario["world"], "doors" | "floors" | "cliffs" | "charger">>;
  };
}

/** Watts of a charger that nobody describes. */
const usualChargerW = 30;

/** What stands at the dock; null where the robot docks without contact. */
function chargerOf(site: SimSite): Charger | null {
  const { dock } = site.config.world;
  if (dock === undefined || dock.contact === "none") return null;
  const moved = site.scenario.world.charger;
  const yawRad = moved === undefined ? undefined : yawOf(moved);
  return {
    kind: dock.contact,
    xM: moved?.x ?? dock.x,
    yM: moved?.y ?? dock.y,
    yawRad: yawRad ?? yawOf(dock) ?? 0,
    watts: moved?.watts ?? usualChargerW,
    powered: moved?.powered?.map(([from, until]) => [from / 1000, until / 1000] as const) ?? null,
  };
}

/** Body and drive of the simulated robot. */
function robotOf(config: Config): RobotSpec {
  const { drive, limits } = config.robot;
  return {
    footprint: footprintPolygon(config),
    drive: compileDrive(config),
    scrubs: drive.kind === "skid" ? 1 : 0,
    maxWheelRadps: drive.maxWheelRadps,
    motorLagS: drive.motorLagS,
    weight: 1 + config.sim.payloadKg / config.sim.massKg,
    friction: config.sim.friction,
    brakeRadps2: limits.stopMps2 / drive.wheelRadiusM,
    stallA: find(config, "motor")?.stallA ?? 4,
  };
}

/** Round and boxed things. */
function thingsOf(site: SimSite): Pick<WorldSpec, "circles" | "boxes"> {
  const { obstacles } = site.scenario.world;
  return {
    circles: obstacles.flatMap((item) =>
      "circle" in item
        ? [{
          xM: item.circle.x,
          yM: item.circle.y,
          radiusM: item.circle.radiusM,
          look: item.circle.look,
        }]
        : []
    ),
    boxes: obstacles.flatMap((item) =>
      "box" in item
        ? [{
          xM: item.box.x,
          yM: item.box.y,
          widthM: item.box.widthM,
          heightM: item.box.heightM,
          yawRad: yawOf(item.box) ?? 0,
          look: item.box.look,
        }]
        : []
    ),
  };
}

/** The world of one robot; `company`: other robots of its place, and the world of the first. */
function worldOf(
  site: SimSite,
  seed: number,
  company: { readonly count: number; readonly first: World | null },
): World {
  const { config, scenario, truth } = site;
  const start = config.world.start;
  return createWorld({
    map: truth,
    ...thingsOf(site),
    sharedWith: company.first,
    company: company.count,
    people: scenario.world.pedestrians.map((person, index) => ({
      ...person,
      speedMps: person.speedMps * pace(config, seed, index),
    })),
    robot: robotOf(config),
    floor: { seed, ...config.sim.floor },
    doors: (scenario.world.doors ?? []).map((door) => ({
      box: {
        xM: door.x,
        yM: door.y,
        widthM: door.widthM,
        heightM: door.heightM,
        yawRad: yawOf(door) ?? 0,
      },
      open: door.open.map(([from, until]) => [from / 1000, until / 1000] as const),
    })),
    zones: (scenario.world.floors ?? []).map((floor) => ({
      polygon: floor.polygon,
      friction: floor.friction ?? config.sim.friction,
      slopeRad: floor.slopeDeg * radPerDeg,
      uphillRad: floor.uphillDeg * radPerDeg,
    })),
    cliffs: scenario.world.cliffs ?? [],
    charger: chargerOf(site),
    start: {
      xM: start?.x ?? 0,
      yM: start?.y ?? 0,
      yawRad: start === undefined ? 0 : yawOf(start) ?? 0,
    },
  });
}

const alone = { count: 0, first: null };

/** Builds world, sensors and driver for one seed. */
export function createSimRobot(
  site: SimSite,
  seed: number,
  motion: WorldMotion | null = null,
  company: { readonly count: number; readonly first: World | null } = alone,
): SimRobot {
  const { config } = site;
  const world = worldOf(site, seed, company);
  const suite = createSuite(suiteSpec(config, seed));
  const device = createSimDevice({
    world,
    suite,
    tickPeriodNs: Math.round(1e9 / config.kernel.tickHz),
    physicsPerTick: config.sim.physicsHz / config.kernel.tickHz,
    deviceTimeoutMs: config.kernel.ttl.deviceMs,
    stopCategory: config.hal.stopCategory,
    motion,
  });
  return { world, suite, device };
}
