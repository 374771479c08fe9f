/** The deed that saves the map which the robot makes while it drives. @module */
import { fail, ok } from "core/fault.ts";
import type { DeedResult } from "./deeds_motion.ts";
import type { Client, Desk } from "./desk.ts";
import { notThere } from "./faults.ts";

/** A map is written within this, or its disk hangs, ms. */
const patienceMs = 10_000;

/** Lets the recorder write the map, and waits for it. */
export async function mapSave(desk: Desk, client: Client): Promise<DeedResult> {
  const request = desk.rest.askMap();
  if (request === null) {
    return fail({
      code: "OPERATOR_NOT_THERE",
      message: "Cannot save a map: this robot makes none while it drives",
      help: "start it with world.mapping.enabled: true, or name recordings: mechos map save FILES",
    });
  }
  const sinceMs = desk.clock.nowMs();
  for (;;) {
    const answer = desk.rest.mapAnswer(request);
    if (answer !== null) return answer.ok ? ok({ ...answer.value }) : answer;
    if (client.closed || desk.clock.nowMs() - sinceMs >= patienceMs) {
      return fail(notThere("recorder", "save the map"));
    }
    await desk.clock.pause();
  }
}
