/**
 * The names that conditions of a scenario may use (INTERFACES.md section 6) and the slots behind
 * them, filled once a tick.
 *
 * @module
 */
import type { NameEntry, NameTable } from "core/condition/mod.ts";
import { at } from "core/fault.ts";
import { causeNames } from "core/kernel/mod.ts";
import { eventPrefix } from "core/condition/mod.ts";
import { failsafeActions, modes, operatorActs, stopCategories } from "core/messages/mod.ts";
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
  "failsafe.stop": { enum: stopCategories },
  "robot.powered": "bool",
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

/** Texts by number, for `mission.reason`. */
export interface ScenarioTexts {
  /** The number of a text. */
  intern(text: string): number;
  /** The text of a number from `intern`; "" where there is none. */
  textOf(number: number): string;
}

/** Names, slots and events of one scenario. */
export interface ScenarioNames extends ScenarioTexts {
  readonly table: NameTable;
  readonly slots: Float64Array;
  /** Slot of each event. */
  readonly events: ReadonlyMap<string, number>;
  /** Those of them that are not another robot's. */
  readonly own: ReadonlyMap<string, number>;
  /** Slot of each fixed name, and `mission.reason`, `signal.NAME`. */
  slotOf(name: string): number;
}

function entryOf(table: NameTable, name: string): NameEntry {
  const entry = table[name];
  if (entry === undefined) throw new Error(`Invariant broken: no slot for "${name}"`);
  return entry;
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
    "peer.heard",
  ];
}

/** One of several robots, as the conditions of a scenario speak of it. */
export interface RobotNames {
  readonly name: string;
  readonly names: ScenarioNames;
}

/** Prefix of the names and events of one of several robots. */
export function robotPrefix(robot: string): string {
  return `robots.${robot}.`;
}

function createTexts(): ScenarioTexts {
  const texts = new Map<string, number>([["", 0]]);
  const byNumber = [""];
  return {
    intern: (text) => {
      const known = texts.get(text);
      if (known !== undefined) return known;
      texts.set(text, texts.size);
      byNumber.push(text);
      return texts.size - 1;
    },
    textOf: (number) => byNumber[number] ?? "",
  };
}

/**
 * Makes the table of a scenario with its relays, signals and own event names. `texts`: those of a
 * table that this one's texts are to be compared with.
 */
export function createScenarioNames(
  relays: readonly string[],
  ownEvents: readonly string[],
  texts: ScenarioTexts = createTexts(),
): ScenarioNames {
  const { intern, textOf } = texts;
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
  const slotOf = (name: string): number => entryOf(table, name).slot;
  return { table, slots: new Float64Array(next), events, own: events, slotOf, intern, textOf };
}

/**
 * A table with the names of each robot under its prefix, over the first robot's without one. Each
 * robot's slots lie in one piece from its base, in the order of its own table; the first robot's
 * base is 0.
 */
export function joinNames(
  robots: readonly RobotNames[],
): { readonly names: ScenarioNames; readonly bases: readonly number[] } {
  const first = at(robots, 0).names;
  const table: Record<string, NameEntry> = { ...first.table };
  const events = new Map(first.events);
  const bases: number[] = [];
  let next = 0;
  for (const { name, names } of robots) {
    const base = next;
    const prefix = robotPrefix(name);
    for (const [key, { slot, type }] of Object.entries(names.table)) {
      const isEvent = key.startsWith(eventPrefix);
      const own = isEvent
        ? `${eventPrefix}${prefix}${key.slice(eventPrefix.length)}`
        : `${prefix}${key}`;
      table[own] = { slot: base + slot, type };
    }
    for (const [event, slot] of names.events) events.set(prefix + event, base + slot);
    bases.push(base);
    next += names.slots.length;
  }
  const slotOf = (name: string): number => entryOf(table, name).slot;
  return { names: { ...first, table, slots: new Float64Array(next), events, slotOf }, bases };
}
