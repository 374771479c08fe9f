/** Outlines: of boxes, and the robot's at a pose. All x, y pairs in m. @module */
import { cos, sin } from "core/math/mod.ts";
import type { World } from "./world.ts";

/** Where a box lies. */
export interface BoxPlace {
  readonly xM: number;
  readonly yM: number;
  readonly widthM: number;
  readonly heightM: number;
  readonly yawRad: number;
}

/** Corners of a box, world coordinates. */
export function boxCorners(box: BoxPlace): Float64Array {
  const c = cos(box.yawRad);
  const s = sin(box.yawRad);
  const x = box.widthM / 2;
  const y = box.heightM / 2;
  const corners = Float64Array.from([x, -y, x, y, -x, y, -x, -y]);
  for (let i = 0; i < corners.length; i += 2) {
    const cx = corners[i] ?? 0;
    const cy = corners[i + 1] ?? 0;
    corners[i] = box.xM + c * cx - s * cy;
    corners[i + 1] = box.yM + s * cx + c * cy;
  }
  return corners;
}

/** Points along the outline, no further apart than `gapM`, corners included. */
export function rimPoints(footprint: Float64Array, gapM: number): Float64Array {
  const points: number[] = [];
  const n = footprint.length;
  for (let i = 0; i < n; i += 2) {
    const j = i + 2 < n ? i + 2 : 0;
    const ax = footprint[i] ?? 0;
    const ay = footprint[i + 1] ?? 0;
    const dx = (footprint[j] ?? 0) - ax;
    const dy = (footprint[j + 1] ?? 0) - ay;
    const parts = Math.max(1, Math.ceil(Math.sqrt(dx * dx + dy * dy) / gapM));
    for (let k = 0; k < parts; k++) points.push(ax + dx * k / parts, ay + dy * k / parts);
  }
  return Float64Array.from(points);
}

/** Greatest distance of the outline to base_link, m. */
export function circumradius(footprint: Float64Array): number {
  let radiusM = 0;
  for (let i = 0; i < footprint.length; i += 2) {
    const x = footprint[i] ?? 0;
    const y = footprint[i + 1] ?? 0;
    radiusM = Math.max(radiusM, Math.sqrt(x * x + y * y));
  }
  return radiusM;
}

/** Lays the robot's outline at a pose; `outline` is overwritten. */
export function layOutline(
  world: World,
  outline: Float64Array,
  x: number,
  y: number,
  c: number,
  s: number,
): void {
  const { footprint } = world.spec;
  for (let i = 0; i < footprint.length; i += 2) {
    const px = footprint[i] ?? 0;
    const py = footprint[i + 1] ?? 0;
    outline[i] = x + c * px - s * py;
    outline[i + 1] = y + s * px + c * py;
  }
}
