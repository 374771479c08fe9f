/**
 * How far the authority of an agent reaches: speed, region, relays, time. The gate refuses what
 * lies outside; the limiter holds a running skill inside, with room to brake.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { cos, sin } from "core/math/mod.ts";
import type { ScopeParams } from "./params.ts";
import { reactionS } from "./room.ts";
import type { Kernel } from "./state.ts";

/** The scope of a source. */
export function scopeOf(kernel: Kernel, source: number): ScopeParams {
  return at(kernel.params.scopes, source);
}

/** True where a scope limits motion at all; most do not. */
export function isLimited(kernel: Kernel, source: number): boolean {
  const scope = scopeOf(kernel, source);
  return scope.region !== null || scope.maxLinearMps < Infinity || scope.forNs < Infinity;
}

/** True where the time of a scope is over. */
export function isOver(kernel: Kernel, scope: ScopeParams, nowNs: number): boolean {
  return nowNs - kernel.state.startedNs > scope.forNs;
}

/** True for a point inside a polygon of x, y pairs (crossing number; edges count as inside or out). */
export function isWithin(region: Float64Array, x: number, y: number): boolean {
  let inside = false;
  const n = region.length;
  for (let i = 0; i < n; i += 2) {
    const j = i === 0 ? n - 2 : i - 2;
    const xi = at(region, i);
    const yi = at(region, i + 1);
    const xj = at(region, j);
    const yj = at(region, j + 1);
    const crosses = (yi > y) !== (yj > y);
    if (crosses && x < (xj - xi) * (y - yi) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/**
 * The speed that a source may have in one direction (1 forward, -1 backward; with `across` 1 left,
 * -1 right): its cap, and zero where braking from the present speed would end outside its region.
 */
export function scopeCapMps(
  kernel: Kernel,
  source: number,
  direction: number,
  nowNs: number,
  across = 0,
): number {
  const scope = scopeOf(kernel, source);
  if (isOver(kernel, scope, nowNs)) return 0;
  if (scope.region === null) return scope.maxLinearMps;
  return Math.min(scope.maxLinearMps, regionCapMps(kernel, scope.region, direction, nowNs, across));
}

/** Infinity where braking from the present speed ends inside a region, else zero. */
export function regionCapMps(
  kernel: Kernel,
  region: Float64Array,
  direction: number,
  nowNs: number,
  across = 0,
): number {
  const { params: p, state: s } = kernel;
  const o = s.odometry;
  const speed = Math.abs(across === 1 ? s.lateralMps : s.linearMps);
  const stopM = speed * reactionS(kernel, nowNs) + speed * speed / (2 * p.stopMps2);
  const reachM = direction * (stopM + p.footprint.circumradiusM + p.obstacle.marginM);
  const c = cos(o.yawRad);
  const sn = sin(o.yawRad);
  const x = o.xM + reachM * (across === 1 ? -sn : c);
  const y = o.yM + reachM * (across === 1 ? c : sn);
  const here = isWithin(region, o.xM, o.yM);
  return here && isWithin(region, x, y) ? Infinity : 0;
}
