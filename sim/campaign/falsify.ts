/**
 * Looks for the values of a scenario's open parameters under which an expectation is nearest to
 * its violation: first at random, then by the cross-entropy method (Rubinstein and Kroese, 2004),
 * which draws anew around the best fifth of what was seen.
 *
 * @module
 */
import { createPrng, gauss, type Prng, uniform } from "core/math/mod.ts";
import { type OpenValue, valueAt } from "sim/scenario/mod.ts";

/** A point that was tried. */
export interface Trial {
  readonly values: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Margin of the expectation; below 0 it is violated. */
  readonly robustness: number;
}

/** What a search needs. */
export interface FalsifyOptions {
  readonly open: readonly OpenValue[];
  readonly seed: number;
  readonly budget: number;
  /** Margin at a point; null where the run cannot be made. */
  readonly run: (
    values: Readonly<Record<string, unknown>>,
    seed: number,
  ) => Promise<number | null>;
  /** Hears of each point that is worse than all before. */
  readonly worse: (trial: Trial, number: number) => void;
}

/** The part of the budget that is drawn at random, and the part of trials that lead the rest. */
const randomShare = 0.35;
const eliteShare = 0.2;
/** No dimension narrows below this share of its range, so that a lucky corner is not the end. */
const leastSpread = 0.03;
const perRound = 10;

interface Sampled {
  readonly shares: readonly number[];
  readonly trial: Trial;
}

function clampShare(share: number): number {
  return Math.min(1 - 1e-9, Math.max(0, share));
}

function meanAndSpread(values: readonly number[]): [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return [mean, Math.max(leastSpread, Math.sqrt(square / values.length))];
}

/** Draws around the best trials; choices are drawn from those that the best have, or any. */
function drawShares(open: readonly OpenValue[], elite: readonly Sampled[], prng: Prng): number[] {
  return open.map((one, index) => {
    if (elite.length === 0) return uniform(prng);
    const seen = elite.map((sample) => sample.shares[index] ?? 0);
    if (one.distribution.kind === "choice") {
      if (uniform(prng) < 0.2) return uniform(prng);
      return seen[Math.floor(uniform(prng) * seen.length)] ?? 0;
    }
    const [mean, spread] = meanAndSpread(seen);
    return clampShare(mean + gauss(prng) * spread);
  });
}

function valuesOf(open: readonly OpenValue[], shares: readonly number[]) {
  return Object.fromEntries(
    open.map((one, index) => [one.name, valueAt(one.distribution, shares[index] ?? 0)]),
  );
}

/** Searches; returns every point tried, the worst first. */
export async function falsify(options: FalsifyOptions): Promise<readonly Trial[]> {
  const { open, budget } = options;
  const prng = createPrng(options.seed, "falsify");
  const samples: Sampled[] = [];
  const atRandom = open.length === 0 ? budget : Math.ceil(budget * randomShare);
  let elite: readonly Sampled[] = [];
  let worst = Infinity;
  for (let number = 0; number < budget; number++) {
    const guided = number >= atRandom;
    if (guided && (number - atRandom) % perRound === 0) {
      const count = Math.max(2, Math.floor(samples.length * eliteShare));
      elite = samples.toSorted((a, b) => a.trial.robustness - b.trial.robustness).slice(0, count);
    }
    const shares = drawShares(open, guided ? elite : [], prng);
    const values = valuesOf(open, shares);
    // Where nothing is open the seed itself is what is searched.
    const seed = open.length === 0 ? (options.seed + number) >>> 0 : options.seed;
    const robustness = await options.run(values, seed);
    if (robustness === null) continue;
    const trial: Trial = { values, seed, robustness };
    samples.push({ shares, trial });
    if (robustness < worst) {
      worst = robustness;
      options.worse(trial, number + 1);
    }
  }
  return samples.map((sample) => sample.trial).sort((a, b) => a.robustness - b.robustness);
}
