/** What was granted to a source: deny by default. @module */
import { reasonNumber } from "core/messages/mod.ts";
import { isGranted } from "core/kernel/live_grants.ts";
import type { Rule } from "./rule.ts";

const noCapability = reasonNumber("GATE_CAPABILITY");

/** Refuses every action that was not granted to the source: deny by default. */
export const capable: Rule = {
  name: "capable",
  doc: "refuses what was not granted to its source (`kernel.capabilities`, `mechos grant`)",
  check: (kernel, intent, nowNs) =>
    isGranted(kernel, intent.source, intent.action, nowNs) ? 0 : noCapability,
};
