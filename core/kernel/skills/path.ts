/**
 * The path of the running skill: asked of the planner, taken from its answer, asked anew when the
 * way is blocked or nothing moves on. The planner lives elsewhere; its answers are inputs.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { type KernelInputs, reasonNumber } from "core/messages/mod.ts";
import { farthestM, physical } from "core/world/mod.ts";
import { intentStateNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { dockStages } from "core/kernel/docking.ts";
import { crumbNear, takeTrailAsPath } from "core/kernel/trail.ts";
import { endSkill } from "./end.ts";

/** Numbers of `SkillState.planState`. */
export const planStates = { direct: 0, asked: 1, following: 2 } as const;

const noPlanner = reasonNumber("INTENT_NO_PLANNER");
/** A return waits this long for a plan before it takes the trail, ns. */
const homeReplyNs = 1_000_000_000;
/** A crumb this near to the begin of the dock's line says that the way led along it, m. */
const lineCrumbM = 0.25;

/** Asks the planner for a way to the skill's goal. */
export function askPath(kernel: Kernel, nowNs: number): void {
  const s = kernel.state;
  s.planRequest = (s.planRequest + 1) >>> 0;
  s.planGoalXM = s.skill.goalXM;
  s.planGoalYM = s.skill.goalYM;
  s.planToleranceM = s.skill.toleranceM * 0.5;
  s.skill.planAskedNs = nowNs;
  s.skill.planTries += 1;
  s.planClear = s.tree.forget;
  s.tree.forget = 0;
  if (s.skill.planState !== planStates.following) s.skill.planState = planStates.asked;
}

/** Works out the way to each point of the path. */
export function measurePath(kernel: Kernel): void {
  const s = kernel.state;
  let way = 0;
  for (let i = 0; i < s.pathCount; i++) {
    if (i > 0) {
      const dx = at(s.pathXM, i) - at(s.pathXM, i - 1);
      const dy = at(s.pathYM, i) - at(s.pathYM, i - 1);
      way += Math.sqrt(dx * dx + dy * dy);
    }
    s.pathM[i] = way;
  }
}

/** Keeps the path of an input; one with a point that is no place (physical.ts) is no path. */
export function keepPath(kernel: Kernel, inputs: KernelInputs): void {
  const s = kernel.state;
  const { path } = inputs;
  s.pathCount = path.count;
  for (let i = 0; i < path.count; i++) {
    const isPlace = physical(at(path.xM, i), farthestM) && physical(at(path.yM, i), farthestM);
    if (!isPlace) s.pathCount = 0;
  }
  for (let i = 0; i < s.pathCount; i++) {
    s.pathXM[i] = at(path.xM, i);
    s.pathYM[i] = at(path.yM, i);
  }
  measurePath(kernel);
  s.skill.waypoint = 0;
}

/** Goes back along the trail: nothing is planned. False where there is none. */
export function followTrail(kernel: Kernel): boolean {
  const { skill, trail, docking } = kernel.state;
  // Where the way led along the line to the dock, it ends at the line's begin: docking goes on.
  const staging = docking.stage === dockStages.staging
    ? crumbNear(trail, skill.goalXM, skill.goalYM, lineCrumbM)
    : -1;
  if (!takeTrailAsPath(kernel, Math.max(0, staging))) return false;
  if (staging < 0) {
    docking.stage = dockStages.none;
    skill.goalXM = at(trail.xM, 0);
    skill.goalYM = at(trail.yM, 0);
    skill.goalHasYaw = 0;
  }
  skill.planState = planStates.following;
  skill.waypoint = 0;
  skill.rotating = 0;
  skill.arriving = 0;
  skill.progressLeftM = Infinity;
  skill.progressNs = kernel.state.nowNs;
  return true;
}

/** While no path has come: stands, and gives up after a bound. Returns false where it waits. */
export function havePath(kernel: Kernel, nowNs: number): boolean {
  const { skill } = kernel.state;
  if (skill.planState !== planStates.asked) return true;
  skill.linearMps = 0;
  skill.angularRadps = 0;
  const { homing } = kernel.state;
  const { replyNs } = kernel.params.planner;
  if (homing.active === 1 && nowNs - skill.planAskedNs > homeReplyNs) return followTrail(kernel);
  if (nowNs - skill.planAskedNs > replyNs) {
    endSkill(kernel, intentStateNumber.aborted, noPlanner, 0, replyNs * 1e-6);
  }
  return false;
}
