/**
 * The outline of a robot on the floor: the convex hull of what its simple solids cover, seen from
 * above. Round things are taken as polygons around them, so that the outline never cuts one.
 *
 * @module
 */
import { cos, sin } from "core/math/mod.ts";
import { type Link, placed, type Solid, type Triple } from "./urdf_tree.ts";

type Point = readonly [number, number];

/** Most corners of a footprint. */
const mostCorners = 32;
const turn = 6.283185307179586;

/** Points whose hull covers a solid, root's frame; round ones by so many corners. */
function pointsOf(solid: Solid, corners: number): Triple[] {
  const [x, y, z] = solid.half;
  const signs = [-1, 1] as const;
  if (solid.kind === "box") {
    return signs.flatMap((a) =>
      signs.flatMap((b) => signs.map((c) => placed(solid.frame, [a * x, b * y, c * z])))
    );
  }
  // Corners of a polygon around a circle of radius 1.
  const around = 1 / cos(turn / 2 / corners);
  const rim = Array.from({ length: corners }, (_, i): Point => {
    const angle = (i + 0.5) * turn / corners;
    return [cos(angle) * around, sin(angle) * around];
  });
  if (solid.kind === "sphere") {
    const [cx, cy, cz] = solid.frame.at;
    return rim.map(([c, s]): Triple => [cx + c * x, cy + s * x, cz]);
  }
  return rim.flatMap(([c, s]) =>
    signs.map((side) => placed(solid.frame, [c * x, s * y, side * z]))
  );
}

const across = (o: Point, a: Point, b: Point): number =>
  (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

function half(points: readonly Point[]): Point[] {
  const chain: Point[] = [];
  for (const point of points) {
    for (;;) {
      const [before, last] = [chain.at(-2), chain.at(-1)];
      if (before === undefined || last === undefined || across(before, last, point) > 1e-9) break;
      chain.pop();
    }
    chain.push(point);
  }
  return chain.slice(0, -1);
}

/** Convex hull, counter-clockwise (Andrew's monotone chain). */
function hull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  return [...half(sorted), ...half(sorted.toReversed())];
}

function bounds(points: readonly Point[]): Point[] {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  return [[left, low], [right, low], [right, high], [left, high]];
}

/** The outline about a point of the root's frame, m; null where there are no simple solids. */
export function urdfOutline(
  links: ReadonlyMap<string, Link>,
  originXM: number,
  originYM: number,
): [number, number][] | null {
  const solids = [...links.values()].flatMap((link) => link.solids);
  if (solids.length === 0) return null;
  const seen = (corners: number): Point[] =>
    solids.flatMap((solid) => pointsOf(solid, corners))
      .map(([x, y]): Point => [round(x - originXM), round(y - originYM)]);
  const found = [16, 8, 4].map((corners) => hull(seen(corners)))
    .find((outline) => outline.length <= mostCorners) ?? bounds(seen(4));
  return found.length < 3 ? null : found.map(([x, y]): [number, number] => [x, y]);
}

/** To a tenth of a millimetre: what a drawing says. */
function round(m: number): number {
  return Math.round(m * 1e4) / 1e4;
}
