/** What secrets look like in a text, and the secrets that a config holds. @module */

import type { Config } from "./schema.ts";

/** Shapes of keys and tokens; each is replaced whole. */
export const secretShapes: readonly RegExp[] = [
  /\b(?:sk|pk|rk|ghp|gho|ghs|xox[abprs]|hf|glpat)[-_][A-Za-z0-9_-]{12,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}/g,
  /\b(?:[Bb]earer|[Bb]asic)\s+[A-Za-z0-9._~+/=-]{8,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

/** A value shorter than this is too common to be looked for in texts. */
const leastChars = 6;

/** Every secret that a config holds, as it stands in texts. */
export function secretValues(config: Pick<Config, "brain">): string[] {
  return [config.brain.apiKey ?? ""].filter((value) => value.length >= leastChars);
}
