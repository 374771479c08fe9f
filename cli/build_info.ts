/**
 * What the build knows of itself. From source nothing is baked; `.ci/compile.ts` replaces this
 * file's constant in the binary.
 *
 * @module
 */

/** Version, git hash, kind of runtime, and the code itself. */
export interface BuildInfo {
  readonly version: string;
  readonly git: string;
  /** `source` (deno run), `release`, or `test-only` (a runtime meant for tests). */
  readonly runtime: "source" | "release" | "test-only";
  /** SHA-256 of the program's code as it was compiled in, 16 hex digits; "source" from source. */
  readonly build: string;
}

/** Filled in by the build; null under `deno run`. */
export const bakedInfo: BuildInfo | null = null;
