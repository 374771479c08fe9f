/**
 * A steered drive (ackermann): it turns only while it rolls, no sharper than its lock, and the
 * lock takes time. The command's turn rate follows from speed and steering angle, so that what is
 * commanded is what the wheels can do.
 *
 * @module
 */
import { curvatureOf, driveKinds, sharpestPerM, steerOf } from "core/world/mod.ts";
import type { Kernel } from "./state.ts";

/** True for a drive that steers. */
export function isSteered(kernel: Kernel): boolean {
  return kernel.params.drive.kind === driveKinds.ackermann;
}

/** Least radius that the drive turns in, m; 0 for one that turns on the spot. */
export function leastRadiusM(kernel: Kernel): number {
  return 1 / sharpestPerM(kernel.params.drive);
}

/** Turn rate nearest to the wish that this drive can do at a speed, rad/s. */
export function possibleTurn(kernel: Kernel, linearMps: number, angularRadps: number): number {
  if (!isSteered(kernel)) return angularRadps;
  const most = Math.abs(linearMps) * sharpestPerM(kernel.params.drive);
  return angularRadps > most ? most : angularRadps < -most ? -most : angularRadps;
}

/** Largest steering angle at a speed for turns of at most `turnRadps`, rad. */
function steerCap(kernel: Kernel, speedMps: number, turnRadps: number): number {
  const { drive } = kernel.params;
  if (speedMps * sharpestPerM(drive) <= turnRadps) return drive.maxSteerRad;
  return steerOf(drive, turnRadps / speedMps);
}

/**
 * Moves the steering toward the arc that is wanted and gives the command the turn rate that
 * follows. A target that stands leaves the steering where it is. `turnRadps` bounds the turn rate;
 * `lastMps` is the speed of the tick before, from which the robot brakes at most by `downMps`.
 */
export function steer(kernel: Kernel, turnRadps: number, lastMps: number, downMps: number): void {
  const { params: p, state: s, work } = kernel;
  const { drive } = p;
  const step = drive.steerRadps * p.tickPeriodNs * 1e-9;
  if (work.targetLinearMps !== 0) {
    const wish = steerOf(drive, work.targetAngularRadps / work.targetLinearMps);
    const cap = steerCap(kernel, Math.abs(s.linearMps), turnRadps);
    const wanted = Math.min(cap, Math.max(-cap, wish));
    s.steerRad += Math.min(step, Math.max(-step, wanted - s.steerRad));
  }
  const curvature = Math.abs(curvatureOf(drive, s.steerRad));
  if (Math.abs(s.linearMps) * curvature > turnRadps) {
    // Faster than this lock allows: no faster than braking can make it, and than it was.
    const slowest = Math.max(0, Math.abs(lastMps) - downMps);
    const speed = Math.max(slowest, turnRadps / curvature);
    s.linearMps = s.linearMps < 0 ? -Math.min(speed, -s.linearMps) : Math.min(speed, s.linearMps);
  }
  // A zero without a sign: the bytes of a robot that stands are always the same.
  s.linearMps += 0;
  s.angularRadps = s.linearMps * curvatureOf(drive, s.steerRad) + 0;
}
