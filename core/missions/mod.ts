/**
 * Missions and skills: what a robot is told to do, read and checked before any of it is proposed.
 *
 * @module
 */
export {
  goalPlan,
  isMissionPlan,
  type MissionPlan,
  partsPlan,
  plainPlan,
  type PlanStep,
  type RebootPolicy,
} from "./plan.ts";
export { type MissionStep, parseMissionText } from "./mission_text.ts";
export {
  type MissionFacts,
  readMissionFile,
  readMissionText,
  readMissionWords,
  readWrittenMission,
} from "./read.ts";
export { missionSchema, type WrittenMission } from "./schema.ts";
export {
  compileMissionCondition,
  createMissionEye,
  type MissionEye,
  type MissionSight,
  writeSight,
} from "./sight.ts";
export { compileSkillTree, leafIntent } from "./skill_tree.ts";
export {
  argumentText,
  checkSkillTrees,
  expandSkill,
  type Skill,
  type SkillArgument,
  skillNeeds,
  type SkillPart,
  type Skills,
} from "./skill.ts";
