/**
 * Policy of the failsafe as one table: each cause, what it does, how long it may last before it
 * acts, what clears it, and what the operator may still do. The ladder (failsafe/ladder.ts) is
 * the mechanism and names no cause. To add a cause: append a row, feed its condition in
 * failsafe/conditions.ts, and give it a scenario in sim/scenarios/faults.
 *
 * @module
 */
import type { FailsafeAction } from "core/messages/mod.ts";

/** What ends a cause once its condition is gone. */
export type ClearRule = "auto" | "operator" | "ack" | "reset" | "never";

/** What an operator may do while a cause holds the robot. */
export type OperatorRule = "no" | "crawl" | "yes";

/** One cause. */
export interface CauseRow {
  readonly action: FailsafeAction;
  /** How long the condition may last before it acts, ms (drains 1x, refills 1/4x). */
  readonly delayMs: number;
  /** How long the condition must be gone before the cause ends, ms. */
  readonly clearMs: number;
  readonly clear: ClearRule;
  readonly operator: OperatorRule;
  /** For the why-line: what is wrong. */
  readonly text: string;
  /** For the why-line: what clears it, and who must act. */
  readonly remedy: string;
  /** What the cause asks for once it has been active for so long (its grace); null = no change. */
  readonly then: { readonly afterMs: number; readonly action: FailsafeAction } | null;
  /** True where `start` is refused while it lasts, although the robot may move: no new mission. */
  readonly blocksStart: boolean;
  /**
   * True where an E-stop takes the power at once on every device while it is active, whatever the
   * load: the drive does not obey, or its torque is the danger (stop_category.ts).
   */
  readonly cuts: boolean;
}

/** Where nobody needs to act. */
const wait = "it clears by itself";

/** The causes in the order of their numbers; "none" is number 0. At most 52 (core/messages/bits.ts). */
export const causes = {
  none: row("none", 0, 0, "auto", "yes", "nothing is wrong", "nothing"),
  lidarStale: row("hold", 0, 2000, "auto", "crawl", "lidar is stale", "fresh scans for 2 s"),
  lidarBlind: row("hold", 0, 2000, "auto", "crawl", "lidar is covered", "good scans for 2 s"),
  lidarFrozen: row("hold", 0, 2000, "auto", "crawl", "lidar repeats one scan", "new scans for 2 s"),
  imuStale: row("slow", 0, 3000, "auto", "yes", "IMU is stale", "fresh samples for 3 s"),
  wheelsStale: row("hold", 0, 2000, "auto", "no", "wheel encoders are stale", "samples for 2 s"),
  batteryLow: row("warn", 0, 1000, "auto", "yes", "battery is low", "charge the battery"),
  batteryCritical: row("return", 0, 1000, "auto", "yes", "battery is critical", "charge it"),
  batteryLost: row("slow", 0, 3000, "auto", "yes", "battery gauge is silent", "gauge samples", {
    blocksStart: true,
  }),
  batterySag: row("slow", 10_000, 3000, "auto", "yes", "battery voltage sags", "voltage recovers"),
  followingError: row("disarm", 400, 0, "ack", "no", "a wheel does not follow", "operator: ack"),
  bumper: row("hold", 0, 2000, "auto", "crawl", "bumper is pressed", "bumper free for 2 s"),
  brainLost: row(
    "hold",
    0,
    0,
    "auto",
    "yes",
    "brain's lease lapsed",
    "the brain renews its lease",
    { then: { afterMs: 5000, action: "return" } },
  ),
  linkLost: row("hold", 0, 0, "operator", "yes", "mind is silent", "operator: start or resume"),
  tickGap: row("hold", 0, 0, "operator", "no", "the kernel missed ticks", "operator: start"),
  driverFault: row("disarm", 0, 0, "ack", "no", "drive driver is not healthy", "operator: ack", {
    cuts: true,
  }),
  tilt: row("estop", 250, 0, "reset", "no", "robot is tilted", "operator: upright, then reset", {
    cuts: true,
  }),
  estop: row(
    "estop",
    0,
    0,
    "reset",
    "no",
    "E-stop is latched",
    "operator: reset with the latch id",
  ),
  internal: row("fault", 0, 0, "never", "no", "kernel invariant broken", "fix and restart", {
    cuts: true,
  }),
  sensorErratic: row("slow", 0, 3000, "auto", "yes", "a sensor's samples are not believed", wait),
  bumperStale: row("slow", 0, 3000, "auto", "yes", "bumper is stale", "fresh samples for 3 s"),
  headingDrift: row("slow", 0, 3000, "auto", "yes", "gyro and wheels drift apart", wait),
  headingLost: row(
    "hold",
    0,
    2000,
    "auto",
    "crawl",
    "gyro and wheels turn differently",
    "they agree again for 2 s",
  ),
  encoderFault: row(
    "disarm",
    0,
    0,
    "ack",
    "no",
    "an encoder reads what cannot be",
    "operator: ack",
    { cuts: true },
  ),
  wheelSlip: row("hold", 0, 2000, "auto", "yes", "wheels turn, the robot does not move", wait),
  followingLag: row("slow", 200, 3000, "auto", "yes", "a wheel lags behind", "it follows for 3 s"),
  overcurrent: row(
    "disarm",
    60,
    0,
    "ack",
    "no",
    "a motor draws too much current",
    "operator: ack",
    { cuts: true },
  ),
  motorWarm: row("slow", 0, 3000, "auto", "yes", "a motor is warm", "it cools by 10 degrees"),
  motorHot: row(
    "disarm",
    0,
    0,
    "ack",
    "no",
    "a motor is too hot",
    "operator: ack when it has cooled by 10 degrees",
  ),
  runaway: row(
    "estop",
    0,
    0,
    "reset",
    "no",
    "a wheel runs away",
    "operator: check it, then reset",
    { cuts: true },
  ),
  noAck: row("hold", 0, 0, "operator", "no", "drive confirms no command", "operator: start"),
  lateTicks: row("slow", 0, 3000, "auto", "yes", "the kernel misses ticks", "none missed for 3 s"),
  supervisorLost: row("hold", 0, 0, "operator", "no", "supervisor is silent", "operator: start"),
  workerLost: row("warn", 0, 1000, "auto", "yes", "a worker beside the kernel is silent", wait),
  diskFull: row(
    "warn",
    0,
    1000,
    "auto",
    "yes",
    "disk is full or gone: no new mission",
    "operator: make room on the disk",
    { blocksStart: true },
  ),
  recordingDrops: row("warn", 0, 1000, "auto", "yes", "recorder or store falls behind", wait),
  batteryEmpty: row("disarm", 0, 0, "ack", "no", "battery is empty", "charge it, operator: ack"),
  batteryFar: row(
    "return",
    1000,
    5000,
    "auto",
    "yes",
    "battery gets the robot home and no further",
    "charge the battery",
  ),
  returnFailed: row(
    "disarm",
    0,
    0,
    "ack",
    "yes",
    "no way home after three tries",
    "operator: clear the way, then ack",
  ),
  poseLost: row("hold", 0, 2000, "auto", "crawl", "robot does not know where it is", "a pose fix"),
  dockFailed: row("warn", 0, 1000, "auto", "yes", "dock gives no contact", "look at the dock"),
  treeDisarm: row(
    "disarm",
    0,
    0,
    "ack",
    "yes",
    "failsafe tree took the drives' power",
    "operator: ack, then start",
  ),
  rangeStale: row("hold", 0, 2000, "auto", "crawl", "range sensors are stale", "samples for 2 s"),
  peerSilent: row(
    "warn",
    0,
    1000,
    "auto",
    "yes",
    "a peer is silent: its pose is forgotten",
    "it is heard again",
  ),
  wheelDead: row(
    "disarm",
    0,
    0,
    "ack",
    "no",
    "one wheel does not turn, the others do",
    "operator: free it or mend its motor, then ack",
  ),
  wheelsStalled: row(
    "disarm",
    0,
    0,
    "ack",
    "no",
    "motors pull and no wheel turns",
    "operator: free the robot, then ack",
  ),
  driverHung: row(
    "disarm",
    0,
    0,
    "ack",
    "no",
    "drive driver hangs: it confirms nothing and brings no samples",
    "operator: look at the device, then ack",
    { cuts: true },
  ),
} as const satisfies Record<string, CauseRow>;

function row(
  action: FailsafeAction,
  delayMs: number,
  clearMs: number,
  clear: ClearRule,
  operator: OperatorRule,
  text: string,
  remedy: string,
  more: Partial<Pick<CauseRow, "then" | "blocksStart" | "cuts">> = {},
): CauseRow {
  const rest = { then: null, blocksStart: false, cuts: false, ...more };
  return { action, delayMs, clearMs, clear, operator, text, remedy, ...rest };
}

/** A cause by name. */
export type Cause = keyof typeof causes;

/** Cause names in the order of their numbers. */
export const causeNames = Object.keys(causes) as Cause[];

/** The number of a cause. */
export function causeNumber(cause: Cause): number {
  return causeNames.indexOf(cause);
}

/** The row of a cause's number; the row of "none" where it is unknown. */
export function causeRow(index: number): CauseRow {
  const name = causeNames[index];
  return name === undefined ? causes.none : causes[name];
}
