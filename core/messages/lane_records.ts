/**
 * Records of the kernel's queued inputs one by one, as they travel through rings: an operator's
 * act, a parameter change, an intent.
 *
 * @module
 */
import { type Cursor, NameCursor } from "./cursor.ts";
import { createOperatorInput, type OperatorInput } from "./inputs.ts";
import { createIntentRecord, visitIntent } from "./intent_record.ts";

/** Visits an operator's act. */
export function visitOperatorAct(c: Cursor, act: OperatorInput): void {
  act.seq = c.u32("seq", act.seq);
  act.act = c.u8("act", act.act);
  act.operator = c.u8("operator", act.operator);
  act.agent = c.u8("agent", act.agent);
  act.value = c.u32("value", act.value);
  act.maxLinearMps = c.f64("maxLinearMps", act.maxLinearMps);
  act.fromMs = c.f64("fromMs", act.fromMs);
  act.forMs = c.f64("forMs", act.forMs);
  act.region = c.u8("region", act.region);
  act.relays = c.u32("relays", act.relays);
  act.mission = c.u8("mission", act.mission);
}

function sizeOf(visit: (c: Cursor) => void): number {
  const cursor = new NameCursor();
  visit(cursor);
  return cursor.position();
}

/** Bytes of an intent record. */
export const intentBytes = sizeOf((c) => visitIntent(c, createIntentRecord()));
/** Bytes of an operator's act. */
export const operatorActBytes = sizeOf((c) => visitOperatorAct(c, createOperatorInput()));
