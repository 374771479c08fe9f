/**
 * What the build knows of itself. From source nothing is baked; `.ci/compile.ts` replaces this
 * file's constant in the binary.
 *
 * @module
 */

/** Version, git hash and kind of runtime. */
export interface BuildInfo {
  readonly version: string;
  readonly git: string;
  /** `source` (deno run), `release`, or `test-only` (a runtime meant for tests). */
  readonly runtime: "source" | "release" | "test-only";
}

/** Filled in by the build; null under `deno run`. */
export const bakedInfo: BuildInfo | null = null;
