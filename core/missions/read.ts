/**
 * Reading missions: YAML files, YAML within a scenario, or simple words. Every step is read the
 * way the gate's lane will read it, and every condition is compiled, so that a mission that was
 * taken can fail only by what happens.
 *
 * @module
 */
import {
  type DataPath,
  parseYamlDocument,
  type Places,
  validate,
  type YamlDocument,
} from "core/config/mod.ts";
import { fail, type Fault, ok, type Result, type SourcePlace } from "core/fault.ts";
import {
  anglesInRadians,
  intentActions,
  type IntentNames,
  readIntent,
  reasonText,
} from "core/messages/mod.ts";
import { didYouMean } from "core/nearest.ts";
import { parseMissionText } from "./mission_text.ts";
import { goalPlan, type MissionPlan, plainPlan, type PlanStep, usualRetries } from "./plan.ts";
import { maxMissionSteps, missionSchema, stepKeys, type WrittenMission } from "./schema.ts";
import { compileMissionCondition } from "./sight.ts";
import { expandSkill, type SkillPart, type Skills } from "./skill.ts";

/** What a mission may name on this robot. */
export interface MissionFacts {
  readonly names: IntentNames;
  readonly skills: Skills;
}

type WrittenStep = WrittenMission["steps"][number];
type StepLaw = Partial<
  Pick<Exclude<WrittenStep, string>, "retries" | "timeout" | "optional" | "when" | "until">
>;
type Where = (path: DataPath) => SourcePlace | undefined;

interface Reader {
  readonly facts: MissionFacts;
  readonly where: Where;
  readonly name: string;
}

const noId = { id0: 0, id1: 0, id2: 0, id3: 0 };

function placed(r: Reader, path: DataPath, fault: Fault): Result<never> {
  const place = r.where(path);
  return fail(place === undefined ? fault : { ...fault, place });
}

/** Refuses what the lane of the gate would refuse whatever the robot does. */
function checkIntent(
  r: Reader,
  intent: Readonly<Record<string, unknown>>,
  path: DataPath,
): Result<void> {
  const stamp = { source: 0, agent: 0, nowNs: 0, id: noId };
  const { record, action, field } = readIntent(intent, stamp, r.facts.names);
  if (record.defect === 0) return ok(undefined);
  const known = [...intentActions.filter((one) => one !== "none"), ...Object.keys(r.facts.skills)];
  const given = field === "" ? undefined : intent[field];
  const names = action === "trigger_relay" ? r.facts.names.relays : r.facts.names.places;
  const help = action === "none"
    ? didYouMean(String(intent["action"]), known)
    : field === "place" || field === "relayId"
    ? didYouMean(String(given), names)
    : `see the fields of "${action}"`;
  return placed(r, path, {
    code: "MISSION_STEP",
    message: `Cannot use a step of mission "${r.name}": ${
      reasonText(record.defect, record.x, record.x)
    }${field === "" ? "" : ` ("${field}")`}`,
    value: JSON.stringify(intent).slice(0, 200),
    help,
  });
}

function checkCondition(r: Reader, text: string | undefined, path: DataPath): Result<void> {
  if (text === undefined) return ok(undefined);
  const found = r.where(path);
  const origin = found ?? { file: "mission", line: 1, column: 1, excerpt: text };
  const compiled = compileMissionCondition(text, r.facts.names.relays, origin);
  return compiled.ok ? ok(undefined) : compiled;
}

/** The parts of a step: its own intent, those of a skill, or those of a phrase. */
function intentsOf(
  r: Reader,
  step: WrittenStep,
  path: DataPath,
): Result<readonly SkillPart[]> {
  const plain = (intent: SkillPart["intent"]): SkillPart => ({ intent, tree: null });
  if (typeof step === "string") {
    const read = parseMissionText(step, r.facts.names.places);
    return read.ok ? ok(read.value.map(plain)) : placed(r, path, read.fault);
  }
  const fields = Object.fromEntries(Object.entries(step).filter(([key]) => !stepKeys.has(key)));
  const skill = Object.hasOwn(r.facts.skills, step.action)
    ? r.facts.skills[step.action]
    : undefined;
  if (skill === undefined) return ok([plain(anglesInRadians(fields))]);
  const { action, ...given } = fields;
  const expanded = expandSkill(String(action), skill, given, r.facts.names);
  return expanded.ok ? expanded : placed(r, path, { ...expanded.fault, code: "MISSION_STEP" });
}

/** One written step as the steps that are carried out; only the last of a skill has its `until`. */
function readStep(r: Reader, step: WrittenStep, path: DataPath): Result<readonly PlanStep[]> {
  const intents = intentsOf(r, step, path);
  if (!intents.ok) return intents;
  for (const { intent, tree } of intents.value) {
    // The leaves of a tree were read when it was compiled.
    if (tree !== null) continue;
    const checked = checkIntent(r, intent, path);
    if (!checked.ok) return checked;
  }
  const law: StepLaw = typeof step === "string" ? {} : step;
  for (const key of ["when", "until"] as const) {
    const checked = checkCondition(r, law[key], [...path, key]);
    if (!checked.ok) return checked;
  }
  const last = intents.value.length - 1;
  return ok(intents.value.map(({ intent, tree }, index): PlanStep => ({
    intent,
    tree,
    retries: law.retries ?? usualRetries,
    timeoutMs: law.timeout ?? null,
    optional: law.optional ?? false,
    when: law.when ?? null,
    until: index === last ? law.until ?? null : null,
  })));
}

function readSteps(r: Reader, steps: readonly WrittenStep[]): Result<readonly PlanStep[]> {
  const read: PlanStep[] = [];
  for (const [index, step] of steps.entries()) {
    const found = readStep(r, step, ["steps", index]);
    if (!found.ok) return found;
    read.push(...found.value);
    if (read.length > maxMissionSteps) {
      return placed(r, ["steps", index], {
        code: "MISSION_STEP",
        message: `Cannot use mission "${r.name}": more than ${maxMissionSteps} steps`,
        help: "split it into several missions",
      });
    }
  }
  return ok(read);
}

/** Reads a mission out of data that has the form of `missionSchema`. */
export function readWrittenMission(
  written: WrittenMission,
  facts: MissionFacts,
  where: Where,
): Result<MissionPlan> {
  const goal = written.goal ?? "";
  const name = written.name ?? (goal === "" ? "mission" : goal.slice(0, 100));
  const reader: Reader = { facts, where, name };
  if (goal === "" && written.steps.length === 0) {
    return placed(reader, [], {
      code: "MISSION_STEP",
      message: `Cannot use mission "${name}": it has neither steps nor a goal`,
      help: "give it steps:, or goal: for a model",
    });
  }
  const steps = readSteps(reader, written.steps);
  if (!steps.ok) return steps;
  const success = checkCondition(reader, written.success, ["success"]);
  if (!success.ok) return success;
  return ok({
    name,
    goal,
    steps: steps.value,
    success: written.success ?? null,
    deadlineMs: written.deadline ?? null,
    priority: written.priority,
    afterReboot: written.afterReboot,
  });
}

function placesOf(document: YamlDocument): Places {
  return { placeOf: document.placeOf, placeOfKey: document.placeOfKey };
}

/** Reads a mission file. */
export function readMissionFile(
  bytes: Uint8Array,
  file: string,
  facts: MissionFacts,
): Result<MissionPlan> {
  const document = parseYamlDocument(bytes, file);
  if (!document.ok) return document;
  const written = validate(missionSchema, document.value.data, placesOf(document.value));
  if (!written.ok) return written;
  return readWrittenMission(written.value, facts, (path) => document.value.placeOf(path));
}

/** A mission in words: its steps where they have the simple forms, else what is wrong with them. */
export function readMissionWords(text: string, facts: MissionFacts): Result<MissionPlan> {
  const steps = parseMissionText(text, facts.names.places);
  return steps.ok ? ok(plainPlan(text.trim(), steps.value)) : steps;
}

/**
 * A mission as somebody sends it: YAML where it has `steps:` or `goal:` on a line, else words,
 * which a robot with a model may take as its goal.
 */
export function readMissionText(
  text: string,
  facts: MissionFacts,
  hasModel: boolean,
): Result<MissionPlan> {
  if (/^(?:steps|goal)\s*:/m.test(text)) {
    return readMissionFile(new TextEncoder().encode(text), "mission", facts);
  }
  return hasModel ? ok(goalPlan(text.trim())) : readMissionWords(text, facts);
}
