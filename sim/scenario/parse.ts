/** From a scenario's text to its robots: composed, drawn, checked, nothing left open. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { validate, type YamlDocument } from "core/config/mod.ts";
import { expandChaos } from "./chaos.ts";
import { checkWhole, secretFault } from "./check.ts";
import { composeScenario } from "./compose.ts";
import type { ScenarioOptions } from "./load.ts";
import { type Member, membersOf } from "./members.ts";
import { fleetSchema, scenarioSchema } from "./schema.ts";
import { type Varied, varyScenario } from "./vary.ts";

/** A scenario with nothing open. */
export interface Parsed {
  /** The robots; the first has the events and expectations. */
  readonly members: readonly Member[];
  readonly concrete: Readonly<Record<string, unknown>>;
  readonly varied: Varied;
}

/** The seed that the file names, before anything of it is checked. */
function ownSeed(data: unknown): number {
  const seed = isRecord(data) ? data["seed"] : undefined;
  return typeof seed === "number" ? seed >>> 0 : 1;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Composes, draws, checks: what is left is a scenario with nothing open. */
export function parseScenario(file: string, options: ScenarioOptions): Result<Parsed> {
  const document = composeScenario(file, options.readFile);
  if (!document.ok) return document;
  if (Array.isArray(document.value.data)) {
    return fail({
      code: "CONFIG_TYPE",
      message: "Cannot read a list as a scenario: a mapping of keys and values is wanted",
      place: document.value.placeOf([]),
      help: "begin the file with mechos: scenario/1",
    });
  }
  const secret = secretFault(document.value);
  if (secret !== null) return fail(secret);
  const seed = options.seed ?? ownSeed(document.value.data);
  const varied = varyScenario(document.value, seed, options.values ?? {});
  if (!varied.ok) return varied;
  const { data } = varied.value;
  const concrete = isRecord(data) ? data : {};
  // A text here is most likely a misspelt `robot:`, and told as such.
  if (typeof concrete["robots"] === "object") {
    return parseFleet(document.value, concrete, varied.value);
  }
  return parseAlone(document.value, concrete, varied.value, seed);
}

/** Several robots in one scenario. */
function parseFleet(
  document: YamlDocument,
  concrete: Parsed["concrete"],
  varied: Varied,
): Result<Parsed> {
  const checked = validate(fleetSchema, concrete, document);
  if (!checked.ok) return checked;
  const members = membersOf(checked.value, document);
  if (!members.ok) return members;
  const [first] = members.value;
  const fault = first === undefined ? null : checkWhole(first.scenario, document);
  if (fault !== null) return fail(fault);
  return ok({ members: members.value, concrete, varied });
}

function parseAlone(
  document: YamlDocument,
  data: Parsed["concrete"],
  varied: Varied,
  seed: number,
): Result<Parsed> {
  const checked = validate(scenarioSchema, data, document);
  if (!checked.ok) return checked;
  let concrete = data;
  let scenario = checked.value;
  const { chaos } = scenario;
  if (chaos !== undefined) {
    const expanded = expandChaos(concrete, chaos, document, seed, scenario.duration);
    if (!expanded.ok) return expanded;
    const again = validate(scenarioSchema, expanded.value, document);
    if (!again.ok) return again;
    concrete = expanded.value;
    scenario = { ...again.value, chaos };
  }
  const fault = checkWhole(scenario, document);
  if (fault !== null) return fail(fault);
  return ok({ members: [{ name: null, scenario, document }], concrete, varied });
}
