/** Battery against distance: no goal from which the charge would not bring the robot home. @module */
import { at } from "core/fault.ts";
import { noTarget, reasonNumber } from "core/messages/mod.ts";
import { energyForPercent } from "core/kernel/homing.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import type { Rule } from "./rule.ts";

const tooFar = reasonNumber("GATE_BATTERY");

/**
 * Refuses a goto whose way there and from there to the dock takes more than the charge, with the
 * reserve of `failsafe.battery.reserveShare`. A way to the dock itself is always taken.
 */
export const energyHome: Rule = {
  name: "energyHome",
  doc: "refuses a goal from which the charge does not bring the robot home",
  check: (kernel, r, _nowNs, detail) => {
    if (r.action !== intentNumber.goto) return 0;
    const { params: p, state: s } = kernel;
    if (p.dock < 0 || s.odometry.posed === 0 || r.target === p.dock) return 0;
    const known = s.batteryPercent - s.batteryPercent === 0;
    if (!known) return 0;
    const place = r.target === noTarget ? undefined : p.places[r.target];
    const x = place?.xM ?? r.x;
    const y = place?.yM ?? r.y;
    const dock = at(p.places, p.dock);
    const there = Math.sqrt(
      (x - s.odometry.xM) * (x - s.odometry.xM) + (y - s.odometry.yM) * (y - s.odometry.yM),
    );
    const home = Math.sqrt((x - dock.xM) * (x - dock.xM) + (y - dock.yM) * (y - dock.yM));
    detail.value = s.batteryPercent;
    detail.limit = energyForPercent(kernel, there, home);
    return detail.value >= detail.limit ? 0 : tooFar;
  },
};
