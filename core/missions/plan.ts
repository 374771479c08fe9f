/**
 * A mission once it was read and checked: plain data, that crosses the pipe to the mind and lies in
 * the store, whatever form it was written in. Conditions are text here; they were compiled once to
 * be checked, and are compiled again by who runs them.
 *
 * @module
 */

/** One step: an intent, and what may become of it. */
export interface PlanStep {
  /** The intent as an outsider would send it: the gate decides. */
  readonly intent: Readonly<Record<string, unknown>>;
  /** A behaviour tree of intents in place of the one; null = the intent. */
  readonly tree: unknown;
  /** Further tries after a failed one. */
  readonly retries: number;
  /** A try that lasts longer has failed, ms; null = as long as it takes. */
  readonly timeoutMs: number | null;
  /** Its failure does not fail the mission. */
  readonly optional: boolean;
  /** The step is left out where this is false when its turn comes. */
  readonly when: string | null;
  /** The step is done as soon as this is true. */
  readonly until: string | null;
}

/** What becomes of an unfinished mission when the robot starts again. */
export const rebootPolicies = ["resume", "restart", "forget"] as const;
/** A policy by name. */
export type RebootPolicy = typeof rebootPolicies[number];

/** A mission. */
export interface MissionPlan {
  readonly name: string;
  /** Goal in words; "" where the steps say it all. */
  readonly goal: string;
  /** Empty: a goal for a model. */
  readonly steps: readonly PlanStep[];
  /** Must hold after the last step, else the mission has failed. */
  readonly success: string | null;
  /** From the moment it was given, ms; null = none. */
  readonly deadlineMs: number | null;
  /** The higher goes first. */
  readonly priority: number;
  readonly afterReboot: RebootPolicy;
}

/** Tries of a step beside the first, where nobody says otherwise. */
export const usualRetries = 2;

/** A plan of bare intents, as missions in words have them. */
export function plainPlan(
  name: string,
  intents: readonly Readonly<Record<string, unknown>>[],
): MissionPlan {
  return partsPlan(name, intents.map((intent) => ({ intent, tree: null })));
}

/** A plan of the parts of a skill. */
export function partsPlan(
  name: string,
  parts: readonly Pick<PlanStep, "intent" | "tree">[],
): MissionPlan {
  return {
    name,
    goal: name,
    steps: parts.map(({ intent, tree }) => ({
      intent,
      tree,
      retries: usualRetries,
      timeoutMs: null,
      optional: false,
      when: null,
      until: null,
    })),
    success: null,
    deadlineMs: null,
    priority: 0,
    afterReboot: "forget",
  };
}

/** A goal in words for a model. */
export function goalPlan(goal: string): MissionPlan {
  return plainPlan(goal, []);
}

/** Whether a value has the parts of a plan: what lies in a store was written by this program. */
export function isMissionPlan(value: unknown): value is MissionPlan {
  return typeof value === "object" && value !== null &&
    Array.isArray(Reflect.get(value, "steps")) &&
    typeof Reflect.get(value, "name") === "string";
}
