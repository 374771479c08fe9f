/** Rules over how far an agent's authority reaches: speed, region, relays, time. @module */
import { noTarget, reasonNumber } from "core/messages/mod.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import { isOver, isWithin, scopeOf } from "core/kernel/scope.ts";
import { isMotion } from "core/kernel/skills/motion.ts";
import type { Rule } from "./rule.ts";

const beyond = reasonNumber("GATE_SCOPE");
const tooFast = reasonNumber("GATE_SPEED_LINEAR");

/** Caps a drive at the speed of its agent's scope. */
export const scopeSpeed: Rule = {
  name: "scopeSpeed",
  doc: "clamps a drive to the speed of its agent's scope (`kernel.scopes`)",
  check: (kernel, r, _nowNs, detail) => {
    if (r.action !== intentNumber.drive) return 0;
    const { maxLinearMps } = scopeOf(kernel, r.source);
    if (Math.abs(r.x) <= maxLinearMps) return 0;
    detail.value = r.x;
    detail.limit = maxLinearMps;
    detail.clamped = 1;
    r.x = r.x > 0 ? maxLinearMps : -maxLinearMps;
    return tooFast;
  },
};

/** Refuses motion from outside the region of the agent's scope, and goals outside it. */
export const scopeRegion: Rule = {
  name: "scopeRegion",
  doc: "refuses motion outside the region of its agent's scope, and goals outside it",
  check: (kernel, r) => {
    const { region } = scopeOf(kernel, r.source);
    if (region === null || !isMotion(r.action) || r.action === intentNumber.stop) return 0;
    const { odometry } = kernel.state;
    if (!isWithin(region, odometry.xM, odometry.yM)) return beyond;
    if (r.action !== intentNumber.goto && r.action !== intentNumber.dock) return 0;
    const index = r.action === intentNumber.dock ? kernel.params.dock : r.target;
    const place = index === noTarget ? undefined : kernel.params.places[index];
    return isWithin(region, place?.xM ?? r.x, place?.yM ?? r.y) ? 0 : beyond;
  },
};

/** Refuses relays that the agent's scope does not name. */
export const scopeDevice: Rule = {
  name: "scopeDevice",
  doc: "refuses relays that its agent's scope does not name",
  check: (kernel, r, _nowNs, detail) => {
    if (r.action !== intentNumber.trigger_relay || r.target >= 32) return 0;
    detail.value = r.target;
    return (scopeOf(kernel, r.source).relays & (1 << r.target)) !== 0 ? 0 : beyond;
  },
};

/** Refuses what an agent asks once the time of its scope is over; a stop is always taken. */
export const scopeTime: Rule = {
  name: "scopeTime",
  doc: "refuses what an agent asks once the time of its scope is over",
  check: (kernel, r, nowNs, detail) => {
    const scope = scopeOf(kernel, r.source);
    if (r.action === intentNumber.stop || !isOver(kernel, scope, nowNs)) return 0;
    detail.value = (nowNs - kernel.state.startedNs) * 1e-9;
    detail.limit = scope.forNs * 1e-9;
    return beyond;
  },
};
