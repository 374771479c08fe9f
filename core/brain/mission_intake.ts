/** How missions come in: from an operator's words, files and skills. @module */
import type { Result } from "core/fault.ts";
import { expandSkill, type MissionPlan, partsPlan, readMissionText } from "core/missions/mod.ts";
import { didYouMean } from "core/nearest.ts";
import type { Heard, MissionOrder } from "./brain.ts";
import { type Desk, enqueue, refuse, save } from "./mission_desk_state.ts";
import { isOver, maxQueued } from "./mission_queue.ts";

function queuePlan(d: Desk, plan: Result<MissionPlan>, name: string, id: string | null): boolean {
  if (!plan.ok) {
    const { message, help } = plan.fault;
    return refuse(d, name, id, `${message}${help === undefined ? "" : ` (${help})`}`);
  }
  if (d.entries.filter(({ state }) => !isOver(state)).length >= maxQueued) {
    return refuse(d, name, id, `${maxQueued} missions wait already`);
  }
  save(d, enqueue(d, plan.value, id, false));
  return true;
}

function skillPlan(d: Desk, order: Extract<MissionOrder, { kind: "do" }>): Result<MissionPlan> {
  const { skills, names } = d.parts.facts;
  const skill = Object.hasOwn(skills, order.skill) ? skills[order.skill] : undefined;
  if (skill === undefined) {
    const known = Object.keys(skills);
    return {
      ok: false,
      fault: {
        code: "MISSION_SKILL",
        message: `Cannot carry out skill "${order.skill}": there is none of that name`,
        help: known.length === 0 ? "config has no skills" : didYouMean(order.skill, known),
      },
    };
  }
  const parts = expandSkill(order.skill, skill, order.arguments, names);
  if (!parts.ok) return parts;
  return { ok: true, value: { ...partsPlan(order.skill, parts.value), priority: 100 } };
}

/** Takes an order; false where it was refused, which the queue then shows. */
export function assign(d: Desk, order: MissionOrder): boolean {
  const { facts, agent } = d.parts;
  if (order.kind === "do") return queuePlan(d, skillPlan(d, order), order.skill, order.missionId);
  const plan = readMissionText(order.text, facts, agent !== null);
  return queuePlan(d, plan, order.text.slice(0, 100), order.missionId);
}

/** What an operator says is a mission where none runs; a model that has one hears it as it is. */
export function hear(d: Desk, heard: Heard): boolean {
  const { agent, facts } = d.parts;
  const runsGoal = d.active?.runner?.kind === "goal";
  if (heard.kind !== "tell" || (runsGoal && agent !== null)) return agent?.hear?.(heard) ?? false;
  const plan = readMissionText(heard.text, facts, agent !== null);
  return queuePlan(d, plan, heard.text.slice(0, 100), null);
}
