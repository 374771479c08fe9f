/** Config to the guards of motion. @module */
import { type Config, fencePolygons } from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import { modes } from "core/messages/mod.ts";
import { didYouMean } from "core/nearest.ts";
import type { Fence, RingGeometry } from "core/world/mod.ts";
import type { GuardParams, ModeLimits } from "./guard_params.ts";
import type { KernelParams } from "./params.ts";

const radPerDeg = 0.017453292519943295;
/** What a motor bears for ever, as a share of its stall current, where config does not say. */
const continuousShare = 0.6;
/** Share of top speed that a motor at its limits still gets. */
const leastShare = 0.3;

function compileModes(config: Config): ModeLimits[] {
  return modes.map((mode) => {
    const given = mode === "auto" || mode === "manual" || mode === "failsafe"
      ? config.kernel.modes[mode]
      : {};
    return {
      linearMps: given.maxLinearMps ?? Infinity,
      angularRadps: given.maxAngularRadps ?? Infinity,
      linearMps2: given.maxLinearMps2 ?? Infinity,
      angularRadps2: given.maxAngularRadps2 ?? Infinity,
    };
  });
}

function compileHeat(config: Config): GuardParams["heat"] {
  const motor = config.robot.sensors.find((sensor) => sensor.kind === "motor");
  const stallA = motor?.kind === "motor" ? motor.stallA : Infinity;
  return {
    continuousA: config.failsafe.motors.continuousA ?? stallA * continuousShare,
    leastShare,
  };
}

type RangeSpec = Extract<Config["robot"]["sensors"][number], { kind: "range" }>;

function findRange(config: Config): RangeSpec | null {
  for (const sensor of config.robot.sensors) if (sensor.kind === "range") return sensor;
  return null;
}

/** The ring of range sensors; null where there is none. */
function compileRing(config: Config): RingGeometry | null {
  const range = findRange(config);
  if (range === null) return null;
  return {
    count: range.yawsDeg.length,
    yawsRad: Float64Array.from(range.yawsDeg, (deg) => deg * radPerDeg),
    atM: range.atM,
    coneRad: range.coneDeg * radPerDeg,
    maxM: range.maxM,
  };
}

/** A ring is stale after three periods, at least 300 ms; Infinity where there is none. */
export function rangeAgeNs(config: Config): number {
  const range = findRange(config);
  return range === null ? Infinity : Math.max(300, 3000 / range.rateHz) * 1e6;
}

/** The input of a hardware E-stop; null where none is wired. */
function compileEstopInput(
  config: Config,
): { readonly debounceNs: number; readonly staleNs: number } | null {
  for (const sensor of config.robot.sensors) {
    if (sensor.kind !== "estop") continue;
    return { debounceNs: sensor.debounceMs * 1e6, staleNs: sensor.staleMs * 1e6 };
  }
  return null;
}

/** A lidar that sees so much sees all around, deg. */
const allAroundDeg = 355;

/** 1 where sensors see all around, or none sees at all: then there is no blind side to guard. */
function seesAll(config: Config): number {
  const lidar = config.robot.sensors.find((sensor) => sensor.kind === "lidar");
  if (lidar?.kind === "lidar" && lidar.fovDeg >= allAroundDeg) return 1;
  const range = findRange(config);
  return lidar === undefined && range === null ? 1 : 0;
}

/** Compiles the guards. */
function compileGuards(config: Config): GuardParams {
  const { tilt, people } = config.kernel;
  return {
    tilt: { slowRad: tilt.slowDeg * radPerDeg, refuseRad: tilt.refuseDeg * radPerDeg },
    heat: compileHeat(config),
    people: {
      enabled: people.enabled ? 1 : 0,
      personMps: people.personMps,
      keepM: people.keepM,
      leastMps: people.leastMps,
      rangeM: people.rangeM,
      holdNs: people.holdMs * 1e6,
      minPoints: people.minPoints,
    },
    modes: compileModes(config),
    evidence: {
      rangeMps: config.kernel.evidence.rangeMps,
      memoryNs: config.kernel.evidence.memoryMs * 1e6,
      drivenNs: config.kernel.evidence.drivenMs * 1e6,
      unseenMps: config.kernel.evidence.unseenMps,
      seesAll: seesAll(config),
    },
  };
}

/** The senses that keep the robot safe beside its lidar, and the guards. */
export function compileSenses(
  config: Config,
): Pick<KernelParams, "ring" | "estopInput" | "guards"> {
  return {
    ring: compileRing(config),
    estopInput: compileEstopInput(config),
    guards: compileGuards(config),
  };
}

/** Compiles the fences: regions of `world` by name. Null where none is named. */
export function compileFence(config: Config): Result<Fence | null> {
  const { inside, outside } = config.kernel.geofence;
  const known = Object.keys(config.world.regions);
  for (const [key, names] of Object.entries({ inside, outside })) {
    for (const name of names) {
      if (known.includes(name)) continue;
      return fail({
        code: "CONFIG_REFERENCE",
        message: `Unknown region "${name}"`,
        value: name,
        path: `kernel.geofence.${key}`,
        help: didYouMean(name, known),
      });
    }
  }
  return ok(fencePolygons(config));
}
