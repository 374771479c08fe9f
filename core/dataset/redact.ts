/**
 * Takes secrets and personal words out of texts before they leave in a data set: what looks like a
 * key, a token or a mail address, every word that was named, and every field that is personal.
 *
 * @module
 */
import { secretShapes } from "core/config/mod.ts";

/** What stands in the place of what was taken out. */
export const removed = "[removed]";

const mailAddress = /\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b/g;

/** Names of fields whose values are never exported. */
const secretField = /^(?:api_?key|token|secret|password|passwd|authorization|cookie)$/i;

/** Takes secrets out, and counts how many. */
export interface Redactor {
  text(value: string): string;
  /** The same for every text inside a value; secret fields go whole. */
  value(value: unknown): unknown;
  readonly count: number;
}

/**
 * Makes a redactor that also removes `words`, whatever their case, and the values of `fields`, by
 * their names in any case.
 */
export function createRedactor(
  words: readonly string[],
  fields: readonly string[] = [],
): Redactor {
  let count = 0;
  const personal = new Set(fields.map((name) => name.toLowerCase()));
  const isRemoved = (key: string, value: unknown): boolean =>
    (secretField.test(key) && typeof value === "string") ||
    (personal.has(key.toLowerCase()) && value !== null);
  const named = words.filter((word) => word !== "")
    .map((word) => new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gi"));
  const text = (value: string): string => {
    let clean = value;
    for (const shape of [...named, ...secretShapes, mailAddress]) {
      clean = clean.replace(shape, () => {
        count++;
        return removed;
      });
    }
    return clean;
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => {
        if (!isRemoved(key, child)) return [key, walk(child)];
        count++;
        return [key, removed];
      }),
    );
  };
  return {
    text,
    value: walk,
    get count() {
      return count;
    },
  };
}
