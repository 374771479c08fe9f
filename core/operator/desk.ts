/**
 * What the operator's deeds share: the ports, the lease, the lanes, the clients. Made once; the
 * deeds (deeds.ts) are functions over it.
 *
 * @module
 */
import type { Config } from "core/config/mod.ts";
import type { KernelParams } from "core/kernel/mod.ts";
import type { IntentNames } from "core/messages/mod.ts";
import { type ActLane, createActLane, type OperatorClock } from "./act_lane.ts";
import type { AuditSink } from "./audit.ts";
import type { KernelPort } from "./kernel_port.ts";
import { createLatchKeeper, type LatchKeeper } from "./latch_keeper.ts";
import type { LatchStore } from "./latch_store.ts";
import { createLease, type Lease } from "./lease.ts";
import type { RateLimit } from "./rate_limit.ts";
import type { ArmingCheck, RobotPort } from "./robot_port.ts";
import type { TeleopGuard } from "./teleop_guard.ts";
import { createTuningDesk, type TuningDesk } from "./tuning.ts";

/** What an operator desk is made from. */
export interface DeskOptions {
  readonly robot: string;
  readonly version: string;
  readonly kernel: KernelPort;
  readonly rest: RobotPort;
  readonly config: Config;
  /** The file that `tune save` writes into; null where the robot was started without one. */
  readonly configFile: string | null;
  readonly params: KernelParams;
  readonly names: IntentNames;
  /** Null where no state is kept (tests, `--check`). */
  readonly latch: LatchStore | null;
  readonly audit: AuditSink;
  readonly clock: OperatorClock;
}

/** One connection. */
export interface Client {
  /** Operator number, 1..255: in every act that the kernel is sent. */
  readonly operator: number;
  readonly socket: "operator" | "stop";
  readonly guard: TeleopGuard;
  readonly limit: RateLimit;
  /** Puts a line on its way; never waits. */
  readonly send: (line: string) => void;
  watchesTuning: boolean;
  /** Requests that are being carried out. */
  open: number;
  closed: boolean;
  /** Lines in a row that were malformed or beyond the rate. */
  bad: number;
  /** When it came, ms. */
  readonly sinceMs: number;
}

/** The desk. */
export interface Desk extends Omit<DeskOptions, "latch" | "config"> {
  config: Config;
  readonly lane: ActLane;
  readonly lease: Lease;
  readonly latch: LatchKeeper;
  readonly tuning: TuningDesk;
  readonly clients: Set<Client>;
  /** How long a lease lives without a word of its holder, ms. */
  readonly leaseMs: number;
}

/** The checks of the supervisor, and that the E-stop latch can be kept at all. */
export function furtherChecks(desk: Desk): readonly ArmingCheck[] {
  const fault = desk.latch.fault();
  return [...desk.rest.armingChecks(), {
    check: "latchStore",
    passed: fault === null,
    text: fault ?? "E-stop latch is kept on disk",
    help: "make run.stateFolder writable, then press and reset once more",
  }];
}

/** Makes the desk. */
export function createDesk(options: DeskOptions): Desk {
  const { kernel, config, params, clock, latch, ...rest } = options;
  return {
    ...rest,
    kernel,
    config,
    params,
    clock,
    lane: createActLane(kernel, clock),
    lease: createLease(),
    latch: createLatchKeeper(latch),
    tuning: createTuningDesk(kernel, config, params.tuning),
    clients: new Set(),
    leaseMs: params.watchdogs.operatorLeaseNs * 1e-6,
  };
}
