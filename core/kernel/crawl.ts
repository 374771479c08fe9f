/**
 * The legal way out of a stop zone (nav2 issue 3313): while a cause allows an operator to crawl,
 * only motion counts that brings the outline no nearer to what is near it.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import { outsideM } from "core/world/mod.ts";
import type { Kernel } from "./state.ts";

/** How far ahead the motion is looked at, s: 2 cm at crawl. */
const aheadS = 0.2;
/** Farther things do not matter at crawl, m. */
const nearM = 0.5;
/** Noise of a comparison, m. */
const tinyM = 1e-4;

/** Least distance of the near points to the outline, moved by (x, y, c, s), m. */
function leastM(kernel: Kernel, x: number, y: number, c: number, s: number): number {
  const { near } = kernel.work;
  const { footprint } = kernel.params;
  let least = Infinity;
  for (let i = 0; i < near.count; i++) {
    const dx = at(near.xM, i) - x;
    const dy = at(near.yM, i) - y;
    const away = outsideM(footprint, c * dx + s * dy, c * dy - s * dx);
    if (away < least) least = away;
  }
  return least;
}

/** Notes which way the robot went when its bumper was pressed: the thing is on that side. */
export function noteBumper(kernel: Kernel): void {
  const s = kernel.state;
  if (s.bumperPressed === 0) {
    s.bumperSign = 0;
    s.bumperSide = 0;
    return;
  }
  if (s.bumperSign !== 0 || s.bumperSide !== 0) return;
  const way = s.linearMps !== 0 ? s.linearMps : s.odometry.linearMps;
  const side = s.lateralMps !== 0 ? s.lateralMps : s.odometry.lateralMps;
  s.bumperSign = way > 0 ? 1 : way < 0 ? -1 : 0;
  s.bumperSide = side > 0 ? 1 : side < 0 ? -1 : 0;
}

/** True for a twist that would bring the robot nearer to something near. */
export function reducesClearance(
  kernel: Kernel,
  linearMps: number,
  lateralMps: number,
  angularRadps: number,
): boolean {
  if (linearMps === 0 && lateralMps === 0 && angularRadps === 0) return false;
  const { bumperSign, bumperSide } = kernel.state;
  if (bumperSign * linearMps > 0 || bumperSide * lateralMps > 0) return true;
  const now = leastM(kernel, 0, 0, 1, 0);
  if (now > nearM) return false;
  const turn = angularRadps * aheadS;
  const middle = turn * 0.5;
  const way = linearMps * aheadS;
  const side = lateralMps * aheadS;
  const c = cos(middle);
  const s = sin(middle);
  const after = leastM(kernel, way * c - side * s, way * s + side * c, cos(turn), sin(turn));
  return after < now - tinyM;
}
