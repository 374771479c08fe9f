/** Fences: goals and straight ways must stay inside the areas and outside the zones. @module */
import { noTarget, reasonNumber } from "core/messages/mod.ts";
import { beyondM, fenceAlongLineM } from "core/world/mod.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import type { Rule } from "./rule.ts";

const beyond = reasonNumber("GATE_GEOFENCE");

/**
 * Refuses a goal beyond a fence of `kernel.geofence`, one behind a zone on the straight way there
 * (where no planner leads around it), and a drive that ends at one. Braking before a fence is the
 * room check's work (room.ts).
 */
export const geofence: Rule = {
  name: "geofence",
  doc: "refuses a goal beyond a fence, or behind one on a straight way (`kernel.geofence`)",
  check: (kernel, r, _nowNs, detail) => {
    const { params: p, state: s } = kernel;
    const { fence } = p;
    if (fence === null || s.odometry.posed === 0) return 0;
    if (r.action !== intentNumber.goto && r.action !== intentNumber.dock) return 0;
    const index = r.action === intentNumber.dock ? p.dock : r.target;
    const place = index === noTarget ? undefined : p.places[index];
    const x = place?.xM ?? r.x;
    const y = place?.yM ?? r.y;
    const { xM, yM } = s.odometry;
    detail.value = Math.sqrt((x - xM) * (x - xM) + (y - yM) * (y - yM));
    if (beyondM(fence, x, y) > 0) return beyond;
    if (p.planner.enabled === 1) return 0;
    detail.value = fenceAlongLineM(fence, xM, yM, x, y);
    return detail.value < Infinity ? beyond : 0;
  },
};
