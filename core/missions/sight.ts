/**
 * What conditions of a mission can see: the robot as it believes itself to be, never a
 * simulation's truth; `robot` and `odom` are the same here.
 *
 * @module
 */
import {
  compileCondition,
  type ConditionOrigin,
  createScratch,
  evaluate,
  type NameTable,
  type Program,
} from "core/condition/mod.ts";
import type { Result } from "core/fault.ts";
import { failsafeActions, modes, numberOf } from "core/messages/mod.ts";

/** The robot now. m, rad, m/s, s. */
export interface MissionSight {
  /** Since the mission began. */
  readonly t: number;
  /** Since the present try of the step began. */
  readonly stepS: number;
  readonly x: number;
  readonly y: number;
  readonly yawRad: number;
  readonly linearMps: number;
  readonly angularRadps: number;
  /** Null where there is no gauge. */
  readonly batteryPercent: number | null;
  readonly mode: string;
  readonly failsafe: string;
  /** Relays and signals that are on. */
  readonly on: readonly string[];
}

const poseNames = ["x", "y", "yawRad", "linearMps", "angularRadps"] as const;
/** Slots before those of the relays: t, stepS, pose, battery, mode, failsafe. */
const firstRelay = 10;

/** Names for conditions on a robot with these relays and signals. */
export function missionNames(relays: readonly string[]): NameTable {
  const table: Record<string, NameTable[string]> = {
    "t": { slot: 0, type: "double" },
    "stepS": { slot: 1, type: "double" },
    "battery.percent": { slot: 7, type: "double" },
    "mode": { slot: 8, type: { enum: modes } },
    "failsafe.action": { slot: 9, type: { enum: failsafeActions } },
  };
  for (const [index, name] of poseNames.entries()) {
    for (const owner of ["robot", "odom"]) {
      table[`${owner}.${name}`] = { slot: 2 + index, type: "double" };
    }
  }
  for (const [index, relay] of relays.entries()) {
    table[`signal.${relay}`] = { slot: firstRelay + index, type: "bool" };
  }
  return table;
}

/** Compiles a condition of a mission. */
export function compileMissionCondition(
  text: string,
  relays: readonly string[],
  origin: ConditionOrigin = { file: "mission", line: 1, column: 1, excerpt: text },
): Result<Program> {
  return compileCondition(text, missionNames(relays), origin);
}

/** Evaluates conditions of one mission; NaN and unknown values make them false. */
export interface MissionEye {
  holds(program: Program, sight: MissionSight): boolean;
}

/** Slots of the names above. */
export function sightSlots(relays: readonly string[]): number {
  return firstRelay + relays.length;
}

/** Writes what is seen into the slots of the names above. */
export function writeSight(
  slots: Float64Array,
  sight: MissionSight,
  relays: readonly string[],
): void {
  slots[0] = sight.t;
  slots[1] = sight.stepS;
  for (const [index, name] of poseNames.entries()) slots[2 + index] = sight[name];
  slots[7] = sight.batteryPercent ?? NaN;
  slots[8] = modes.findIndex((mode) => mode === sight.mode);
  slots[9] = numberOf(failsafeActions, sight.failsafe);
  for (const [index, relay] of relays.entries()) {
    slots[firstRelay + index] = sight.on.includes(relay) ? 1 : 0;
  }
}

/** Makes the eye of a mission. */
export function createMissionEye(relays: readonly string[]): MissionEye {
  const slots = new Float64Array(sightSlots(relays));
  const scratch = createScratch();
  return {
    holds: (program, sight) => {
      writeSight(slots, sight, relays);
      return evaluate(program, slots, scratch) === 1;
    },
  };
}
