/** What the running robot is doing, as one document; and the part of it that anyone may see. @module */
import {
  causeNames,
  createShownTree,
  type KernelParams,
  treeQuestion,
  why,
} from "core/kernel/mod.ts";
import {
  hasBit,
  intentActions,
  type KernelOutputs,
  nameOf,
  stopCategories,
} from "core/messages/mod.ts";
import { unmetChecks } from "./arming.ts";
import type { ArmingCheck, OpenQuestion, RobotPort } from "./robot_port.ts";

/** What the document is made from. */
export interface StatusSources {
  readonly robot: string;
  readonly version: string;
  readonly out: KernelOutputs;
  readonly params: KernelParams;
  readonly rest: RobotPort;
  readonly checks: readonly ArmingCheck[];
  /** Operator number that holds the lease; 0 = nobody. */
  readonly holder: number;
  /** Operator number of who asks. */
  readonly asker: number;
  readonly clients: number;
}

function activeCauses(out: KernelOutputs): string[] {
  return causeNames.filter((_name, index) => index > 0 && hasBit(out.causes, index));
}

/** What anyone on the machine may see, over the stop socket. */
export function publicStatus(s: StatusSources) {
  const { out } = s;
  const said = why(out, s.params.tree.labels, s.params.said);
  return {
    robot: s.robot,
    version: s.version,
    mode: said.mode,
    why: said.line,
    failsafe: {
      action: said.action,
      cause: said.cause,
      causes: activeCauses(out),
      stop: nameOf(stopCategories, out.stop),
    },
    estop: { latched: out.latched === 1, latchId: out.latched === 1 ? out.latchId : 0 },
    odom: {
      x: out.odomXM,
      y: out.odomYM,
      yawRad: out.odomYawRad,
      linearMps: out.odomLinearMps,
      angularRadps: out.odomAngularRadps,
    },
    battery: { percent: Number.isFinite(out.batteryPercent) ? out.batteryPercent : null },
    tick: out.tick,
    uptimeS: out.nowNs * 1e-9,
  };
}

/** The open question of the failsafe tree, if there is one. */
function treeQuestions(out: KernelOutputs, params: KernelParams): OpenQuestion[] {
  const question = params.tree.texts[out.treeQuestion - 1];
  if (question === undefined) return [];
  return [{ questionId: treeQuestion, question, options: ["yes", "no"] }];
}

/** Everything that `status` says. */
export function fullStatus(s: StatusSources) {
  const { out } = s;
  const mind = s.rest.mind();
  const unmet = unmetChecks(out, s.params, s.checks);
  return {
    ...publicStatus(s),
    cmd: { linearMps: out.linearMps, angularRadps: out.angularRadps, enable: out.enable === 1 },
    skill: out.skill === 0 ? null : nameOf(intentActions, out.skill),
    authority: why(out).authority,
    arming: { ready: unmet.length === 0, unmet },
    lease: { holder: s.holder === 0 ? null : s.holder, mine: s.holder === s.asker, you: s.asker },
    mission: mind?.mission ?? { state: "none", reason: "" },
    missions: mind?.missions ?? [],
    brain: mind === null
      ? { name: "none", state: "none", alive: false, store: "none" }
      : { name: mind.brain, state: mind.state, alive: mind.alive, store: mind.store },
    tree: createShownTree(out, s.params.tree),
    budget: mind?.budget ?? { tokens: 0, usd: 0, caps: [], warning: null },
    questions: [...treeQuestions(out, s.params), ...(mind?.questions ?? [])],
    counters: {
      intents: out.intents,
      accepted: out.accepted,
      clamped: out.clamped,
      refused: out.refused,
      faults: out.faults,
      lateTicks: out.lateTicks,
    },
    pace: s.rest.pace(),
    threads: s.rest.threads(),
    clients: s.clients,
  };
}

/** The document of `status` on the operator socket. */
export type Status = ReturnType<typeof fullStatus>;
