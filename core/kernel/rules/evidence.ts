/** Rules over the world: fresh sensors, room to move, keep-out areas, the owner's rules. @module */
import { noTarget, reasonNumber } from "core/messages/mod.ts";
import { createScratch, evaluate } from "core/condition/runtime/mod.ts";
import { at } from "core/fault.ts";
import { keepoutAlongLineM, touchesKeepout } from "core/world/mod.ts";
import { operatorFreedom } from "core/kernel/failsafe/mod.ts";
import { actionNumber, intentNumber, sourceNumber } from "core/kernel/numbers.ts";
import type { Kernel } from "core/kernel/state.ts";
import { isMotion } from "core/kernel/skills/motion.ts";
import { roomAlong } from "core/kernel/room.ts";
import type { Rule } from "./rule.ts";

const stale = reasonNumber("GATE_STALE_SENSOR");
const obstacle = reasonNumber("GATE_OBSTACLE");
const keepout = reasonNumber("GATE_KEEPOUT");
const fence = reasonNumber("GATE_GEOFENCE");
const ownerRule = reasonNumber("GATE_OWNER_RULE");

/** An operator may crawl out where the failsafe has seen the cause and allows it (crawl.ts). */
function mayCrawl(kernel: Kernel, source: number): boolean {
  if (source !== sourceNumber.operator) return false;
  return kernel.state.failsafe.action >= actionNumber.return && operatorFreedom(kernel) > 0;
}

/** Motion needs a fresh scan and fresh wheel samples, where the robot has these sensors. */
export const sensorsFresh: Rule = {
  name: "sensorsFresh",
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

/** A drive into an obstacle within stopping distance is refused before it begins. */
export const roomToMove: Rule = {
  name: "roomToMove",
  check: (kernel, r, nowNs, detail) => {
    if (r.action !== intentNumber.drive || (r.x === 0 && r.y === 0 && r.z === 0)) return 0;
    const share = roomAlong(kernel, r.x, r.y, r.z, nowNs);
    if (share > 0) return 0;
    detail.value = kernel.work.freeM;
    detail.limit = kernel.params.obstacle.marginM;
    return kernel.work.fenceBinds === 1 ? fence : obstacle;
  },
};

/** A goal inside a keep-out area, or behind one on the straight way there, is refused. */
export const outsideKeepout: Rule = {
  name: "outsideKeepout",
  check: (kernel, r, _nowNs, detail) => {
    const p = kernel.params;
    const grid = p.keepout;
    const going = r.action === intentNumber.goto || r.action === intentNumber.dock;
    if (grid === null || !going) return 0;
    const index = r.action === intentNumber.dock ? p.dock : r.target;
    const place = index === noTarget ? undefined : p.places[index];
    const x = place === undefined ? r.x : place.xM;
    const y = place === undefined ? r.y : place.yM;
    const pose = kernel.state.odometry;
    if (touchesKeepout(grid, p.footprint, x, y, pose.yawRad)) {
      detail.value = Math.sqrt((x - pose.xM) * (x - pose.xM) + (y - pose.yM) * (y - pose.yM));
      return keepout;
    }
    // A planned way goes around; only one that is driven straight may lead through.
    if (p.planner.enabled === 1 || kernel.state.pathCount > 0) return 0;
    const wayM = keepoutAlongLineM(grid, p.footprint, pose.xM, pose.yM, x, y);
    if (wayM === Infinity) return 0;
    detail.value = wayM;
    return keepout;
  },
};

const scratch = createScratch();

/** The owner's rules: motion is refused while one of their conditions is true. */
export const ownerRules: Rule = {
  name: "ownerRules",
  check: (kernel, intent, _nowNs, detail) => {
    if (!isMotion(intent.action) || intent.action === intentNumber.stop) return 0;
    const rules = kernel.params.rules;
    for (let i = 0; i < rules.length; i++) {
      if (evaluate(at(rules, i).refuseIf, kernel.work.ruleSlots, scratch) !== 1) continue;
      detail.value = i + 1;
      return ownerRule;
    }
    return 0;
  },
};
