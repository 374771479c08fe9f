/** Section `fleet`: the other robots that this one may speak to, and who goes first. @module */
import * as v from "valibot";
import { count, quantity } from "./fields.ts";

const ms = (min: number, max: number, text: string) => quantity(min, max, { unit: "ms", text });

const robotName = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** Most peers of one robot. */
const maxPeers = 49;

/** Schema of section `fleet`. */
export const fleetSchema = v.strictObject({
  peers: v.optional(
    v.pipe(
      v.array(robotName),
      v.maxLength(maxPeers),
      v.description("Other robots that message_peer and broadcast_fleet reach, by name"),
    ),
    [],
  ),
  priority: v.optional(
    count(0, 1000, { text: "Where two ways meet the robot with the lower number goes first" }),
    100,
  ),
  givesWay: v.optional(
    v.pipe(v.boolean(), v.description("Wait where a peer goes first, and make room for it")),
    true,
  ),
  keepM: v.optional(quantity(0, 5, { unit: "m", text: "Kept between two robots' circles" }), 0.2),
  poseEveryMs: v.optional(ms(20, 10_000, "Peers are told where this robot is, each"), 200),
  poseTtlMs: v.optional(ms(100, 60_000, "Where a peer was counts for"), 2000),
});
