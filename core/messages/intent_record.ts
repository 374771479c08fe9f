/**
 * An intent as the kernel sees it: numbers only. Text (places, relays, agents) was turned into
 * indices by the lane that received it; what the lane could not read carries its defect, so that
 * a malformed intent meets the same gate and the same counters as any other.
 *
 * Arguments by action: drive `x` linearMps, `y` lateralMps, `z` angularRadps, `durationMs`;
 * goto `x`, `y`, `yawRad` (has bit 1) or `target` place; turn `z` angleRad; wait `durationMs`;
 * trigger_relay `target`, `x` 1 on / 0 off, `durationMs` (has bit 2); mission `x` 1 done / 0 failed;
 * move_end_effector `x`, `y`, `z` in the robot's frame, or in the map's (has bit 4).
 *
 * @module
 */
import type { Cursor } from "./cursor.ts";

/** `has` bit: the yaw argument was given. */
export const hasYaw = 1;
/** `has` bit: the duration argument was given. */
export const hasDuration = 2;
/** `has` bit: the target is in the map frame; without it in the robot's own (move_end_effector). */
export const hasMapFrame = 4;
/** `target` where the intent names nothing. */
export const noTarget = 0xffff;

/** Four 32-bit words of a UUID, most significant first. */
export interface IdWords {
  id0: number;
  id1: number;
  id2: number;
  id3: number;
}

/** An intent in numbers. Times in ns since start, angles in rad, lengths in m. */
export interface IntentRecord extends IdWords {
  /** Index in `sources`, stamped by the lane. */
  source: number;
  /** Index in `agents`, stamped by the lane. */
  agent: number;
  /** Index in `intentActions`. */
  action: number;
  /** Reason number of what the lane could not read; 0 where it was well formed. */
  defect: number;
  has: number;
  target: number;
  /** When it was issued: arrival minus declared age, on the kernel's clock. */
  issuedAtNs: number;
  ttlMs: number;
  durationMs: number;
  x: number;
  y: number;
  z: number;
  yawRad: number;
  /** The intent referred to (cancel). */
  ref0: number;
  ref1: number;
  ref2: number;
  ref3: number;
}

/** A record of zeros. */
export function createIntentRecord(): IntentRecord {
  return {
    id0: 0,
    id1: 0,
    id2: 0,
    id3: 0,
    source: 0,
    agent: 0,
    action: 0,
    defect: 0,
    has: 0,
    target: noTarget,
    issuedAtNs: 0,
    ttlMs: 0,
    durationMs: 0,
    x: 0,
    y: 0,
    z: 0,
    yawRad: 0,
    ref0: 0,
    ref1: 0,
    ref2: 0,
    ref3: 0,
  };
}

/** Copies an intent field by field, without garbage. */
export function copyIntent(from: IntentRecord, into: IntentRecord): void {
  into.id0 = from.id0;
  into.id1 = from.id1;
  into.id2 = from.id2;
  into.id3 = from.id3;
  into.source = from.source;
  into.agent = from.agent;
  into.action = from.action;
  into.defect = from.defect;
  into.has = from.has;
  into.target = from.target;
  into.issuedAtNs = from.issuedAtNs;
  into.ttlMs = from.ttlMs;
  into.durationMs = from.durationMs;
  into.x = from.x;
  into.y = from.y;
  into.z = from.z;
  into.yawRad = from.yawRad;
  into.ref0 = from.ref0;
  into.ref1 = from.ref1;
  into.ref2 = from.ref2;
  into.ref3 = from.ref3;
}

/** Visits the fields of an intent. */
export function visitIntent(c: Cursor, r: IntentRecord): void {
  r.id0 = c.u32("id0", r.id0);
  r.id1 = c.u32("id1", r.id1);
  r.id2 = c.u32("id2", r.id2);
  r.id3 = c.u32("id3", r.id3);
  r.source = c.u8("source", r.source);
  r.agent = c.u8("agent", r.agent);
  r.action = c.u8("action", r.action);
  r.defect = c.u8("defect", r.defect);
  r.has = c.u16("has", r.has);
  r.target = c.u16("target", r.target);
  r.issuedAtNs = c.f64("issuedAtNs", r.issuedAtNs);
  r.ttlMs = c.f64("ttlMs", r.ttlMs);
  r.durationMs = c.f64("durationMs", r.durationMs);
  r.x = c.f64("x", r.x);
  r.y = c.f64("y", r.y);
  r.z = c.f64("z", r.z);
  r.yawRad = c.f64("yawRad", r.yawRad);
  r.ref0 = c.u32("ref0", r.ref0);
  r.ref1 = c.u32("ref1", r.ref1);
  r.ref2 = c.u32("ref2", r.ref2);
  r.ref3 = c.u32("ref3", r.ref3);
}

/** True where both carry the same id. */
export function sameId(a: IdWords, b0: number, b1: number, b2: number, b3: number): boolean {
  return a.id0 === b0 && a.id1 === b1 && a.id2 === b2 && a.id3 === b3;
}
