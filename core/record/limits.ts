/**
 * Limits of what a recording may declare, so that a hostile or damaged file costs bounded memory
 * and time. tests/core/record/limits_test.ts tries each at its edge.
 *
 * @module
 */

const mebi = 1024 * 1024;

/** The limits, each with its reason. */
export const recordLimits = {
  /** One record: an attachment of a long video fits, a flipped length does not. */
  recordBytes: 512 * mebi,
  /** A chunk once decompressed: writers use 1 to 16 MB. */
  chunkBytes: 256 * mebi,
  /** One text (topic, encoding, name, value of a map): config documents are stored as one. */
  textBytes: 16 * mebi,
  /** Entries of one map. */
  mapEntries: 65_536,
  /** Channels, and schemas, of one file: their ids are 16 bits. */
  ids: 65_536,
  /** Damaged places that are listed; more are only counted. */
  damages: 1_000,
} as const;
