/** Room to move: no drive begins into what is within stopping distance. @module */
import { reasonNumber } from "core/messages/mod.ts";
import { intentNumber } from "core/kernel/numbers.ts";
import { roomAlong } from "core/kernel/room.ts";
import type { Rule } from "./rule.ts";

const obstacle = reasonNumber("GATE_OBSTACLE");
const fence = reasonNumber("GATE_GEOFENCE");

/** A drive into an obstacle within stopping distance is refused before it begins. */
export const roomToMove: Rule = {
  name: "roomToMove",
  doc: "refuses a drive into what is within stopping distance, a fence included",
  check: (kernel, r, nowNs, detail) => {
    if (r.action !== intentNumber.drive || (r.x === 0 && r.y === 0 && r.z === 0)) return 0;
    const share = roomAlong(kernel, r.x, r.y, r.z, nowNs);
    if (share > 0) return 0;
    detail.value = kernel.work.freeM;
    detail.limit = kernel.params.obstacle.marginM;
    return kernel.work.fenceBinds === 1 ? fence : obstacle;
  },
};
