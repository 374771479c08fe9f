/**
 * Records of the kernel's queued inputs one by one, as they travel through rings: an operator's
 * act, a parameter change, an intent.
 *
 * @module
 */
import { type Cursor, NameCursor } from "./cursor.ts";
import type { OperatorInput } from "./inputs.ts";
import { createIntentRecord, visitIntent } from "./intent_record.ts";

/** Visits an operator's act. */
export function visitOperatorAct(c: Cursor, act: OperatorInput): void {
  act.seq = c.u32("seq", act.seq);
  act.act = c.u8("act", act.act);
  act.operator = c.u8("operator", act.operator);
  act.agent = c.u8("agent", act.agent);
  act.value = c.u32("value", act.value);
}

function sizeOf(visit: (c: Cursor) => void): number {
  const cursor = new NameCursor();
  visit(cursor);
  return cursor.position();
}

/** Bytes of an intent record. */
export const intentBytes = sizeOf((c) => visitIntent(c, createIntentRecord()));
/** Bytes of an operator's act. */
export const operatorActBytes = sizeOf((c) =>
  visitOperatorAct(c, { seq: 0, act: 0, operator: 0, agent: 0, value: 0 })
);
