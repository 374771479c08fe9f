/** Samples of a bench's range ring and E-stop contact, as healthy ones give them. @module */
import type { Rig } from "./kernel_fixture.ts";

type StampOf = (rig: Rig, into: { seq: number; measuredNs: number; arrivedNs: number }) => void;

/** Fills in the ring at 20 Hz and the contact at 100 Hz, where the bench has them. */
export function fillSafety(rig: Rig, stamp: StampOf): void {
  const { ring, estopInput } = rig.compiled.params;
  const { range, estopInput: contact } = rig.inputs;
  if (ring !== null && rig.tick % 10 === 0) {
    range.fresh = 1;
    stamp(rig, range);
    range.count = ring.count;
    for (let i = 0; i < ring.count; i++) range.rangesM[i] = rig.ranges(ring.yawsRad[i] ?? 0);
  }
  if (estopInput === null || rig.tick % 2 !== 0) return;
  contact.fresh = 1;
  stamp(rig, contact);
  contact.closed = 1;
}
