/**
 * What the operator worker needs of the rest of the robot beside the kernel: the mind's text lane,
 * what the supervisor knows of threads and arming, the black box, and config on reload.
 *
 * @module
 */
import type { Pace } from "core/bus/mod.ts";
import type { Config } from "core/config/mod.ts";
import type { Result } from "core/fault.ts";

/** Text for the mind. The mind only carries it: it gives no authority. */
export type MindMessage =
  | { readonly kind: "tell"; readonly text: string }
  | { readonly kind: "answer"; readonly questionId: string; readonly text: string }
  | { readonly kind: "mission"; readonly verb: "pause" | "resume" | "cancel" }
  | { readonly kind: "add"; readonly missionId: string; readonly text: string }
  | {
    readonly kind: "do";
    readonly missionId: string;
    readonly skill: string;
    readonly arguments: Readonly<Record<string, unknown>>;
  };

/** A question of the brain that waits for a human. */
export interface OpenQuestion {
  readonly questionId: string;
  readonly question: string;
  readonly options: readonly string[];
}

/** A mission of the queue. */
export interface MissionStatus {
  readonly missionId: string;
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  /** Steps that are over, and how many there are; 0 of 0 for a goal in words. */
  readonly step: number;
  readonly steps: number;
  readonly priority: number;
}

/** What the mind last said of itself. */
export interface MindStatus {
  readonly alive: boolean;
  /** Driver and model, e.g. `ollama:qwen3`, or `scripted`. */
  readonly brain: string;
  /** `none`, `ok`, `slow`, `lost`: as `brain.state` in conditions. */
  readonly state: string;
  /** Whether ledger and memory are there: `none`, `starting`, `ok`, `failed`. */
  readonly store: string;
  readonly mission: { readonly state: string; readonly reason: string };
  /** The queue, and what ended lately. */
  readonly missions: readonly MissionStatus[];
  readonly budget: {
    readonly tokens: number;
    readonly usd: number;
    /** Every cap by window, and what is used of it. */
    readonly caps: readonly {
      readonly window: string;
      readonly cap: string;
      readonly used: number;
      readonly limit: number;
    }[];
    /** The sentence about a cap that is near or reached. */
    readonly warning: string | null;
  };
  readonly questions: readonly OpenQuestion[];
}

/** A thread or process of the robot, as `status` shows it. */
export interface ThreadHealth {
  readonly name: string;
  /** `running`, `starting`, `restarting`, `dead`. */
  readonly state: string;
  /** Age of its heartbeat, ms; null where it has none. */
  readonly beatAgeMs: number | null;
  readonly restarts: number;
}

/** A check that must pass before `start`, beyond what the kernel checks itself. */
export interface ArmingCheck {
  /** Stable name, e.g. `recorder`. */
  readonly check: string;
  readonly passed: boolean;
  /** What is wrong, as a sentence without a full stop. */
  readonly text: string;
  readonly help: string;
}

/** A map that was written. */
export interface SavedMap {
  /** Path of its YAML, the PGM beside it. */
  readonly map: string;
  /** Scans that it is made of, and those that were left out (lost, or turning fast). */
  readonly scans: number;
  readonly leftOut: number;
}

/** The rest of the robot as operators reach it. Every call returns at once. */
export interface RobotPort {
  /** Sends text to the mind; false = its lane is full or the mind is not there. */
  tellMind(message: MindMessage): boolean;
  /** What the mind last said; null where none was ever started. */
  mind(): MindStatus | null;
  threads(): readonly ThreadHealth[];
  /** How late the kernel's ticks came. */
  pace(): Pace;
  /** Checks of the supervisor (recorder, drivers, rights); the kernel's own come from outputs. */
  armingChecks(): readonly ArmingCheck[];
  /** Asks the recorder for its black box; false = there is none, or its lane is full. */
  snapshot(reason: string): boolean;
  /** Asks for the map in the making to be written; the request's number, null where none is made. */
  askMap(): number | null;
  /** What came of a request, null while it is under way. */
  mapAnswer(request: number): Result<SavedMap> | null;
  /** Reads the config files again. Old values stay in force where it fails. */
  reloadConfig(): Result<Config>;
}
