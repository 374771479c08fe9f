/** Section `memory`: where ledger, missions and memories are kept, and how many. @module */
import * as v from "valibot";
import { count } from "./fields.ts";

/** Schema of section `memory`. */
export const memorySchema = v.strictObject({
  folder: v.optional(v.string(), "./memory"),
  keepEpisodes: v.optional(
    count(100, 1_000_000, { unit: "1", text: "Episodes kept; the least important go first" }),
    100_000,
  ),
  keepDays: v.optional(count(1, 36_500, { unit: "d", text: "Age at which episodes go" }), 366),
});
