/**
 * The timeline of a run: events that are due at a time or when a condition turns true, faults
 * that end after their duration, and the names of what happened at each tick.
 *
 * @module
 */
import { treeQuestion } from "core/kernel/mod.ts";
import type { Heard } from "core/brain/mod.ts";
import {
  compileCondition,
  type ConditionScratch,
  evaluate,
  type Program,
} from "core/condition/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import { faultParameters, type FaultSite, findFault } from "sim/faults/mod.ts";
import { prepareParams } from "./event_params.ts";
import { type After, compileAfter } from "./expectation.ts";
import type { LoadedScenario } from "./load.ts";
import type { ScenarioNames } from "./names.ts";
import { prepareActs, type PreparedAct, reachNames } from "./operator.ts";
import type { ScenarioEvent } from "./schema.ts";

/** A fault that an event begins. */
export interface PreparedFault {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** How long it lasts, ns; Infinity = to the end. */
  readonly forNs: number;
  readonly at: FaultSite;
}

/** A compiled event. */
export interface PreparedEvent {
  readonly name: string | null;
  /** To which robot it happens, by its number among them. */
  readonly robot: number;
  readonly atNs: number;
  readonly when: Program | null;
  /** What `after` waits for, and how much later the event fires. */
  readonly after: After;
  readonly byNs: number;
  readonly repeat: boolean;
  /** Period of a repeated `at`; Infinity = once. */
  readonly everyNs: number;
  readonly times: number;
  readonly untilNs: number;
  /** Ends every fault that is on. */
  readonly heal: boolean;
  readonly fault: PreparedFault | null;
  /** Which operator acts. */
  readonly person: 1 | 2;
  readonly acts: readonly PreparedAct[];
  /** Stays at the console for so long, ms; -1 = not asked for. */
  readonly presentMs: number;
  readonly teleop: NonNullable<ScenarioEvent["operator"]>["teleop"];
  /** Tell and answer are events of the bus, not acts of the kernel. */
  readonly heard: readonly Heard[];
  readonly params: readonly { readonly index: number; readonly value: number }[];
  was: number;
  /** How often it has fired, and when it fires next (Infinity = when its trigger says so). */
  fired: number;
  nextNs: number;
}

/** A fault that is on. */
export interface ActiveFault {
  readonly fault: PreparedFault;
  readonly untilNs: number;
}

function origin(loaded: LoadedScenario, path: readonly (string | number)[]) {
  return loaded.placeOf(path);
}

/** A fault without a place of its own gets the event's. */
function located<T>(
  result: Result<T>,
  loaded: LoadedScenario,
  path: readonly (string | number)[],
): Result<T> {
  if (result.ok || result.fault.place !== undefined) return result;
  return fail({ ...result.fault, place: loaded.placeOf(path) });
}

function prepareFault(
  loaded: LoadedScenario,
  event: ScenarioEvent,
  index: number,
): Result<PreparedFault | null> {
  if (event.fault === undefined) return ok(null);
  const { kind, for: forMs, ...given } = event.fault;
  const row = located(findFault(kind), loaded, ["events", index, "fault", "kind"]);
  if (!row.ok) return row;
  const parameters = faultParameters(kind, given);
  if (!parameters.ok) {
    const { code, path = "kind" } = parameters.fault;
    const at = ["events", index, "fault", path];
    const place = code === "CONFIG_UNKNOWN_KEY" ? loaded.placeOfKey(at) : loaded.placeOf(at);
    return fail({ ...parameters.fault, place });
  }
  return ok({
    kind,
    parameters: parameters.value,
    forNs: forMs === undefined ? Infinity : forMs * 1e6,
    at: row.value.at,
  });
}

/** What an event says to the brain. */
function heardOf(event: ScenarioEvent): Heard[] {
  const heard: Heard[] = [];
  const { tell, answer } = event.operator ?? {};
  if (tell !== undefined) heard.push({ kind: "tell", from: "operator", text: tell });
  if (answer !== undefined && answer.id !== treeQuestion) {
    heard.push({ kind: "answer", from: "operator", text: answer.text, questionId: answer.id });
  }
  return heard;
}

const msToNs = 1e6;

/** The robot to which an event happens: the one that it names, else the first. */
function robotOf(
  loaded: LoadedScenario,
  event: ScenarioEvent,
): { readonly index: number; readonly loaded: LoadedScenario } {
  const other = loaded.others.findIndex(({ robotName }) => robotName === event.robot);
  return { index: other + 1, loaded: loaded.others[other] ?? loaded };
}

function prepareEvent(
  loaded: LoadedScenario,
  event: ScenarioEvent,
  index: number,
  names: ScenarioNames,
): Result<PreparedEvent> {
  const path = ["events", index];
  const robot = robotOf(loaded, event);
  const when = event.when === undefined
    ? ok(null)
    : compileCondition(event.when, names.table, origin(loaded, [...path, "when"]));
  if (!when.ok) return when;
  const after = compileAfter(event.after, names, origin(loaded, [...path, "after"]));
  if (!after.ok) return after;
  const fault = prepareFault(loaded, event, index);
  if (!fault.ok) return fault;
  const acts = event.operator === undefined
    ? ok<PreparedAct[]>([])
    : located(prepareActs(event.operator, reachNames(robot.loaded)), loaded, [
      ...path,
      "operator",
    ]);
  if (!acts.ok) return acts;
  const params = prepareParams(loaded, robot.loaded, event, index);
  if (!params.ok) return params;
  const atNs = event.at === undefined ? Infinity : event.at * msToNs;
  return ok({
    name: event.name ?? null,
    robot: robot.index,
    atNs,
    when: when.value,
    after: after.value,
    byNs: (event.by ?? 0) * msToNs,
    repeat: event.repeat,
    everyNs: event.every === undefined ? Infinity : event.every * msToNs,
    times: event.times ?? Infinity,
    untilNs: event.until === undefined ? Infinity : event.until * msToNs,
    heal: event.heal === true,
    fault: fault.value,
    person: event.operator?.person ?? 1,
    acts: acts.value,
    presentMs: event.operator?.present ?? -1,
    teleop: event.operator?.teleop,
    heard: heardOf(event),
    params: params.value,
    was: 0,
    fired: 0,
    nextNs: atNs,
  });
}

/** A phase is an event that has its name and may heal. */
function phaseEvents(loaded: LoadedScenario): PreparedEvent[] {
  return loaded.scenario.phases.map((phase) => ({
    name: phaseEventName(phase.name),
    robot: 0,
    atNs: phase.at * msToNs,
    when: null,
    after: { program: null, eventSlot: -1 },
    byNs: 0,
    repeat: false,
    everyNs: Infinity,
    times: Infinity,
    untilNs: Infinity,
    heal: phase.heal,
    fault: null,
    person: 1,
    acts: [],
    presentMs: -1,
    teleop: undefined,
    heard: [],
    params: [],
    was: 0,
    fired: 0,
    nextNs: phase.at * msToNs,
  }));
}

/** The event that begins a phase. */
export function phaseEventName(phase: string): string {
  return `phase.${phase}`;
}

/** Names of the events that a scenario itself brings. */
export function ownEventNames(scenario: LoadedScenario["scenario"]): string[] {
  return [
    ...scenario.phases.map((phase) => phaseEventName(phase.name)),
    ...scenario.events.flatMap((event) => event.name ?? []),
  ];
}

/** Compiles the events of a scenario; phases come first, so that healing precedes what begins. */
export function prepareEvents(
  loaded: LoadedScenario,
  names: ScenarioNames,
): Result<PreparedEvent[]> {
  const prepared = phaseEvents(loaded);
  for (const [index, event] of loaded.scenario.events.entries()) {
    const one = prepareEvent(loaded, event, index, names);
    if (!one.ok) return one;
    prepared.push(one.value);
  }
  return ok(prepared);
}

/** True where the event's condition turns true, or what it waits for occurs, at this tick. */
function triggers(event: PreparedEvent, names: ScenarioNames, scratch: ConditionScratch): boolean {
  const { eventSlot, program } = event.after;
  if (eventSlot >= 0) return (names.slots[eventSlot] ?? 0) !== 0;
  const condition = event.when ?? program;
  if (condition === null) return false;
  const is = evaluate(condition, names.slots, scratch);
  const rises = is === 1 && event.was === 0;
  event.was = is;
  return rises;
}

/**
 * True where an event fires at this tick. `when` and `after` look at the slots of the tick
 * before, and so not at the first tick: the slots hold nothing yet.
 */
export function fires(
  event: PreparedEvent,
  names: ScenarioNames,
  scratch: ConditionScratch,
  nowNs: number,
): boolean {
  const { everyNs, times, untilNs, repeat, atNs } = event;
  if (atNs === Infinity && nowNs > 0 && triggers(event, names, scratch)) {
    // What waits already keeps its time: the first occurrence counts.
    const waits = event.nextNs < Infinity;
    if (!waits && (event.fired === 0 || repeat)) event.nextNs = nowNs + event.byNs;
  }
  if (nowNs < event.nextNs) return false;
  event.fired += 1;
  const nextNs = event.nextNs + everyNs;
  const again = atNs < Infinity && event.fired < times && nextNs <= untilNs;
  event.nextNs = again ? nextNs : Infinity;
  return true;
}
