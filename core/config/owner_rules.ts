/** `kernel.rules`: what the owner of a robot refuses, or allows only slowly. @module */
import * as v from "valibot";
import { intentActions } from "core/messages/mod.ts";
import { quantity } from "./fields.ts";

/** Rules that one robot may have: one bit each. */
export const maxOwnerRules = 32;

const label = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const condition = (text: string) =>
  v.pipe(v.string(), v.minLength(1), v.maxLength(1000), v.description(text));

/** What a rule may refuse: everything but what makes the robot stop. */
const refusable = intentActions.filter((name) =>
  name !== "none" && name !== "stop" && name !== "cancel"
);

/** A rule of the owner: it refuses, or it caps speeds. */
const ownerRuleSchema = v.pipe(
  v.strictObject({
    name: label,
    refuseIf: v.optional(condition("Refuses intents while this condition is true")),
    actions: v.optional(
      v.pipe(
        v.array(v.picklist(refusable)),
        v.minLength(1),
        v.description("The actions that refuseIf refuses; all that move the robot if left out"),
      ),
    ),
    capIf: v.optional(condition("Caps speeds while this condition is true")),
    maxLinearMps: v.optional(
      quantity(0.01, 20, { unit: "m/s", text: "Highest speed while capIf is true" }),
    ),
    maxAngularRadps: v.optional(
      quantity(0.01, 50, { unit: "rad/s", text: "Highest turn rate while capIf is true" }),
    ),
    reason: v.optional(
      v.pipe(v.string(), v.maxLength(200), v.description("Said with each refusal and cap")),
      "",
    ),
  }),
  v.check(
    (rule) => (rule.refuseIf === undefined) !== (rule.capIf === undefined),
    "CONFIG_CONFLICT|a rule has either refuseIf or capIf|write one of the two",
  ),
  v.check(
    (rule) => rule.capIf === undefined || rule.actions === undefined,
    "CONFIG_CONFLICT|a cap holds for whatever drives the robot|remove actions|actions",
  ),
  v.check(
    (rule) => {
      const caps = rule.maxLinearMps !== undefined || rule.maxAngularRadps !== undefined;
      return caps === (rule.capIf !== undefined);
    },
    "CONFIG_CONFLICT|capIf and its speeds belong together|give maxLinearMps or maxAngularRadps " +
      "with capIf, and neither with refuseIf",
  ),
);

/** The rules, each with a name of its own. */
export const ownerRulesSchema = v.pipe(
  v.array(ownerRuleSchema),
  v.maxLength(maxOwnerRules),
  v.check(
    (rules) => new Set(rules.map((rule) => rule.name)).size === rules.length,
    "CONFIG_CONFLICT|two rules have one name|a refusal is told by the rule's name: use another",
  ),
);
