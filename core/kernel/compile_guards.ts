/** Config to the guards of motion. @module */
import type { Config } from "core/config/mod.ts";
import { modes } from "core/messages/mod.ts";
import type { GuardParams, ModeLimits } from "./guard_params.ts";

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

/** Compiles the guards. */
export function compileGuards(config: Config): GuardParams {
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
  };
}
