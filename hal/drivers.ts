/**
 * The drivers that config may name under `hal.driver`, one row each. The simulator is the other
 * implementation of the same contract; it is joined in cli, since hal and sim never meet.
 * To add a driver: a folder hal/NAME with mod.ts and README.md, and a row here;
 * tests/hal/contract_test.ts runs it without being edited.
 *
 * @module
 */
import type { Driver } from "core/driver/mod.ts";
import { createLoopbackDriver } from "./loopback/mod.ts";

/** What a driver is made from. */
export interface DriverOptions {
  /** Time constant of the drive, s. */
  readonly lagS: number;
  /** Rate of wheel samples, Hz. */
  readonly rateHz: number;
  readonly deviceTimeoutMs: number;
  /** IEC 60204-1 category by which the device stops. */
  readonly stopCategory: 0 | 1;
  /** Deceleration of a wheel where the device brakes by itself, rad/s2. */
  readonly stopRadps2: number;
}

/** Makers by the name that config uses. */
export const drivers: Readonly<Record<string, (options: DriverOptions) => Driver>> = {
  loopback: createLoopbackDriver,
};
