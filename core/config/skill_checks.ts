/** What the schema cannot say about skills: names that exist, ranges that hold, needs that are told. @module */
import { intentActions } from "core/messages/mod.ts";
import { didYouMean } from "core/nearest.ts";
import type { Finding } from "./finding.ts";
import type { Config } from "./schema.ts";

type Skill = Config["skills"][string];

const skillForm = /^[a-z][a-z0-9_]{0,39}$/;
const argumentForm = /^[a-z][A-Za-z0-9]{0,39}$/;
/** Keys of a mission's step beside its intent, and the action itself. */
const reserved = ["action", "retries", "timeout", "optional", "when", "until"];
const usedForm = /\$([a-z][A-Za-z0-9]*)/g;

function nameFindings(name: string, skill: Skill): Finding[] {
  const findings: Finding[] = [];
  const at = ["skills", name];
  const isAction = intentActions.some((action) => action === name);
  if (isAction || !skillForm.test(name)) {
    findings.push({
      code: "CONFIG_CONFLICT",
      path: at,
      value: name,
      message: isAction
        ? `Cannot call a skill "${name}": an action has this name`
        : `Cannot call a skill "${name}": the name has a wrong form`,
      help: "a to z, digits and _, beginning with a letter",
    });
  }
  for (const argument of Object.keys(skill.arguments)) {
    if (argumentForm.test(argument) && !reserved.includes(argument)) continue;
    findings.push({
      code: "CONFIG_CONFLICT",
      path: [...at, "arguments", argument],
      value: argument,
      message: `Cannot call an argument "${argument}"`,
      help: `letters and digits, beginning with a small letter; not ${reserved.join(", ")}`,
    });
  }
  return findings;
}

function rangeFindings(name: string, skill: Skill): Finding[] {
  return Object.entries(skill.arguments).flatMap(([key, argument]): Finding[] => {
    const { min = -Infinity, max = Infinity, type, default: preset } = argument;
    const path = ["skills", name, "arguments", key];
    const isNumber = type === "number";
    const fits = preset === undefined ||
      (typeof preset === "number"
        ? isNumber && preset >= min && preset <= max
        : !isNumber && (argument.options?.includes(preset) ?? true));
    if (min <= max && fits) return [];
    return [{
      code: "CONFIG_CONFLICT",
      path,
      value: preset ?? min,
      message: min > max
        ? `Cannot use the range of argument "${key}": ${min} is above ${max}`
        : `Cannot use ${JSON.stringify(preset)} for argument "${key}": not within what it may be`,
      help: "min is below max, and the default between them or among the options",
    }];
  });
}

function bodyFindings(name: string, skill: Skill): Finding[] {
  const known = Object.keys(skill.arguments);
  const actions = intentActions.filter((action) => action !== "none");
  const granted = skill.needs;
  return (skill.body ?? []).flatMap((intent, index): Finding[] => {
    const path = ["skills", name, "body", index];
    const { action } = intent;
    if (!actions.some((one) => one === action)) {
      return [{
        code: "CONFIG_REFERENCE",
        path: [...path, "action"],
        value: action,
        message: `Unknown action "${action}" in skill "${name}"`,
        help: didYouMean(action, actions),
      }];
    }
    if (granted !== undefined && !granted.includes(action)) {
      return [{
        code: "CONFIG_CONFLICT",
        path: [...path, "action"],
        value: action,
        message: `Skill "${name}" uses "${action}", which its needs do not name`,
        help: `add ${action} to skills.${name}.needs`,
      }];
    }
    const used = [...JSON.stringify(intent).matchAll(usedForm)].map((match) => match[1] ?? "");
    const strange = used.find((one) => !known.includes(one));
    if (strange === undefined) return [];
    return [{
      code: "CONFIG_REFERENCE",
      path,
      value: strange,
      message: `Unknown argument "$${strange}" in skill "${name}"`,
      help: known.length === 0 ? "the skill has no arguments" : didYouMean(strange, known),
    }];
  });
}

/** A skill is a list of intents or a tree; core/missions reads the tree. */
function formFindings(name: string, skill: Skill): Finding[] {
  if ((skill.body === undefined) !== (skill.tree === undefined)) return [];
  return [{
    code: "CONFIG_CONFLICT",
    path: ["skills", name],
    value: name,
    message: skill.body === undefined
      ? `Skill "${name}" says nothing that it does`
      : `Skill "${name}" has both a body and a tree`,
    help: "give it either body: (intents) or tree: (a behaviour tree)",
  }];
}

/** Everything that is wrong with the skills. */
export function skillFindings(config: Config): Finding[] {
  return Object.entries(config.skills).flatMap(([name, skill]) => [
    ...nameFindings(name, skill),
    ...rangeFindings(name, skill),
    ...formFindings(name, skill),
    ...bodyFindings(name, skill),
  ]);
}
