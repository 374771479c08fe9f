/** `kernel.order`: which step may come only after which, and what must follow soon. @module */
import * as v from "valibot";
import { maxOrders, stepActions } from "core/messages/mod.ts";
import { count, quantity } from "./fields.ts";

/** Steps that may undo one order's first step. */
export const maxUndoing = 4;

const label = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** A step: an action, and of a relay or a goal which one. */
const stepSchema = v.pipe(
  v.strictObject({
    action: v.picklist(stepActions),
    relay: v.optional(v.pipe(label, v.description("Only this relay; any if left out"))),
    state: v.optional(v.picklist(["on", "off"])),
    place: v.optional(v.pipe(label, v.description("Only a goto to this place by its name"))),
  }),
  v.check(
    (step) => step.relay === undefined || step.action === "trigger_relay",
    "CONFIG_CONFLICT|only trigger_relay has a relay|remove relay|relay",
  ),
  v.check(
    (step) => step.state === undefined || step.action === "trigger_relay",
    "CONFIG_CONFLICT|only trigger_relay has a state|remove state|state",
  ),
  v.check(
    (step) => step.place === undefined || step.action === "goto",
    "CONFIG_CONFLICT|only goto has a place|remove place|place",
  ),
);

/** A step as config has it. */
export type StepConfig = v.InferOutput<typeof stepSchema>;

/** An order: `only B after A`, or `once A then B`. */
const orderSchema = v.pipe(
  v.strictObject({
    name: label,
    only: v.optional(stepSchema),
    after: v.optional(stepSchema),
    once: v.optional(stepSchema),
    then: v.optional(stepSchema),
    undoneBy: v.optional(
      v.pipe(v.array(stepSchema), v.maxLength(maxUndoing), v.description("Forgets the first step")),
      [],
    ),
    withinSteps: v.optional(
      count(1, 1000, { text: "The second is at most the so-manieth step behind the first" }),
    ),
    withinMs: v.optional(
      quantity(1, 86_400_000, { unit: "ms", text: "And begins at most so long after it" }),
    ),
    reason: v.optional(v.pipe(v.string(), v.maxLength(200)), ""),
  }),
  v.check(
    ({ only, after, once, then }) =>
      (only !== undefined && after !== undefined && once === undefined && then === undefined) ||
      (only === undefined && after === undefined && once !== undefined && then !== undefined),
    "CONFIG_CONFLICT|an order is `only` with `after`, or `once` with `then`|write one of the pairs",
  ),
  v.check(
    (order) =>
      order.once === undefined || order.withinSteps !== undefined || order.withinMs !== undefined,
    "CONFIG_CONFLICT|`once` with `then` needs an end|give withinSteps or withinMs",
  ),
);

/** An order as config has it. */
export type OrderConfig = v.InferOutput<typeof orderSchema>;

/** The orders, each with a name of its own. */
export const ordersSchema = v.pipe(
  v.array(orderSchema),
  v.maxLength(maxOrders),
  v.check(
    (orders) => new Set(orders.map((order) => order.name)).size === orders.length,
    "CONFIG_CONFLICT|two orders have one name|a refusal is told by the order's name: use another",
  ),
);
