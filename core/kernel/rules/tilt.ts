/** Slopes: slower on a steep one, no motion by itself on one too steep. @module */
import { reasonNumber } from "core/messages/mod.ts";
import { crawlMps } from "core/kernel/params.ts";
import type { Kernel } from "core/kernel/state.ts";
import { askCap, handsOnlyMps, type SpeedCap } from "./cap.ts";
import type { Rule } from "./rule.ts";

const degPerRad = 57.29577951308232;

/** Speed falls from the limit to crawl between `kernel.tilt.slowDeg` and `refuseDeg`. */
export const tiltCap: SpeedCap = {
  name: "slope",
  reason: reasonNumber("GATE_TILT"),
  turns: true,
  capMps: (kernel: Kernel, source: number) => {
    const { slowRad, refuseRad } = kernel.params.guards.tilt;
    const steep = Math.abs(kernel.state.tiltRad);
    if (steep <= slowRad) return Infinity;
    if (steep >= refuseRad) return handsOnlyMps(source);
    const top = kernel.state.tuning.maxLinearMps;
    const share = (refuseRad - steep) / (refuseRad - slowRad);
    return Math.min(top, crawlMps + Math.max(0, top - crawlMps) * share);
  },
  valueOf: (kernel) => Math.abs(kernel.state.tiltRad) * degPerRad,
};

/** Clamps a drive on a slope; refuses motion on one too steep. */
export const slope: Rule = {
  name: tiltCap.name,
  doc: "slows on a slope, and refuses motion on one too steep (`kernel.tilt`)",
  check: (kernel, r, nowNs, detail) => askCap(tiltCap, kernel, r, nowNs, detail),
};
