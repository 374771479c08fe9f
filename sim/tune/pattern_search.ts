/**
 * The pattern search of Hooke and Jeeves (Direct Search Solution of Numerical and Statistical
 * Problems, 1961): tries each coordinate by a step up and down, leaps on along what helped, and
 * halves the steps where nothing does. It needs no derivative and no random numbers, so that the
 * same search finds the same point everywhere.
 *
 * @module
 */
import { at } from "core/fault.ts";

/** What is searched: a point has coordinates from 0 to 1. */
export interface PatternSearch {
  readonly start: readonly number[];
  /** Most points that are tried, the start included. */
  readonly budget: number;
  /** The cost of a point. */
  readonly cost: (point: readonly number[]) => Promise<number>;
}

/** What was found. */
export interface PatternFound {
  readonly point: readonly number[];
  readonly cost: number;
  /** Points that were tried. */
  readonly tried: number;
}

/** First and last step, as shares of a range. */
const firstStep = 0.16;
const lastStep = 0.01;

interface Best {
  point: readonly number[];
  cost: number;
}

/** Tries points, each once, as long as the budget lasts. */
function createTrials(search: PatternSearch) {
  const known = new Map<string, number>();
  return {
    count: () => known.size,
    isOver: () => known.size >= search.budget,
    try: async (point: readonly number[]): Promise<number> => {
      const key = point.map((share) => share.toFixed(6)).join(" ");
      const before = known.get(key);
      if (before !== undefined) return before;
      if (known.size >= search.budget) return Infinity;
      const cost = await search.cost(point);
      known.set(key, cost);
      return cost;
    },
  };
}

type Trials = ReturnType<typeof createTrials>;

function moved(point: readonly number[], index: number, by: number): number[] {
  return point.map((share, i) => i === index ? Math.min(1, Math.max(0, share + by)) : share);
}

/** Looks around a point, coordinate by coordinate; what is better is kept at once. */
async function explore(from: Best, step: number, trials: Trials): Promise<Best> {
  let best = from;
  for (let index = 0; index < from.point.length; index++) {
    for (const by of [step, -step]) {
      const point = moved(best.point, index, by);
      const cost = await trials.try(point);
      if (cost >= best.cost) continue;
      best = { point, cost };
      break;
    }
  }
  return best;
}

/** Searches for the point of least cost. */
export async function searchPattern(search: PatternSearch): Promise<PatternFound> {
  const trials = createTrials(search);
  let best: Best = { point: search.start, cost: await trials.try(search.start) };
  let step = firstStep;
  while (step >= lastStep && !trials.isOver()) {
    const found = await explore(best, step, trials);
    if (found.cost >= best.cost) {
      step /= 2;
      continue;
    }
    // As far again in the direction that helped, and a look around there.
    const leap = found.point.map((share, i) =>
      Math.min(1, Math.max(0, 2 * share - at(best.point, i)))
    );
    best = found;
    const there = await explore({ point: leap, cost: await trials.try(leap) }, step, trials);
    if (there.cost < best.cost) best = there;
  }
  return { ...best, tried: trials.count() };
}
