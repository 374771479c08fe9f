/** Section `record`: where recordings go, what they may cost, what is kept in memory. @module */
import * as v from "valibot";
import { count, quantity } from "./fields.ts";

const ms = (min: number, max: number, text: string) => quantity(min, max, { unit: "ms", text });
const mebi = (min: number, text: string) => count(min, 100_000_000, { unit: "MiB", text });
const seconds = (min: number, max: number, text: string) => quantity(min, max, { unit: "s", text });

/** The black box: the last seconds of everything, written on a fault. */
const blackBoxSchema = v.strictObject({
  beforeS: v.optional(seconds(0, 3600, "What led to it; 0 = no black box"), 30),
  afterS: v.optional(seconds(0, 3600, "What follows it"), 10),
  memoryMiB: v.optional(count(1, 4096, { unit: "MiB", text: "Memory that it takes" }), 16),
});

/** What recordings keep of texts and images. A secret of the config is masked in any case. */
const privacySchema = v.strictObject({
  /** `none`: cameras leave nothing, in files and to viewers. */
  images: v.optional(v.picklist(["all", "none"]), "all"),
  /** `masked`: what looks like a key too; `none`: prompts and answers leave only their lengths. */
  texts: v.optional(v.picklist(["all", "masked", "none"]), "masked"),
});

/** Schema of section `record`. */
export const recordSchema = v.strictObject({
  folder: v.optional(v.string(), "./recordings"),
  mode: v.optional(v.picklist(["continuous", "blackBox"]), "continuous"),
  durability: v.optional(v.picklist(["auto", "kill", "power"]), "auto"),
  flushMs: v.optional(ms(1, 10_000, "Bound of what a kill may lose"), 20),
  fsyncMs: v.optional(ms(1, 60_000, "Bound of what a power cut may lose"), 100),
  chunkKiB: v.optional(count(4, 16_384, { unit: "KiB", text: "Largest chunk" }), 1024),
  compression: v.optional(v.picklist(["zstd", "none"]), "zstd"),
  splitMiB: v.optional(mebi(1, "A part ends behind this size"), 512),
  splitS: v.optional(seconds(1, 86_400, "A part ends behind this time"), 3600),
  quotaMiB: v.optional(mebi(0, "All recordings of the folder together; 0 = no quota"), 10_000),
  lowMiB: v.optional(mebi(0, "Below this much free, copies of sensors are left out"), 1024),
  stopMiB: v.optional(mebi(0, "Below this much free, recording stops"), 128),
  reserveMiB: v.optional(mebi(0, "Room kept to finish a part on a full disk"), 4),
  /** Names of fields whose values never leave in a data set, e.g. "from" of what somebody said. */
  personal: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(80))), v.maxLength(64)), []),
  privacy: v.optional(privacySchema, {}),
  blackBox: v.optional(blackBoxSchema, {}),
});
