/**
 * The owner's skills: named lists of intents, or behaviour trees of them, with typed arguments,
 * written in config. A skill is taken apart into its intents before anything is proposed, so that
 * each of them passes the gate like any other.
 *
 * @module
 */
import type { Config } from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import type { IntentNames } from "core/messages/mod.ts";
import { compileSkillTree, treeActions } from "./skill_tree.ts";

/** Skills by name, as config has them. */
export type Skills = Config["skills"];
/** One skill. */
export type Skill = Skills[string];
/** One argument of a skill. */
export type SkillArgument = Skill["arguments"][string];

/** Actions that a skill's intents have; what must be granted for it to be carried out. */
export function skillNeeds(skill: Skill): readonly string[] {
  const body = (skill.body ?? []).map((intent) => intent.action);
  return [...new Set([...(skill.needs ?? []), ...body, ...treeActions(skill.tree)])];
}

/** A part of a skill: an intent, or a tree under the skill's name. */
export interface SkillPart {
  readonly intent: Readonly<Record<string, unknown>>;
  /** The tree with its arguments filled in; null for an intent. */
  readonly tree: unknown;
}

function refuse(skill: string, message: string, help: string): Result<never> {
  return fail({
    code: "MISSION_SKILL",
    message: `Cannot carry out skill "${skill}": ${message}`,
    value: skill,
    help,
  });
}

/** What an argument may be, as a few words. */
export function argumentText(argument: SkillArgument): string {
  const { type, min, max, unit, options } = argument;
  if (options !== undefined) return options.join("|");
  if (type !== "number") return type;
  const range = min === undefined && max === undefined ? "" : ` ${min ?? ""}..${max ?? ""}`;
  return `number${range}${unit === undefined ? "" : ` ${unit}`}`;
}

function readNumber(value: unknown): number {
  if (typeof value === "number") return value;
  // A command line knows texts only.
  return typeof value === "string" && /^[-+]?\d/.test(value) ? Number(value) : NaN;
}

function readValue(
  skill: string,
  name: string,
  argument: SkillArgument,
  given: unknown,
  names: IntentNames,
): Result<string | number> {
  const expected = `${name}: ${argumentText(argument)}`;
  if (argument.type === "number") {
    const value = readNumber(given);
    if (!Number.isFinite(value)) return refuse(skill, `"${name}" is no number`, expected);
    const low = argument.min ?? -Infinity;
    const high = argument.max ?? Infinity;
    if (value >= low && value <= high) return ok(value);
    return refuse(skill, `"${name}" is ${value}: it may be ${low} to ${high}`, expected);
  }
  if (typeof given !== "string") return refuse(skill, `"${name}" is no text`, expected);
  const known = argument.type === "place"
    ? names.places
    : argument.type === "relay"
    ? names.relays
    : argument.options;
  if (known === undefined || known.includes(given)) return ok(given);
  return refuse(skill, `"${name}" is "${given.slice(0, 80)}"`, didYouMean(given, known));
}

function readArguments(
  skill: string,
  declared: Skill["arguments"],
  given: Readonly<Record<string, unknown>>,
  names: IntentNames,
): Result<ReadonlyMap<string, string | number>> {
  const known = Object.keys(declared);
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      return refuse(skill, `it has no argument "${name}"`, didYouMean(name, known));
    }
  }
  const values = new Map<string, string | number>();
  for (const [name, argument] of Object.entries(declared)) {
    const value = given[name] ?? argument.default;
    if (value === undefined) {
      return refuse(skill, `argument "${name}" is missing`, `${name}: ${argumentText(argument)}`);
    }
    const read = readValue(skill, name, argument, value, names);
    if (!read.ok) return read;
    values.set(name, read.value);
  }
  return ok(values);
}

const wholeForm = /^(-?)\$([a-z][A-Za-z0-9]*)$/;
const insideForm = /\$([a-z][A-Za-z0-9]*)/g;

/** Puts arguments into a value of the body: `$name`, `-$name`, or `$name` within a text. */
function fill(value: unknown, values: ReadonlyMap<string, string | number>): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, values));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, fill(inner, values)]),
    );
  }
  if (typeof value !== "string") return value;
  const whole = wholeForm.exec(value);
  if (whole !== null) {
    const found = values.get(whole[2] ?? "");
    return whole[1] === "-" && typeof found === "number" ? -found : found;
  }
  return value.replaceAll(insideForm, (_all, name: string) => String(values.get(name) ?? ""));
}

/** The parts of a skill with its arguments filled in: its intents, or its tree as one part. */
export function expandSkill(
  name: string,
  skill: Skill,
  given: Readonly<Record<string, unknown>>,
  names: IntentNames,
): Result<readonly SkillPart[]> {
  const values = readArguments(name, skill.arguments, given, names);
  if (!values.ok) return values;
  if (skill.tree !== undefined) {
    const tree = fill(skill.tree, values.value);
    const compiled = compileSkillTree(name, tree, names.relays);
    return compiled.ok ? ok([{ intent: { action: name }, tree }]) : compiled;
  }
  return ok((skill.body ?? []).map((intent): SkillPart => ({
    intent: Object.fromEntries(
      Object.entries(intent).map(([key, value]) => [key, fill(value, values.value)]),
    ),
    tree: null,
  })));
}

/** Something that an argument may be, for looking at a tree before anybody gave it. */
function sample(argument: SkillArgument, names: IntentNames): string | number {
  if (argument.default !== undefined) return argument.default;
  if (argument.type === "number") return argument.min ?? argument.max ?? 0;
  const known = argument.type === "place" ? names.places : names.relays;
  return argument.options?.[0] ?? (argument.type === "text" ? "text" : known[0] ?? "none");
}

/** Looks at every skill that is a tree. Fails where one cannot run, with its place in the tree. */
export function checkSkillTrees(skills: Skills, names: IntentNames): Result<void> {
  for (const [name, skill] of Object.entries(skills)) {
    if (skill.tree === undefined) continue;
    const given = Object.entries(skill.arguments).map(([key, one]) => [key, sample(one, names)]);
    const tree = fill(skill.tree, new Map(given.map(([key, value]) => [String(key), value ?? ""])));
    const compiled = compileSkillTree(name, tree, names.relays);
    if (!compiled.ok) return compiled;
  }
  return ok(undefined);
}
