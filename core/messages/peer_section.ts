/** What peers say of themselves, as a section of the kernel's inputs. @module */
import { at } from "core/fault.ts";
import type { Cursor } from "./cursor.ts";
import { inputLimits, type KernelInputs, peerAhead } from "./inputs.ts";

/** Visits what peers said since the last tick. */
export function visitPeers(c: Cursor, inputs: KernelInputs): void {
  inputs.peerCount = Math.min(inputLimits.peers, c.u8("count", inputs.peerCount));
  for (let i = 0; i < inputs.peerCount; i++) {
    const r = at(inputs.peers, i);
    r.peer = c.u8("peer", r.peer);
    r.measuredNs = c.f64("measuredNs", r.measuredNs);
    r.xM = c.f64("xM", r.xM);
    r.yM = c.f64("yM", r.yM);
    r.radiusM = c.f64("radiusM", r.radiusM);
    r.priority = c.f64("priority", r.priority);
    for (let k = 0; k < peerAhead; k++) {
      r.aheadXM[k] = c.f64("aheadXM", r.aheadXM[k] ?? NaN);
      r.aheadYM[k] = c.f64("aheadYM", r.aheadYM[k] ?? NaN);
    }
  }
}
