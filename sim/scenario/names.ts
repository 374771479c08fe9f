/**
 * The names that conditions of a scenario may use (INTERFACES.md section 6) and the slots behind
 * them, filled once a tick.
 *
 * @module
 */
import type { NameEntry, NameTable } from "core/condition/mod.ts";
import { causeNames } from "core/kernel/mod.ts";
import { eventPrefix } from "core/condition/mod.ts";
import { failsafeActions, modes, operatorActs } from "core/messages/mod.ts";
import { brainStates, missionStates } from "core/brain/mod.ts";
import { faultNames } from "sim/faults/mod.ts";

/** Slots of the fixed names, in this order. */
const fixed: Readonly<Record<string, NameEntry["type"]>> = {
  "t": "double",
  "robot.x": "double",
  "robot.y": "double",
  "robot.yawRad": "double",
  "robot.linearMps": "double",
  "robot.angularRadps": "double",
  "odom.x": "double",
  "odom.y": "double",
  "odom.yawRad": "double",
  "odom.linearMps": "double",
  "odom.angularRadps": "double",
  "cmd.linearMps": "double",
  "cmd.angularRadps": "double",
  "clearanceM": "double",
  "collision": "bool",
  "contact": "bool",
  "battery.percent": "double",
  "mode": { enum: modes },
  "failsafe.action": { enum: failsafeActions },
  "estop": "bool",
  "mission.state": { enum: missionStates },
  "brain.state": { enum: brainStates },
  "budget.tokens": "double",
  "budget.usd": "double",
  "counters.intents": "double",
  "counters.accepted": "double",
  "counters.clamped": "double",
  "counters.refused": "double",
  "counters.faults": "double",
  "failsafe.cause": { enum: causeNames },
  "docked": "bool",
  "robot.lateralMps": "double",
  "odom.lateralMps": "double",
  "cmd.lateralMps": "double",
  "robot.steerRad": "double",
  "robot.tiltRad": "double",
  "robot.dropM": "double",
  "fell": "bool",
};

/** Operator acts as scenarios name them. */
export const scenarioActs = [
  ...operatorActs.filter((act) =>
    act !== "none" && act !== "answerTree" && !act.startsWith("mission")
  ),
  "teleop",
  "tell",
  "answer",
  "mission",
  "mission.pause",
  "mission.resume",
  "mission.cancel",
] as const;

/** Names, slots and events of one scenario. */
export interface ScenarioNames {
  readonly table: NameTable;
  readonly slots: Float64Array;
  /** Slot of each event. */
  readonly events: ReadonlyMap<string, number>;
  /** Slot of each fixed name, and `mission.reason`, `signal.NAME`. */
  slotOf(name: string): number;
  /** The number of a text for `mission.reason`. */
  intern(text: string): number;
  /** The text of a number from `intern`; "" where there is none. */
  textOf(number: number): string;
}

/** Signals that conditions may always name: false on a robot that has none. */
const usualSignals = ["horn", "light"] as const;

/** Event names that every scenario knows. */
export function reservedEvents(): string[] {
  return [
    ...faultNames.flatMap((kind) => [`fault.${kind}`, `fault.${kind}.cleared`]),
    ...scenarioActs.map((act) => `operator.${act}`),
    ...failsafeActions.map((action) => `failsafe.${action}`),
    "intent.refused",
    "keepout.entered",
  ];
}

/** Makes the table of a scenario with its relays, signals and own event names. */
export function createScenarioNames(
  relays: readonly string[],
  ownEvents: readonly string[],
): ScenarioNames {
  const texts = new Map<string, number>([["", 0]]);
  const byNumber = [""];
  const intern = (text: string): number => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, texts.size);
    byNumber.push(text);
    return texts.size - 1;
  };
  const table: Record<string, NameEntry> = {};
  let next = 0;
  const add = (name: string, type: NameEntry["type"]): number => {
    table[name] = { slot: next, type };
    next += 1;
    return next - 1;
  };
  for (const [name, type] of Object.entries(fixed)) add(name, type);
  add("mission.reason", { text: intern });
  for (const signal of new Set([...relays, ...usualSignals])) add(`signal.${signal}`, "bool");
  const events = new Map<string, number>();
  for (const name of new Set([...reservedEvents(), ...ownEvents])) {
    events.set(name, add(eventPrefix + name, "bool"));
  }
  const textOf = (number: number): string => byNumber[number] ?? "";
  const slotOf = (name: string): number => {
    const entry = table[name];
    if (entry === undefined) throw new Error(`Invariant broken: no slot for "${name}"`);
    return entry.slot;
  };
  return { table, slots: new Float64Array(next), events, slotOf, intern, textOf };
}
