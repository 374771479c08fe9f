/**
 * The timeline of a run: events that are due at a time or when a condition turns true, faults
 * that end after their duration, and the names of what happened at each tick.
 *
 * @module
 */
import type { Heard } from "core/brain/mod.ts";
import {
  compileCondition,
  type ConditionScratch,
  evaluate,
  type Program,
} from "core/condition/mod.ts";
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { tunableNames, tunablePaths } from "core/kernel/mod.ts";
import { didYouMean } from "core/nearest.ts";
import { faultParameters, findFault } from "sim/faults.ts";
import type { LoadedScenario } from "./load.ts";
import type { ScenarioNames } from "./names.ts";
import { prepareActs, type PreparedAct } from "./operator.ts";
import type { ScenarioEvent } from "./schema.ts";

/** A fault that an event begins. */
export interface PreparedFault {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** How long it lasts, ns; Infinity = to the end. */
  readonly forNs: number;
  readonly at: "device" | "mind";
}

/** A compiled event. */
export interface PreparedEvent {
  readonly name: string | null;
  readonly atNs: number;
  readonly when: Program | null;
  readonly repeat: boolean;
  readonly fault: PreparedFault | null;
  readonly acts: readonly PreparedAct[];
  readonly teleop: NonNullable<ScenarioEvent["operator"]>["teleop"];
  /** Tell and answer are events of the bus, not acts of the kernel. */
  readonly heard: readonly Heard[];
  readonly params: readonly { readonly index: number; readonly value: number }[];
  was: number;
  fired: boolean;
}

/** A fault that is on. */
export interface ActiveFault {
  readonly fault: PreparedFault;
  readonly untilNs: number;
}

function origin(loaded: LoadedScenario, path: readonly (string | number)[]) {
  const place = loaded.placeOf(path);
  return { file: place.file, line: place.line, column: place.column, excerpt: place.excerpt };
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
  const key = Object.keys(given)[0] ?? "kind";
  const parameters = located(faultParameters(kind, given), loaded, ["events", index, "fault", key]);
  if (!parameters.ok) return parameters;
  return ok({
    kind,
    parameters: parameters.value,
    forNs: forMs === undefined ? Infinity : forMs * 1e6,
    at: row.value.at,
  });
}

/** A live limit obeys the machine's envelope, as the config does. */
function tunedFault(loaded: LoadedScenario, path: string, value: number): Fault | null {
  const limits: Readonly<Record<string, unknown>> = { ...loaded.config.robot.limits };
  const most = path.startsWith("kernel.limits.")
    ? limits[path.slice("kernel.limits.".length)]
    : null;
  const message = `Cannot set ${path} to ${value} while running`;
  if (value < 0) {
    return { code: "CONFIG_RANGE", message: `${message}: it is below 0`, help: "write 0 or more" };
  }
  if (typeof most !== "number" || value <= most) return null;
  return {
    code: "CONFIG_LIMIT_ABOVE_ROBOT",
    message: `${message}: the machine's limit is ${most}`,
    help: `at most ${most}`,
  };
}

function prepareParams(
  loaded: LoadedScenario,
  event: ScenarioEvent,
  index: number,
): Result<PreparedEvent["params"]> {
  const params: { index: number; value: number }[] = [];
  const known = tunableNames.map((name) => tunablePaths[name]);
  for (const [path, value] of Object.entries(event.set ?? {})) {
    const at = (known as readonly string[]).indexOf(path);
    if (at < 0) {
      return fail({
        code: "CONFIG_UNKNOWN_KEY",
        message: `Cannot change "${path}" while running: it is not tunable`,
        help: didYouMean(path, known),
        place: loaded.placeOf(["events", index, "set", path]),
      });
    }
    const fault = tunedFault(loaded, path, value);
    if (fault !== null) {
      return fail({ ...fault, place: loaded.placeOf(["events", index, "set", path]) });
    }
    params.push({ index: at, value });
  }
  return ok(params);
}

/** What an event says to the brain. */
function heardOf(event: ScenarioEvent): Heard[] {
  const heard: Heard[] = [];
  const { tell, answer } = event.operator ?? {};
  if (tell !== undefined) heard.push({ kind: "tell", from: "operator", text: tell });
  if (answer !== undefined) {
    heard.push({ kind: "answer", from: "operator", text: answer.text, questionId: answer.id });
  }
  return heard;
}

/** Compiles the events of a scenario. */
export function prepareEvents(
  loaded: LoadedScenario,
  names: ScenarioNames,
): Result<PreparedEvent[]> {
  const prepared: PreparedEvent[] = [];
  for (const [index, event] of loaded.scenario.events.entries()) {
    let when: Program | null = null;
    if (event.when !== undefined) {
      const compiled = compileCondition(
        event.when,
        names.table,
        origin(loaded, ["events", index, "when"]),
      );
      if (!compiled.ok) return compiled;
      when = compiled.value;
    }
    const fault = prepareFault(loaded, event, index);
    if (!fault.ok) return fault;
    const acts = event.operator === undefined
      ? ok<PreparedAct[]>([])
      : located(prepareActs(event.operator), loaded, ["events", index, "operator"]);
    if (!acts.ok) return acts;
    const params = prepareParams(loaded, event, index);
    if (!params.ok) return params;
    prepared.push({
      name: event.name ?? null,
      atNs: event.at === undefined ? Infinity : event.at * 1e6,
      when,
      repeat: event.repeat,
      fault: fault.value,
      acts: acts.value,
      teleop: event.operator?.teleop,
      heard: heardOf(event),
      params: params.value,
      was: 0,
      fired: false,
    });
  }
  return ok(prepared);
}

/**
 * True where an event fires at this tick. `when` looks at the slots of the tick before, and so
 * not at the first tick: the slots hold nothing yet.
 */
export function fires(
  event: PreparedEvent,
  names: ScenarioNames,
  scratch: ConditionScratch,
  nowNs: number,
): boolean {
  if (event.when === null) {
    if (event.fired || nowNs < event.atNs) return false;
    event.fired = true;
    return true;
  }
  if (nowNs <= 0) return false;
  const is = evaluate(event.when, names.slots, scratch);
  const rises = is === 1 && event.was === 0;
  event.was = is;
  if (!rises || (event.fired && !event.repeat)) return false;
  event.fired = true;
  return true;
}
