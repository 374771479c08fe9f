/**
 * One hand on the robot (FAULTS.md I17): who holds the operator's lease. A lease belongs to a
 * connection and lives as long as that connection says something; one whose connection is gone
 * protects nobody, so that the next operator need not take it over by force.
 *
 * @module
 */
import { fail, type Fault, ok, type Result } from "core/fault.ts";

/** The lease as it stands. `holder` is an operator number; 0 = nobody. */
export interface Lease {
  holder: number;
  /** False once the holder's connection is gone. */
  connected: boolean;
  heardMs: number;
  /** Tick at which the kernel gave it: an older tick cannot tell that it ended. */
  sinceTick: number;
}

/** A lease that nobody holds. */
export function createLease(): Lease {
  return { holder: 0, connected: false, heardMs: 0, sinceTick: 0 };
}

/** Frees the lease. */
export function freeLease(lease: Lease): void {
  lease.holder = 0;
  lease.connected = false;
}

/** True where the holder is there and was heard within `lifeMs`. */
export function isHeld(lease: Lease, nowMs: number, lifeMs: number): boolean {
  return lease.holder !== 0 && lease.connected && nowMs - lease.heardMs <= lifeMs;
}

function heldBy(holder: number): Fault {
  return {
    code: "OPERATOR_LEASE",
    message: `Cannot do this: operator ${holder} holds the lease`,
    value: String(holder),
    help: "anyone may stop; to take over say so: mechos take --take-over",
  };
}

/** Whether an operator may act: the holder, or anyone while nobody holds it. */
export function mayAct(
  lease: Lease,
  operator: number,
  nowMs: number,
  lifeMs: number,
): Result<void> {
  if (lease.holder === operator || !isHeld(lease, nowMs, lifeMs)) return ok(undefined);
  return fail(heldBy(lease.holder));
}

/** Whether an operator may drive: only the holder. */
export function mustHold(
  lease: Lease,
  operator: number,
  nowMs: number,
  lifeMs: number,
): Result<void> {
  if (lease.holder === operator) return ok(undefined);
  if (isHeld(lease, nowMs, lifeMs)) return fail(heldBy(lease.holder));
  return fail({
    code: "OPERATOR_NO_LEASE",
    message: "Cannot drive: no lease is held on this connection",
    help: "call take first, on the same connection",
  });
}
