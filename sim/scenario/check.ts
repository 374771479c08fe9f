/** What makes a scenario senseless though each of its fields is fine. @module */
import type { Fault } from "core/fault.ts";
import type { DataPath, YamlDocument } from "core/config/mod.ts";
import { intentActions } from "core/messages/mod.ts";
import { didYouMean } from "core/nearest.ts";
import type { Scenario, ScenarioEvent } from "./schema.ts";

function conflict(document: YamlDocument, path: readonly string[], message: string): Fault {
  return {
    code: "SIM_SCENARIO",
    message,
    place: document.placeOfKey(path),
    help: "keep one of the two",
  };
}

function doesSomething(effect: object | undefined): boolean {
  return effect !== undefined && Object.keys(effect).length > 0;
}

/** An event has one trigger, does something or at least has a name, and repeats only where it can. */
function checkEvent(event: ScenarioEvent, path: DataPath, document: YamlDocument): Fault | null {
  const { at, when, after } = event;
  const triggers = [at, when, after].filter((trigger) => trigger !== undefined).length;
  const effects = [event.fault, event.operator, event.set].filter(doesSomething).length;
  const does = effects >= 1 || event.heal === true || event.name !== undefined;
  const empty = [event.fault, event.operator, event.set].some((effect) =>
    effect !== undefined && !doesSomething(effect)
  );
  const message = triggers !== 1
    ? "Event needs exactly one of at, when and after"
    : !does || empty
    ? "Event does nothing: it needs fault, operator, set, heal or a name"
    : event.by !== undefined && after === undefined
    ? "Event has by without after"
    : (event.every ?? event.times ?? event.until) !== undefined &&
        (at === undefined || event.every === undefined)
    ? "Event repeats without at and every"
    : event.every === 0
    ? "Event repeats without end at one moment"
    : null;
  if (message === null) return null;
  return {
    code: "SIM_SCENARIO",
    message,
    place: document.placeOf(path),
    help: "for example { at: 10s, fault: { kind: lidar.freeze, for: 3s } }",
  };
}

/** A robot has a mission or a script, not both. */
export function missionConflict(scenario: Scenario, document: YamlDocument): Fault | null {
  if (scenario.mission === undefined || scenario.brain?.script === undefined) return null;
  return conflict(document, ["mission"], "Cannot run a mission and a script: both are given");
}

/** The first thing that the schema cannot say: conflicts, empty events, nothing expected. */
export function checkWhole(scenario: Scenario, document: YamlDocument): Fault | null {
  const both = missionConflict(scenario, document);
  if (both !== null) return both;
  for (const [index, event] of scenario.events.entries()) {
    const fault = checkEvent(event, ["events", index], document);
    if (fault !== null) return fault;
  }
  if (scenario.expect.length === 0 && !scenario.invariantsOnly) {
    return {
      code: "SIM_NO_EXPECTATION",
      message: `Scenario "${scenario.name}" expects nothing`,
      place: document.placeOf(["name"]),
      help: "add expect:, or invariantsOnly: true",
    };
  }
  return null;
}

/** The first text that asks for a secret: scenarios come from anyone, so none is ever filled in. */
export function secretFault(
  document: YamlDocument,
  node: unknown = document.data,
  path: DataPath = [],
): Fault | null {
  if (typeof node === "string") {
    if (!/\$\{(env|file):/.test(node)) return null;
    return {
      code: "CONFIG_SECRET",
      message: `Cannot use a secret for "${path.join(".")}": scenarios take none`,
      path: path.join("."),
      place: document.placeOf(path),
      help: "put it into the robot's config, in a field marked secret",
    };
  }
  if (typeof node !== "object" || node === null) return null;
  for (const [key, value] of Object.entries(node)) {
    const below = [...path, Array.isArray(node) ? Number(key) : key];
    const fault = secretFault(document, value, below);
    if (fault !== null) return fault;
  }
  return null;
}

/**
 * Warnings for actions and places of a script that do not exist. They are no faults: a script may
 * stand for a brain that errs, and the gate refuses what it asks.
 */
export function unknownScriptNames(
  scenario: Scenario,
  places: readonly string[],
  document: YamlDocument,
): string[] {
  const warnings: string[] = [];
  const warn = (index: number, key: string, name: string, known: readonly string[]): void => {
    const { file, line } = document.placeOf(["brain", "script", index, "intent", key]);
    const near = didYouMean(name, known);
    warnings.push(`${file}:${line}: ${key} "${name}" does not exist, the gate refuses it: ${near}`);
  };
  for (const [index, { intent }] of (scenario.brain?.script ?? []).entries()) {
    const { action, place } = intent;
    const actions: readonly string[] = intentActions.slice(1);
    if (!actions.includes(action)) warn(index, "action", action, actions);
    if (typeof place === "string" && !places.includes(place)) warn(index, "place", place, places);
  }
  return warnings;
}

/** Warnings for events that lie after the end of the run: they never happen. */
export function lateEvents(scenario: Scenario, document: YamlDocument): string[] {
  const warnings: string[] = [];
  for (const [index, event] of scenario.events.entries()) {
    if (event.at === undefined || event.at <= scenario.duration) continue;
    const { file, line } = document.placeOf(["events", index]);
    warnings.push(
      `${file}:${line}: the event at ${event.at / 1000} s is after the end at ${
        scenario.duration / 1000
      } s: it never happens`,
    );
  }
  return warnings;
}
