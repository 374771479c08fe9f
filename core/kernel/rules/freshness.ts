/** What a sensor says counts only while it is young. @module */
import { reasonNumber } from "core/messages/mod.ts";
import { operatorFreedom } from "core/kernel/failsafe/mod.ts";
import { actionNumber, intentNumber, sourceNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { isMotion } from "core/kernel/skills/motion.ts";
import type { Rule } from "./rule.ts";

const stale = reasonNumber("GATE_STALE_SENSOR");

/** An operator may crawl out where the failsafe has seen the cause and allows it (crawl.ts). */
function mayCrawl(kernel: Kernel, source: number): boolean {
  if (source !== sourceNumber.operator) return false;
  return kernel.state.failsafe.action >= actionNumber.return && operatorFreedom(kernel) > 0;
}

/** Motion needs a fresh scan and fresh wheel samples, where the robot has these sensors. */
export const sensorsFresh: Rule = {
  name: "sensorsFresh",
  doc: "refuses motion while a sensor that it needs is stale",
  check: (kernel, intent, nowNs, detail) => {
    if (!isMotion(intent.action) || intent.action === intentNumber.stop) return 0;
    const p = kernel.params;
    const s = kernel.state;
    const scanStale = p.scan !== null && nowNs - s.scan.measuredNs > p.watchdogs.scanNs;
    if (scanStale && !mayCrawl(kernel, intent.source)) {
      detail.value = (nowNs - s.scan.measuredNs) * 1e-6;
      detail.limit = p.watchdogs.scanNs * 1e-6;
      return stale;
    }
    const ringStale = p.ring !== null && p.scan === null &&
      nowNs - s.ring.measuredNs > p.watchdogs.rangeNs;
    if (ringStale && !mayCrawl(kernel, intent.source)) {
      detail.value = (nowNs - s.ring.measuredNs) * 1e-6;
      detail.limit = p.watchdogs.rangeNs * 1e-6;
      return stale;
    }
    if (p.hasWheels === 1 && nowNs - s.odometry.wheelsNs > p.watchdogs.wheelsNs) {
      detail.value = (nowNs - s.odometry.wheelsNs) * 1e-6;
      detail.limit = p.watchdogs.wheelsNs * 1e-6;
      return stale;
    }
    return 0;
  },
};
