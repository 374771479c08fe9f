/** What the robot sees at a tick, noted for where it may go: scans, rings of range sensors. @module */
import { at } from "core/fault.ts";
import { atan2, cos, sin } from "core/math/mod.ts";
import type { KernelInputs } from "core/messages/mod.ts";
import { addSeen, beginLook, takeRing } from "core/world/mod.ts";
import type { Kernel } from "./state.ts";
import { measuredAt, reject } from "./stream_clock.ts";

/** Farther things do not matter to where a robot may go within the next second, m. */
const farM = 4;

/** Notes what the scan that was just taken saw; for a lidar that does not see all around. */
export function noteLook(kernel: Kernel): void {
  const { params: p, state: s } = kernel;
  const g = p.scan;
  if (g === null || p.guards.evidence.seesAll === 1) return;
  beginLook(s.sight, s.odometry, s.scan.measuredNs);
  for (let i = 0; i < g.beams; i++) {
    const range = at(s.scan.rangesM, i);
    if (!(range >= 0)) continue;
    const free = Math.min(farM, range);
    const x = g.mountXM + free * at(g.cosines, i);
    const y = g.mountYM + free * at(g.sines, i);
    addSeen(s.sight, atan2(y, x), Math.sqrt(x * x + y * y));
  }
}

function noteCones(kernel: Kernel): void {
  const { params: p, state: s } = kernel;
  const g = p.ring;
  if (g === null || p.guards.evidence.seesAll === 1) return;
  if (p.scan === null) beginLook(s.sight, s.odometry, s.ring.measuredNs);
  for (let i = 0; i < g.count; i++) {
    const free = at(s.ring.freeM, i);
    if (free <= 0) continue;
    for (let k = -1; k <= 1; k++) {
      const angle = at(g.yawsRad, i) + k * 0.5 * g.coneRad;
      const x = g.atM * cos(at(g.yawsRad, i)) + Math.min(farM, free) * cos(angle);
      const y = g.atM * sin(at(g.yawsRad, i)) + Math.min(farM, free) * sin(angle);
      addSeen(s.sight, atan2(y, x), Math.sqrt(x * x + y * y));
    }
  }
}

/** Takes the sample of the ring, where it is to be believed. */
export function takeRingSample(kernel: Kernel, inputs: KernelInputs, nowNs: number): void {
  const { params: p, state: s } = kernel;
  const clock = s.samples.range;
  if (p.ring === null || inputs.range.fresh !== 1) return;
  const measuredNs = measuredAt(clock, inputs.range, nowNs, p.tickPeriodNs);
  if (measuredNs - measuredNs !== 0) return;
  if (!takeRing(s.ring, inputs.range, measuredNs, p.ring, s.odometry)) return reject(clock, nowNs);
  noteCones(kernel);
}
