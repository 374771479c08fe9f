/**
 * How much the property, model and mutation tests do. The quick tier is part of `task test`; the
 * full one runs with MECHOS_FULL=1 (`task test:full`). MECHOS_SEED draws other cases.
 *
 * @module
 */

/** True in the full tier. */
export const isFull = Deno.env.get("MECHOS_FULL") === "1";

/** Seed of the property tests: fixed, so that a red run repeats; MECHOS_SEED overrides it. */
export const seed = Number(Deno.env.get("MECHOS_SEED") ?? 20261124);

/** Runs of a property in the tier that is on. */
export function runs(quick: number, full: number): { numRuns: number; seed: number } {
  return { numRuns: isFull ? full : quick, seed };
}
