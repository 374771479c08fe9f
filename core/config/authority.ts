/** What agents may do and how relays may be switched: limits of authority in config. @module */
import * as v from "valibot";
import { quantity } from "./fields.ts";

const ms = (min: number, max: number, text: string) => quantity(min, max, { unit: "ms", text });
const label = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** A relay and the rules of switching it. */
export const relaySchema = v.strictObject({
  name: label,
  initial: v.optional(v.picklist(["on", "off"]), "off"),
  maxOnMs: v.optional(ms(1, 86_400_000, "Switches off by itself after")),
  minGapMs: v.optional(ms(0, 3_600_000, "Least time between two changes"), 0),
  /** Interlock: never on together with these. */
  excludes: v.optional(v.array(label), []),
  /** Order: may be on only while these are on. */
  needs: v.optional(v.array(label), []),
});

/** How far the capabilities of one agent reach; what is left out is not limited. */
export const scopeSchema = v.strictObject({
  maxLinearMps: v.optional(quantity(0, 20, { unit: "m/s", text: "Highest speed of this agent" })),
  region: v.optional(v.pipe(label, v.description("Motion only inside this region of world"))),
  relays: v.optional(v.array(label)),
  forMs: v.optional(ms(1, 86_400_000, "Capabilities end so long after a start")),
});

/** Scopes by source. */
export const scopesSchema = v.strictObject({
  brain: v.optional(scopeSchema, {}),
  mission: v.optional(scopeSchema, {}),
  tree: v.optional(scopeSchema, {}),
});
