/** The verdict over tours of several seeds: its figures are printed, its bounds asserted. @module */
import assert from "node:assert/strict";
import { quantile, say, type TourFigures } from "./depot_tour.ts";

/** Least share of goals that is reached, and the longest way over the shortest; null = any. */
export interface TourBounds {
  readonly reachedShare: number;
  readonly wayRatio: number | null;
}

/** Says what became of tours, then fails where they broke a bound. */
export function judgeTours(name: string, all: readonly TourFigures[], bounds: TourBounds): void {
  const sum = (pick: (one: TourFigures) => number): number =>
    all.reduce((total, one) => total + pick(one), 0);
  const ratios = all.flatMap((one) => one.ratios);
  const [goals, reached] = [sum((one) => one.goals), sum((one) => one.reached)];
  const failures = all.flatMap((one) => one.failures);
  say(
    `${name}: ${reached} of ${goals} reached over ${all.length} seeds, ` +
      `${sum((one) => one.collisions)} collisions, ${sum((one) => one.keepoutTicks)} ticks in ` +
      `keep-out, ${sum((one) => one.speedTicks)} ticks above the mask, way over shortest p50 ` +
      `${quantile(ratios, 0.5).toFixed(3)} p95 ${quantile(ratios, 0.95).toFixed(3)} max ` +
      `${Math.max(...ratios).toFixed(3)}, pose error p95 ` +
      `${quantile(all.flatMap((one) => one.poseM), 0.95).toFixed(3)} m`,
  );
  for (const line of failures) say(`  ${line}`);
  assert.ok(reached >= bounds.reachedShare * goals, failures.join("\n"));
  assert.equal(sum((one) => one.collisions), 0, "collisions");
  assert.equal(sum((one) => one.keepoutTicks), 0, "keep-out");
  assert.equal(sum((one) => one.speedTicks), 0, "speed mask");
  assert.equal(sum((one) => one.violations), 0, "invariants");
  assert.ok(ratios.length > 0, "no way was long enough to be compared");
  if (bounds.wayRatio === null) return;
  assert.ok(Math.max(...ratios) <= bounds.wayRatio, `${Math.max(...ratios)}`);
}
