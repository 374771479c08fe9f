/**
 * A robot of the TurtleBot3's limits in the tb3_sandbox map of others: six walls about nine equal
 * pillars, on a floor that slips. Random goals are reached without a touch, on ways hardly longer
 * than the shortest. The figures are printed.
 */
import { isFull } from "tests/tier.ts";
import { driveTour, type TourFigures } from "./depot_tour.ts";
import { judgeTours } from "./tour_verdict.ts";

const seeds = isFull ? 20 : 1;
const goals = isFull ? 30 : 8;

Deno.test("tb3_sandbox: random goals between the pillars are reached, untouched, by short ways", () => {
  const all: TourFigures[] = [];
  for (let seed = 1; seed <= seeds; seed++) all.push(driveTour(seed, goals, "tb3_sandbox"));
  judgeTours("sandbox goals", all, { reachedShare: 0.95, wayRatio: 1.15 });
});
