/**
 * Faults of the two wheel drives: the motor itself (sim/physics/drive.ts), and the controller
 * board that takes commands and answers (sim/driver.ts).
 *
 * @module
 */
import { chance, type FaultKind, parameter, row } from "./row.ts";

const verbs: Readonly<Record<string, FaultKind>> = {
  off: row("device", "The wheel gets no torque", "disarm within 500 ms"),
  blocked: row(
    "device",
    "The wheel is jammed: it stands, and its motor draws its stall current",
    "slow, then disarm in 500 ms",
  ),
  stuck: row(
    "device",
    "The output stage keeps its last effort until its power is cut",
    "E-stop within 300 ms",
  ),
  lag: row("device", "The drive follows ms later than it should", "slow, then disarm in 500 ms", {
    ms: parameter(2000, 1, 60_000, "ms"),
  }),
  scale: row("device", "The wheel gets factor times its effort", "slow, then disarm in 500 ms", {
    factor: parameter(0.5, 0, 2, "1"),
  }),
  runaway: row("device", "The wheel goes to full speed", "E-stop within 100 ms"),
  overcurrent: row(
    "device",
    "The motor takes amps more than it should",
    "disarm within 100 ms above the limit",
    { amps: parameter(20, 0, 1000, "A") },
  ),
  overtemp: row(
    "device",
    "The motor heats up by degCps",
    "warm: slow; hot: disarm; both within 1000 ms of their limits",
    { degCps: parameter(10, 0.01, 1000, "degC/s") },
  ),
  noack: row("device", "The board confirms no command", "hold within 150 ms"),
  hang: row(
    "device",
    "The board takes no command and confirms none; its own timeout ends motion",
    "hold within 150 ms, the device stops itself",
  ),
  garbage: row(
    "device",
    "Commands are damaged with probability p and thrown away by their checksum",
    "hold where 3 in a row are lost",
    { p: chance(0.2) },
  ),
  delay: row("device", "The board carries commands out ms late", "hold within 150 ms", {
    ms: parameter(300, 1, 5000, "ms"),
  }),
  reconnect: row(
    "device",
    "The board is gone and comes back when the fault ends",
    "disarm at once; nothing moves until an operator acknowledges and starts",
  ),
};

function wheel(name: string): Record<string, FaultKind> {
  const rows: Record<string, FaultKind> = {};
  for (const [verb, kind] of Object.entries(verbs)) rows[`motor.${name}.${verb}`] = kind;
  return rows;
}

/** Rows of the drives. */
export const driveFaults = { ...wheel("left"), ...wheel("right") };
