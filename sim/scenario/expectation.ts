/**
 * Expectations of a scenario file (INTERFACES.md section 6): checked and compiled into the plans
 * that monitors watch. What cannot be judged is refused here, so that nothing passes by mistake.
 *
 * @module
 */
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import {
  compileCondition,
  type ConditionOrigin,
  eventPrefix,
  type Program,
} from "core/condition/mod.ts";
import {
  createMonitor,
  type ExpectationKind,
  expectationKinds,
  type ExpectationMonitor,
} from "./expectation_monitor.ts";
import type { ScenarioNames } from "./names.ts";
import type { ScenarioExpectation } from "./schema.ts";

/** Where a field's text stands; "" is the expectation itself. */
export type ExpectationOrigin = (key: string) => ConditionOrigin;

function refuse(
  origin: ConditionOrigin,
  message: string,
  help: string,
  code: Fault["code"] = "SIM_SCENARIO",
) {
  const { file, line, column, excerpt } = origin;
  return fail({ code, message, place: { file, line, column, excerpt: excerpt ?? null }, help });
}

function kindOf(spec: ScenarioExpectation): ExpectationKind | null {
  const given = expectationKinds.filter((kind) => spec[kind] !== undefined);
  return given.length === 1 ? given[0] ?? null : null;
}

const durations = ["within", "from", "until", "for"] as const;

function describe(spec: ScenarioExpectation, kind: ExpectationKind): string {
  const after = spec.after === undefined ? "" : `after ${spec.after}: `;
  const times = durations.map((key) => {
    const ms = spec[key];
    return ms === undefined ? "" : ` ${key} ${ms / 1000} s`;
  });
  return `${after}${kind} ${spec[kind] ?? ""}${times.join("")}`;
}

/** Combinations that would never be judged, or not as their author means. */
function checkFields(
  spec: ScenarioExpectation,
  kind: ExpectationKind,
  origin: ExpectationOrigin,
): Fault | null {
  if (kind === "atEnd") {
    const key = [...durations, "after" as const].find((name) => spec[name] !== undefined);
    if (key === undefined) return null;
    const message = `Cannot judge atEnd with ${key}: it looks at the last tick only`;
    return refuse(origin(key), message, "use eventually or always").fault;
  }
  const fromMs = spec.from ?? 0;
  const untilMs = spec.until ?? Infinity;
  if (fromMs > untilMs) {
    const message = `Cannot judge from ${fromMs / 1000} s until ${untilMs / 1000} s: it is over`;
    return refuse(origin("until"), message, "let from be before until").fault;
  }
  if (spec.after === undefined && fromMs > (spec.within ?? Infinity)) {
    const message = `Cannot judge from ${fromMs / 1000} s: within counts from 0 s and is over then`;
    return refuse(origin("within"), message, "let within be later than from").fault;
  }
  if (spec.vacuous !== undefined && spec.after === undefined) {
    const message = "Cannot be vacuous: there is no after that may not occur";
    return refuse(origin("vacuous"), message, "remove vacuous").fault;
  }
  return null;
}

/** What `after` waits for: a condition that turns true, or an event's slot (-1 = none). */
export interface After {
  readonly program: Program | null;
  readonly eventSlot: number;
}

/** `after` is a known event, or else a condition; a single unknown word is most likely an event. */
export function compileAfter(
  text: string | undefined,
  names: ScenarioNames,
  origin: ConditionOrigin,
): Result<After> {
  if (text === undefined) return ok({ program: null, eventSlot: -1 });
  const slot = names.events.get(text);
  if (slot !== undefined) return ok({ program: null, eventSlot: slot });
  if (/^[\w.-]+$/.test(text) && !Object.hasOwn(names.table, text)) {
    const conditions = Object.keys(names.table).filter((name) => !name.startsWith(eventPrefix));
    const help = didYouMean(text, [...names.events.keys(), ...conditions]);
    return refuse(origin, `Unknown event "${text}"`, help, "CONFIG_CONDITION_NAME");
  }
  const compiled = compileCondition(text, names.table, origin);
  return compiled.ok ? ok({ program: compiled.value, eventSlot: -1 }) : compiled;
}

const msToNs = 1e6;

/** Compiles one expectation into its monitor. `origin(key)` gives the place of a field's text. */
export function compileExpectation(
  spec: ScenarioExpectation,
  names: ScenarioNames,
  origin: ExpectationOrigin,
): Result<ExpectationMonitor> {
  const kind = kindOf(spec);
  if (kind === null) {
    const message =
      "Cannot judge this expectation: it needs exactly one of always, never, eventually, atEnd";
    return refuse(origin(""), message, 'for example { never: "collision" }');
  }
  const fault = checkFields(spec, kind, origin);
  if (fault !== null) return fail(fault);
  const program = compileCondition(spec[kind] ?? "", names.table, origin(kind));
  if (!program.ok) return program;
  const after = compileAfter(spec.after, names, origin("after"));
  if (!after.ok) return after;
  return ok(createMonitor({
    name: spec.name ?? describe(spec, kind),
    kind,
    program: program.value,
    after: after.value.program,
    afterEventSlot: after.value.eventSlot,
    afterText: spec.after ?? "",
    withinNs: (spec.within ?? Infinity) * msToNs,
    fromNs: (spec.from ?? 0) * msToNs,
    untilNs: (spec.until ?? Infinity) * msToNs,
    forNs: (spec.for ?? 0) * msToNs,
    vacuousOk: spec.vacuous === "ok",
  }));
}
