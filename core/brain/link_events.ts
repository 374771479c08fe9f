/** Ties a call's prompt and response to the intent that came of it. @module */
import type { BrainEvent } from "./brain.ts";

/**
 * The events of a look at which a decision of `callId` was sent as the intent `intentId` ("" where
 * none was): its response carries the id, and a step event names the pair for the later steps.
 */
export function linkEvents(
  events: readonly BrainEvent[],
  callId: string,
  intentId: string,
  nowNs: number,
): readonly BrainEvent[] {
  const linked = events.map((event) =>
    event.kind === "response" && event.data["callId"] === callId
      ? { ...event, data: { ...event.data, intentId } }
      : event
  );
  if (intentId === "") return linked;
  return [...linked, { kind: "step", atNs: nowNs, data: { callId, intentId } }];
}
