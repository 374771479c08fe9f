/** From the intents of an answer to the steps of a plan: skills become what they are made of. @module */
import { ok, type Result } from "core/fault.ts";
import { compileSkillTree, expandSkill } from "core/missions/mod.ts";
import type { CompiledTree } from "core/tree/runtime/mod.ts";
import { type Plan, textField } from "./agent_state.ts";
import type { RobotFacts } from "./facts.ts";

/** The steps of an answer with each skill taken apart into its intents, or its tree. */
export function expandSkills(
  facts: RobotFacts,
  answer: readonly unknown[],
): Result<Pick<Plan, "steps" | "trees">> {
  const { skills, names } = facts;
  const steps: unknown[] = [];
  const trees = new Map<number, CompiledTree>();
  for (const step of answer) {
    const action = textField(step, "action");
    const skill = Object.hasOwn(skills, action) ? skills[action] : undefined;
    if (skill === undefined || typeof step !== "object" || step === null) {
      steps.push(step);
      continue;
    }
    const { action: _name, ...given } = { ...step, action };
    const expanded = expandSkill(action, skill, given, names);
    if (!expanded.ok) return expanded;
    for (const { intent, tree } of expanded.value) {
      const compiled = tree === null ? null : compileSkillTree(action, tree, names.relays);
      if (compiled?.ok === false) return compiled;
      if (compiled !== null) trees.set(steps.length, compiled.value);
      steps.push(intent);
    }
  }
  return ok({ steps, trees });
}
