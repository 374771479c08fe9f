/**
 * People walk to and fro across the robot's ways in the depot of others, at 0.3 to 1.6 m/s, while
 * it goes to random goals: it touches nobody while it drives. People here stand and wait 0.3 m before
 * the robot, for ever, as the robot does before them: a goto that is given up for that is no
 * failure, so that only most of the goals must be reached. The figures are printed.
 */
import { isFull } from "tests/tier.ts";
import { driveTour, type TourFigures } from "./depot_tour.ts";
import { judgeTours } from "./tour_verdict.ts";

const seeds = isFull ? 20 : 1;
const goals = isFull ? 6 : 3;
/** Across the way to each goal. */
const people = 1;

Deno.test("depot: people who cross the robot's ways are never touched by it", () => {
  const all: TourFigures[] = [];
  for (let seed = 1; seed <= seeds; seed++) all.push(driveTour(seed, goals, "depot", people));
  judgeTours("depot people", all, { reachedShare: isFull ? 0.7 : 0.3, wayRatio: null });
});
