/** What a brain is given of the world outside: network, clock, store, files. No globals. @module */
import type { Config } from "core/config/mod.ts";
import type { Result } from "core/fault.ts";
import type { MissionPlan } from "core/missions/mod.ts";
import type { Store } from "core/store/mod.ts";
import type { ScriptEntry } from "./script_brain.ts";

/** Time as a brain may use it. */
export interface BrainClock {
  /** Monotonic, ms, with fractions. */
  nowMs(): number;
  /** Wall clock, ms since 1970: for budget windows and memories only. */
  wallMs(): number;
  /** Ends after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The outside of a brain. */
export interface BrainPorts {
  /** HTTP; null where this thread has no network. */
  readonly fetch: typeof fetch | null;
  readonly clock: BrainClock;
  /**
   * `real`: an answer counts when it is there. `virtual` (lockstep): it counts after the latency
   * that the config or the measured call gives, and pauses are not slept.
   */
  readonly pacing: "real" | "virtual";
  /** Ledger, memory, missions; null: nothing is kept, and a budget with caps refuses. */
  readonly store: Store | null;
  readonly readFile: (path: string) => Result<Uint8Array>;
}

/** What a brain is to be. */
export interface BrainSetup {
  readonly brain: Config["brain"];
  /** A mission in words, one that was read from YAML, or null. */
  readonly mission: string | MissionPlan | null;
  readonly missionId: string;
  readonly script: readonly ScriptEntry[] | null;
  /** The run's seed: mixed into everything drawn. */
  readonly seed: number;
}
