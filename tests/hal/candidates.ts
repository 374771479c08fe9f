/**
 * Every driver there is, on a bench: those of hal/drivers.ts as the table has them, and the
 * simulator. A new row of the table is tested without being named here.
 *
 * @module
 */
import type { StopCategory } from "core/config/mod.ts";
import { diffGeometry } from "core/world/mod.ts";
import type { Driver } from "core/driver/mod.ts";
import { drivers } from "hal/drivers.ts";
import { createSimDevice } from "sim/driver.ts";
import { createWorld } from "sim/physics/mod.ts";
import { createSuite } from "sim/sensors/mod.ts";

/** A driver with the means to let its device's time pass. */
export interface Candidate {
  readonly driver: Driver;
  /** Lets the device live up to the end of a tick. */
  advance(tick: number, nowNs: number): void;
}

/** Tick of the bench, ns. */
export const tickNs = 5_000_000;
/** Device timeout of every candidate, ms. */
export const deviceTimeoutMs = 200;
/** Deceleration of every candidate's wheels, rad/s2. */
export const stopRadps2 = 20;
const timing = { everyTicks: 1, latencyNs: 0 };

function simulated(stopCategory: StopCategory): Candidate {
  const world = createWorld({
    map: null,
    circles: [],
    boxes: [],
    people: [],
    robot: {
      footprint: Float64Array.from([0.2, -0.15, 0.2, 0.15, -0.2, 0.15, -0.2, -0.15]),
      drive: diffGeometry(0.3, 0.05),
      scrubs: 0,
      maxWheelRadps: 20,
      motorLagS: 0.05,
      weight: 1,
      friction: 0.8,
      brakeRadps2: stopRadps2,
      stallA: 5,
    },
    start: { xM: 0, yM: 0, yawRad: 0 },
  });
  const suite = createSuite({
    noise: false,
    seed: 1,
    tickNs,
    lidar: null,
    imu: null,
    encoder: { timing, ticksPerTurn: 65_536, wheels: 2 },
    battery: null,
    bumper: null,
    motor: null,
    beacon: null,
  });
  const pace = { tickPeriodNs: tickNs, physicsPerTick: 1, deviceTimeoutMs, stopCategory };
  const options = { world, suite, ...pace, motion: null };
  return createSimDevice(options);
}

/** Makers by name, each for a device that stops by this category. */
export const candidates: Readonly<Record<string, (stopCategory: StopCategory) => Candidate>> = {
  ...Object.fromEntries(
    Object.entries(drivers).map(([name, make]) => [
      name,
      (stopCategory: StopCategory) => ({
        driver: make({ lagS: 0.05, rateHz: 200, deviceTimeoutMs, stopCategory, stopRadps2 }),
        advance: () => {},
      }),
    ]),
  ),
  sim: simulated,
};
