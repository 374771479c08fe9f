/**
 * The operator's stick: a stream of short drives. One that was held over a stop or before the
 * operator had the robot does nothing until it was centred once (FAULTS.md O06).
 *
 * @module
 */
import type { IntentRecord } from "core/messages/mod.ts";
import { intentNumber, modeNumber, sourceNumber } from "./numbers.ts";
import type { Kernel } from "./state.ts";

/** True for a frame of an operator's stick. */
export function isStick(r: IntentRecord): boolean {
  return r.source === sourceNumber.operator && r.action === intentNumber.drive;
}

/** Notes where the stick is, of accepted frames and of refused ones. */
export function noteStick(kernel: Kernel, r: IntentRecord): void {
  if (!isStick(r) || r.defect !== 0) return;
  const s = kernel.state;
  if (r.issuedAtNs > s.teleopIssuedNs && r.issuedAtNs <= s.nowNs) s.teleopIssuedNs = r.issuedAtNs;
  const centred = r.x === 0 && r.y === 0 && r.z === 0;
  if (centred) s.stickCentred = 1;
  else if (s.mode !== modeNumber.manual || s.latched === 1) s.stickCentred = 0;
}

/** Takes an accepted frame: from now until its time is over the operator drives so. */
export function takeTeleop(kernel: Kernel, r: IntentRecord, nowNs: number): void {
  const s = kernel.state;
  const moves = r.action === intentNumber.drive && s.stickCentred === 1;
  s.teleopLinearMps = moves ? r.x : 0;
  s.teleopAngularRadps = moves ? r.z : 0;
  s.teleopLateralMps = moves ? r.y : 0;
  const teleopNs = kernel.params.teleopTtlMs * 1e6;
  s.teleopUntilNs = nowNs + (moves ? Math.min(r.durationMs * 1e6, teleopNs) : 0);
}
