/** Rules over relays: interlocks and order, how often they change, how long they stay on. @module */
import { hasDuration, reasonNumber } from "core/messages/mod.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import type { Rule } from "./rule.ts";

const interlock = reasonNumber("GATE_INTERLOCK");
const tooOften = reasonNumber("GATE_TOGGLE_RATE");
const tooLong = reasonNumber("GATE_DURATION");
const unknownName = reasonNumber("GATE_UNKNOWN_NAME");

/** A relay must exist on this robot. */
export const relayKnown: Rule = {
  name: "relayKnown",
  doc: "refuses a relay or signal that this robot does not have",
  check: (kernel, r) =>
    r.action === intentNumber.trigger_relay && r.target >= kernel.params.relays ? unknownName : 0,
};

/** Refuses a relay that excludes one that is on, lacks one that it needs, or is needed by one that is on. */
export const relayInterlock: Rule = {
  name: "relayInterlock",
  doc: "refuses a relay that another one excludes or needs (`excludes`, `needs`)",
  check: (kernel, r, _nowNs, detail) => {
    if (r.action !== intentNumber.trigger_relay) return 0;
    const { relayRules } = kernel.params;
    const rule = relayRules[r.target];
    if (rule === undefined) return 0;
    const on = kernel.state.relays;
    detail.value = r.target + 1;
    if (r.x !== 0) return (on & rule.excludes) !== 0 || (rule.needs & ~on) !== 0 ? interlock : 0;
    for (let i = 0; i < relayRules.length; i++) {
      const needs = relayRules[i]?.needs ?? 0;
      if ((on & (1 << i)) !== 0 && (needs & (1 << r.target)) !== 0) return interlock;
    }
    return 0;
  },
};

/** Refuses to change a relay again before its least gap is over; switching off is always taken. */
export const relayRate: Rule = {
  name: "relayRate",
  doc: "refuses to switch a relay on before its `minGapMs` is over",
  check: (kernel, r, nowNs, detail) => {
    const rule = kernel.params.relayRules[r.target];
    if (r.action !== intentNumber.trigger_relay || rule === undefined || r.x === 0) return 0;
    const sinceNs = nowNs - (kernel.state.relayChangedNs[r.target] ?? -Infinity);
    if (sinceNs >= rule.minGapNs) return 0;
    detail.value = sinceNs * 1e-6;
    detail.limit = rule.minGapNs * 1e-6;
    return tooOften;
  },
};

/** Caps how long a relay may stay on; one that was given no time gets the longest there is. */
export const relayTime: Rule = {
  name: "relayTime",
  doc: "clamps how long a relay stays on to its `maxOnMs`",
  check: (kernel, r, _nowNs, detail) => {
    const rule = kernel.params.relayRules[r.target];
    if (r.action !== intentNumber.trigger_relay || rule === undefined || r.x === 0) return 0;
    const given = (r.has & hasDuration) !== 0 ? r.durationMs : Infinity;
    if (given <= rule.maxOnMs) return 0;
    detail.value = given;
    detail.limit = rule.maxOnMs;
    detail.clamped = 1;
    r.durationMs = rule.maxOnMs;
    r.has |= hasDuration;
    return tooLong;
  },
};
