/**
 * One wheel drive: a first-order motor (d w/dt = (u w_max - w) / tau) whose wheel accelerates no
 * harder than friction allows (on a slope: beside what pulls it down), its current and temperature, and what a failing drive does.
 *
 * @module
 */
import { exp } from "core/math/mod.ts";
import type { RobotSpec } from "./world.ts";

/** State of a wheel drive. Fault fields have the value of a healthy drive unless one is on. */
export interface WheelDrive {
  /** 1 = no torque. */
  dead: number;
  /** 1 = something holds the wheel. */
  jammed: number;
  /** 1 = the output stage keeps `heldEffort` while it has power. */
  stuck: number;
  heldEffort: number;
  /** 1 = full speed while it has power. */
  runaway: number;
  /** Share of the effort that reaches the motor. */
  scale: number;
  /** Added to the time constant, s. */
  lagS: number;
  /** Added to the measured current, A. */
  extraA: number;
  /** Added to the heating, degC/s. */
  heatCps: number;
  currentA: number;
  tempC: number;
}

/** Ambient temperature, degC. */
const ambientC = 25;
/** Heating at stall, degC/s: a small gear motor reaches its limit in a quarter of a minute. */
const stallHeatCps = 4;
/** A motor cools with this time constant, s. */
const coolS = 240;
/** Current of a motor that turns freely, as a share of its stall current. */
const idleShare = 0.05;
/** A wheel without torque coasts down with this time constant, s. */
const coastS = 0.5;
/** Standard gravity, m/s2. */
export const gravity = 9.80665;

/** A healthy drive at rest. */
export function createWheelDrive(): WheelDrive {
  return {
    dead: 0,
    jammed: 0,
    stuck: 0,
    heldEffort: 0,
    runaway: 0,
    scale: 1,
    lagS: 0,
    extraA: 0,
    heatCps: 0,
    currentA: 0,
    tempC: ambientC,
  };
}

/** What the output stage gives of the effort that it was told. */
export function outputEffort(d: WheelDrive, effort: number): number {
  if (d.runaway === 1) return 1;
  return d.stuck === 1 ? d.heldEffort : effort * d.scale;
}

function heat(d: WheelDrive, load: number, stallA: number, dtS: number): void {
  d.currentA = load * stallA + d.extraA;
  const cooling = (d.tempC - ambientC) / coolS;
  d.tempC += (stallHeatCps * load * load - cooling + d.heatCps) * dtS;
}

/** A wheel that something holds: it stands as soon as the floor lets it, its motor pulls in vain. */
function holdWheel(
  d: WheelDrive,
  nowRadps: number,
  output: number,
  stallA: number,
  grip: number,
  dtS: number,
): number {
  heat(d, Math.min(1, Math.abs(output)), stallA, dtS);
  return nowRadps > 0 ? Math.max(0, nowRadps - grip) : Math.min(0, nowRadps + grip);
}

/** What a wheel meets in one step. */
export interface WheelLoad {
  /** How much the floor may change the rim speed, rad/s: grip. */
  grip: number;
  /** Torque that the motor must give for more than its own motion, as a share of its stall. */
  load: number;
  /** What a slope does to the wheel, rad/s2: positive helps it forward. */
  pull: number;
}

/**
 * Wheel speed in rad/s after `dtS`; sets current and temperature. Off, the motor brakes; without
 * torque the wheel coasts. What the floor takes of it is ground.ts.
 */
export function driveWheel(
  d: WheelDrive,
  nowRadps: number,
  effort: number,
  enabled: number,
  supply: number,
  spec: RobotSpec,
  meets: WheelLoad,
  dtS: number,
): number {
  if (d.jammed === 1) {
    const powered = d.dead === 0 && enabled === 1;
    const output = powered ? outputEffort(d, effort) * supply : 0;
    return holdWheel(d, nowRadps, output, spec.stallA, meets.grip, dtS);
  }
  if (d.dead === 1) {
    heat(d, 0, spec.stallA, dtS);
    return nowRadps * exp(-dtS / coastS) + meets.pull * dtS;
  }
  const { grip, pull } = meets;
  if (enabled === 0) {
    heat(d, 0, spec.stallA, dtS);
    const brake = Math.min(grip, spec.brakeRadps2 / spec.weight * dtS);
    const rolled = nowRadps + pull * dtS;
    return rolled > 0 ? Math.max(0, rolled - brake) : Math.min(0, rolled + brake);
  }
  const output = outputEffort(d, effort);
  const wanted = output * spec.maxWheelRadps * supply;
  const slip = Math.abs(output * supply - nowRadps / spec.maxWheelRadps);
  const lagS = spec.motorLagS * spec.weight + d.lagS;
  const climbing = Math.abs(pull) * lagS / spec.maxWheelRadps;
  heat(d, Math.min(1, slip + meets.load + climbing) + idleShare, spec.stallA, dtS);
  const share = lagS > 0 ? 1 - exp(-dtS / lagS) : 1;
  const change = (wanted + pull * lagS - nowRadps) * share;
  const along = pull * dtS;
  return nowRadps + Math.min(along + grip, Math.max(along - grip, change));
}

/**
 * Steering angle in rad after `dtS`: a servo that moves at most at its speed; without torque it
 * stays where the tyres hold it. Fault fields mean what they mean for a wheel, of the angle.
 */
export function turnSteering(
  d: WheelDrive,
  nowRad: number,
  setRad: number,
  enabled: number,
  spec: RobotSpec,
  dtS: number,
): number {
  const { drive } = spec;
  if (d.dead === 1 || enabled === 0) {
    heat(d, 0, spec.stallA, dtS);
    return nowRad;
  }
  const held = d.stuck === 1 ? d.heldEffort : setRad * d.scale;
  const told = d.runaway === 1 ? drive.maxSteerRad : held;
  const wanted = Math.min(drive.maxSteerRad, Math.max(-drive.maxSteerRad, told));
  heat(d, Math.min(1, Math.abs(wanted - nowRad)) + idleShare, spec.stallA, dtS);
  if (d.jammed === 1) return nowRad;
  const lagS = spec.motorLagS * 0.5 + d.lagS;
  const share = lagS > 0 ? 1 - exp(-dtS / lagS) : 1;
  const step = drive.steerRadps * dtS;
  return nowRad + Math.min(step, Math.max(-step, (wanted - nowRad) * share));
}
