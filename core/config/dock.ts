/** Part `world.dock`: where the robot docks, and how it knows that it did. @module */
import * as v from "valibot";
import { count, oneYaw, quantity, twoYaws, yawEntries } from "./fields.ts";

const metres = v.pipe(v.number(), v.finite());

/** Names of `world.dock.contact` in the order of their numbers. */
export const dockContacts = ["none", "charge", "bumper"] as const;

/**
 * Schema of `world.dock`: the pose of a docked robot, its front to the dock. Without a contact the
 * dock is a place like any other; with one the robot drives up a straight line until it feels it.
 */
export const dockSchema = v.pipe(
  v.strictObject({
    x: metres,
    y: metres,
    ...yawEntries,
    contact: v.optional(
      v.pipe(
        v.picklist(dockContacts),
        v.description("What tells that the robot is docked: a charge current, or its bumper"),
      ),
      "none",
    ),
    approachM: v.optional(
      quantity(0.2, 5, { unit: "m", text: "The straight line to the dock is so long" }),
      0.6,
    ),
    speedMps: v.optional(
      quantity(0.01, 0.3, { unit: "m/s", text: "Drives up the line, and back, at" }),
      0.06,
    ),
    reachM: v.optional(
      quantity(0, 0.2, { unit: "m", text: "Goes on behind the pose without contact for" }),
      0.04,
    ),
    waitMs: v.optional(
      quantity(100, 60_000, { unit: "ms", text: "Stands and waits for contact for" }),
      2000,
    ),
    tries: v.optional(count(1, 10, { text: "Tries before it is said that docking failed" }), 3),
    chargeA: v.optional(
      quantity(0.001, 1000, { unit: "A", text: "A charge current above this is contact" }),
      0.1,
    ),
  }),
  v.check((pose) => oneYaw(pose), twoYaws),
);
