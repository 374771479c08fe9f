/** What `doctor` finds. @module */
import type { ThreadProbe } from "core/supervise/mod.ts";

/** One line of the examination. */
export interface Finding {
  /** Stable name of the check. */
  readonly check: string;
  readonly state: "fine" | "note" | "problem";
  readonly text: string;
  /** What to do; empty where nothing. */
  readonly help: string;
  /** Figures, for scripts. */
  readonly figures?: Readonly<Record<string, number | string | boolean | null>>;
}

/** All of it. */
export interface Examination {
  readonly findings: readonly Finding[];
  /** Null from source: a thread without rights could not read its own module there. */
  readonly threads: readonly ThreadProbe[] | null;
}

/** A check that found nothing wrong. */
export function fine(check: string, text: string, figures: Finding["figures"] = {}): Finding {
  return { check, state: "fine", text, help: "", figures };
}
