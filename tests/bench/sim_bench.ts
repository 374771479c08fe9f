/** The lockstep simulation against the wall clock, and its parts against each other. @module */
import { type BenchResult, judge, probe } from "./result.ts";

/** Least simulated seconds a wall second that issue 3 asks for. */
const leastFactor = 100;

/** What an hour may leave: what is kept of each breach and each named event, and noise, MB. */
export const mostGrowthMB = 1;

/**
 * Factors of the demo over real time; the whole over physics and sensors alone; and what its
 * recording costs, as a share of the time that the demo may take.
 */
export async function simBench(): Promise<BenchResult[]> {
  const found = await probe("./sim_probe.ts", []);
  const of = (name: string): number => found[name] ?? NaN;
  const budgetS = of("simulatedS") / leastFactor;
  const higher = (name: string, value: number, goal: number): BenchResult =>
    judge(name, value, "x real time", "higher", goal);
  return [
    higher("sim.realTimeFactor.demo", of("simulatedS") / of("demoS"), leastFactor),
    // Five times the ticks for a fifth of the factor.
    higher("sim.realTimeFactor.1kHz", of("simulatedS") / of("fastS"), leastFactor / 5),
    // The kernel, expectations, invariants and hashes may cost one and a half times the world.
    judge("sim.kernelVsPhysicsAlone", of("demoS") / of("aloneS"), "ratio", "lower", 2.5),
    judge(
      "sim.recordingShare",
      Math.max(0, of("recordedS") - of("demoS")) / budgetS,
      "share of the 100x budget",
      "lower",
      1 / 3,
    ),
    higher("replay.realTimeFactor", of("simulatedS") / of("replayS"), leastFactor),
  ];
}

/**
 * Most that a robot among many may cost against one alone: linear but for the neighbours that it sees
 * and the caches that many share. A cost by the square would be 20.
 */
const mostRobotCost = 2;

/** What each of 5, 10 and 20 robots in one room costs, against a robot alone in it. */
export async function robotBench(): Promise<BenchResult[]> {
  const found = await probe("./fleet_probe.ts", []);
  const alone = found["1"] ?? NaN;
  return [5, 10, 20].map((count) => {
    const each = (found[String(count)] ?? NaN) / count;
    return judge(`sim.robotCost.${count}`, each / alone, "ratio", "lower", mostRobotCost);
  });
}

/** Growth of the heap over an hour of simulated time, after collection at both ends. */
export async function hourBench(): Promise<BenchResult[]> {
  const { startMB = NaN, endMB = NaN } = await probe("./hour_probe.ts", [], ["--expose-gc"]);
  return [judge("sim.heapGrowthMBPerHour", endMB - startMB, "MB", "lower", mostGrowthMB)];
}
