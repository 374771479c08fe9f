/**
 * Capabilities that an operator gives while the robot runs, each with how far it reaches: a time
 * window, a speed, a region, some relays, the present mission. One slot for each source and action.
 *
 * A grant with a reach stands in place of what config gave for that action; when it ends, the
 * capability is gone: nothing gains authority by waiting.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { intentActions, type OperatorInput, reasonNumber, sources } from "core/messages/mod.ts";
import { intentStateNumber, modeNumber } from "./numbers.ts";
import { endSkill } from "./skills/end.ts";
import type { Kernel } from "./state.ts";

/** The grants with a reach, by `slotOf`. */
export interface GrantState {
  readonly active: Uint8Array;
  readonly fromNs: Float64Array;
  readonly untilNs: Float64Array;
  readonly maxLinearMps: Float64Array;
  /** Index in `params.regions` plus one; 0 = anywhere. */
  readonly region: Uint8Array;
  /** One bit for each relay that it may switch. */
  readonly relays: Uint32Array;
  /** 1 = ends with the present mission. */
  readonly mission: Uint8Array;
  /** Grants that are active: most robots have none, and then nothing is looked up. */
  count: number;
}

const slots = sources.length * intentActions.length;
const noCapability = reasonNumber("GATE_CAPABILITY");

/** No grants. */
export function createGrants(): GrantState {
  return {
    active: new Uint8Array(slots),
    fromNs: new Float64Array(slots),
    untilNs: new Float64Array(slots),
    maxLinearMps: new Float64Array(slots),
    region: new Uint8Array(slots),
    relays: new Uint32Array(slots),
    mission: new Uint8Array(slots),
    count: 0,
  };
}

/** The slot of a source's action. */
export function slotOf(source: number, action: number): number {
  return source * intentActions.length + action;
}

/** True while a grant with a reach stands for a source's action, whether its time has come or not. */
export function hasGrant(kernel: Kernel, source: number, action: number): boolean {
  const { liveGrants: g } = kernel.state;
  return g.count > 0 && g.active[slotOf(source, action)] === 1;
}

/** True where an action is granted to a source now: by config, or by a grant whose time it is. */
export function isGranted(kernel: Kernel, source: number, action: number, nowNs: number): boolean {
  if (hasGrant(kernel, source, action)) {
    const { liveGrants: g } = kernel.state;
    const slot = slotOf(source, action);
    return nowNs >= at(g.fromNs, slot) && nowNs < at(g.untilNs, slot);
  }
  return ((kernel.state.grants[source] ?? 0) & (1 << action)) !== 0;
}

function clear(g: GrantState, slot: number): void {
  if (g.active[slot] !== 1) return;
  g.active[slot] = 0;
  g.count -= 1;
}

/** True for a grant that has no reach: it holds until it is revoked. */
function isPlain(act: OperatorInput): boolean {
  return act.maxLinearMps === Infinity && act.fromMs === 0 && act.forMs === Infinity &&
    act.region === 0 && act.relays === 0xffffffff && act.mission === 0;
}

/** Gives a capability as the act says. */
export function giveGrant(kernel: Kernel, act: OperatorInput): void {
  const { state: s } = kernel;
  const g = s.liveGrants;
  const slot = slotOf(act.agent, act.value);
  const bit = 1 << act.value;
  clear(g, slot);
  if (isPlain(act)) {
    s.grants[act.agent] = (s.grants[act.agent] ?? 0) | bit;
    return;
  }
  s.grants[act.agent] = (s.grants[act.agent] ?? 0) & ~bit;
  g.active[slot] = 1;
  g.count += 1;
  g.fromNs[slot] = s.nowNs + act.fromMs * 1e6;
  g.untilNs[slot] = at(g.fromNs, slot) + act.forMs * 1e6;
  g.maxLinearMps[slot] = act.maxLinearMps;
  g.region[slot] = act.region;
  g.relays[slot] = act.relays;
  g.mission[slot] = act.mission;
}

/** Takes a capability, whoever gave it. */
export function takeGrant(kernel: Kernel, source: number, action: number): void {
  const { state: s } = kernel;
  clear(s.liveGrants, slotOf(source, action));
  s.grants[source] = (s.grants[source] ?? 0) & ~(1 << action);
}

/** The mission is over, and with it what was given for it. */
export function endMissionGrants(kernel: Kernel): void {
  const g = kernel.state.liveGrants;
  if (g.count === 0) return;
  for (let i = 0; i < slots; i++) if (g.mission[i] === 1) clear(g, i);
}

/** Ends grants whose time is over, and a skill whose source may not do it any more. Once a tick. */
export function expireGrants(kernel: Kernel, nowNs: number): void {
  const { liveGrants: g, skill, mode } = kernel.state;
  if (g.count > 0) {
    for (let i = 0; i < slots; i++) {
      if (g.active[i] === 1 && nowNs >= at(g.untilNs, i)) clear(g, i);
    }
  }
  // What the failsafe does by itself needs no grant.
  if (skill.active === 0 || mode !== modeNumber.auto) return;
  if (isGranted(kernel, skill.intent.source, skill.intent.action, nowNs)) return;
  endSkill(kernel, intentStateNumber.aborted, noCapability, 0, 0);
}
