/** How far a grant that an operator gave reaches: speed, region, relays. @module */
import { noTarget, reasonNumber } from "core/messages/mod.ts";
import { at } from "core/fault.ts";
import { hasGrant, slotOf } from "core/kernel/live_grants.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import { isWithin, regionCapMps } from "core/kernel/scope.ts";
import { isMotion } from "core/kernel/skills/motion.ts";
import type { Kernel } from "core/kernel/state.ts";
import type { SpeedCap } from "./cap.ts";
import type { Rule } from "./rule.ts";

const beyond = reasonNumber("GATE_SCOPE");
const tooFast = reasonNumber("GATE_SPEED_LINEAR");

function regionOf(kernel: Kernel, slot: number): Float64Array | null {
  const index = at(kernel.state.liveGrants.region, slot);
  return index === 0 ? null : kernel.params.regions[index - 1] ?? null;
}

/** Refuses what lies outside a grant's region or relays; clamps a drive to its speed. */
export const grantReach: Rule = {
  name: "grantReach",
  doc: "keeps to the speed, region and relays of a grant that an operator gave",
  check: (kernel, r, _nowNs, detail) => {
    if (!hasGrant(kernel, r.source, r.action)) return 0;
    const { liveGrants: g, odometry: o } = kernel.state;
    const slot = slotOf(r.source, r.action);
    if (r.action === intentNumber.trigger_relay) {
      return (at(g.relays, slot) & (1 << r.target)) !== 0 ? 0 : beyond;
    }
    const region = regionOf(kernel, slot);
    if (region !== null && isMotion(r.action) && r.action !== intentNumber.stop) {
      if (!isWithin(region, o.xM, o.yM)) return beyond;
      const goes = r.action === intentNumber.goto || r.action === intentNumber.dock;
      const index = r.action === intentNumber.dock ? kernel.params.dock : r.target;
      const place = index === noTarget ? undefined : kernel.params.places[index];
      if (goes && !isWithin(region, place?.xM ?? r.x, place?.yM ?? r.y)) return beyond;
    }
    const most = at(g.maxLinearMps, slot);
    if (r.action !== intentNumber.drive || Math.abs(r.x) <= most) return 0;
    detail.value = r.x;
    detail.limit = most;
    detail.clamped = 1;
    r.x = r.x > 0 ? most : -most;
    return tooFast;
  },
};

/** Holds a running skill within the speed and the region of its grant, with room to brake. */
export const grantCap: SpeedCap = {
  name: grantReach.name,
  reason: beyond,
  turns: false,
  capMps: (kernel, source, direction, nowNs) => {
    const { skill } = kernel.state;
    const { action } = skill.intent;
    if (skill.active === 0 || !hasGrant(kernel, source, action)) return Infinity;
    const slot = slotOf(source, action);
    const region = regionOf(kernel, slot);
    const most = at(kernel.state.liveGrants.maxLinearMps, slot);
    return region === null ? most : Math.min(most, regionCapMps(kernel, region, direction, nowNs));
  },
  valueOf: () => 0,
};
