/** Keep-out areas of the map: no goal in one, and no straight way through one. @module */
import { noTarget, reasonNumber } from "core/messages/mod.ts";
import { keepoutAlongLineM, touchesKeepout } from "core/world/mod.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import type { Rule } from "./rule.ts";

const keepout = reasonNumber("GATE_KEEPOUT");

/** A goal inside a keep-out area, or behind one on the straight way there, is refused. */
export const outsideKeepout: Rule = {
  name: "outsideKeepout",
  doc: "refuses a goal in a keep-out area, or behind one on a straight way",
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
