/** From the open values of a scenario to the points of a sweep: a grid, or a Latin hypercube. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { createPrng, integer, uniform } from "core/math/mod.ts";
import { didYouMean } from "core/nearest.ts";
import { type LoadedScenario, type OpenValue, valueAt } from "sim/scenario/mod.ts";

/** Values of the open parameters at one point. */
export type SweepPoint = Readonly<Record<string, unknown>>;

/** Most points of one sweep. */
const maxPoints = 100_000;

/** Values of one axis of a grid: all of a choice, all whole numbers that fit, else evenly spread. */
function axis(open: OpenValue, count: number): unknown[] {
  const { kind, options, low, high } = open.distribution;
  if (kind === "choice") return [...options];
  const steps = kind === "integer" ? Math.min(count, Math.floor(high - low) + 1) : count;
  const last = kind === "integer" ? steps : Math.max(1, steps - 1);
  const values: unknown[] = [];
  for (let i = 0; i < steps; i++) values.push(valueAt(open.distribution, i / last));
  return values;
}

function grid(open: readonly OpenValue[], count: number): SweepPoint[] {
  let points: SweepPoint[] = [{}];
  for (const one of open) {
    points = points.flatMap((point) =>
      axis(one, count).map((value) => ({ ...point, [one.name]: value }))
    );
    if (points.length > maxPoints) break;
  }
  return points;
}

/** Each value's range is cut into `count` slices; each slice of each value is met once. */
function latin(open: readonly OpenValue[], count: number, seed: number): SweepPoint[] {
  const points: Record<string, unknown>[] = Array.from({ length: count }, () => ({}));
  for (const one of open) {
    const prng = createPrng(seed, `sweep.${one.name}`);
    const order = Array.from({ length: count }, (_item, index) => index);
    for (let i = count - 1; i > 0; i--) {
      const j = integer(prng, i + 1);
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    for (const [index, point] of points.entries()) {
      point[one.name] = valueAt(one.distribution, ((order[index] ?? 0) + uniform(prng)) / count);
    }
  }
  return points;
}

/** The points of a scenario's sweep; one empty point where it has none. */
export function sweepPoints(loaded: LoadedScenario, seed: number): Result<readonly SweepPoint[]> {
  const { sweep } = loaded.scenario;
  if (sweep === undefined) return ok([{}]);
  const known = loaded.open.map((one) => one.name);
  const unknown = sweep.over?.find((name) => !known.includes(name));
  const place = loaded.placeOf(["sweep"]);
  if (unknown !== undefined) {
    return fail({
      code: "SIM_SCENARIO",
      message: `Cannot sweep over "${unknown}": the scenario does not leave it open`,
      place,
      help: didYouMean(unknown, known),
    });
  }
  const open = loaded.open.filter((one) => sweep.over?.includes(one.name) ?? true);
  const points = sweep.grid === undefined
    ? latin(open, sweep.latin ?? 1, seed)
    : grid(open, sweep.grid);
  if (points.length <= maxPoints) return ok(points);
  return fail({
    code: "SIM_SCENARIO",
    message: `Cannot sweep ${points.length} points: at most ${maxPoints}`,
    place,
    help: "take fewer points of the grid, or sweep: { latin: 100 }",
  });
}
