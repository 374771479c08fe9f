/**
 * The control loops that can be tuned in simulation: their gains, how far each is looked for, and
 * what a run of theirs is measured by.
 *
 * @module
 */
import type { Config } from "core/config/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";

/** One gain of a loop. */
export interface Gain {
  /** Dotted path in the config. */
  readonly path: string;
  readonly unit: string;
  /** Where it is looked for. */
  readonly least: number;
  readonly most: number;
}

/** What a loop is judged by: how wheels follow their set points, or how the robot follows its way. */
export type LoopKind = "wheels" | "way";

/** A loop by name. */
export interface Loop {
  readonly name: string;
  readonly kind: LoopKind;
  readonly gains: readonly Gain[];
}

const gain = (path: string, unit: string, least: number, most: number): Gain => ({
  path,
  unit,
  least,
  most,
});

/** Every loop. The ranges lie within those that the kernel itself takes. */
export const loops: readonly Loop[] = [
  {
    name: "wheelPid",
    kind: "wheels",
    gains: [
      gain("kernel.wheelPid.kp", "1", 0.02, 5),
      gain("kernel.wheelPid.ki", "1/s", 0.02, 20),
      gain("kernel.wheelPid.kd", "s", 0, 0.05),
      gain("kernel.wheelPid.kf", "1", 0.5, 2),
    ],
  },
  {
    name: "goto",
    kind: "way",
    gains: [
      gain("kernel.goto.headingGainPerS", "1/s", 0.3, 8),
      gain("kernel.goto.slowRadiusM", "m", 0.05, 2),
      gain("kernel.goto.minLinearMps", "m/s", 0.01, 0.3),
      gain("kernel.goto.turnFirstRad", "rad", 0.1, 1.5),
    ],
  },
  {
    name: "follow",
    kind: "way",
    gains: [
      gain("kernel.follow.lookaheadMinM", "m", 0.1, 1),
      gain("kernel.follow.lookaheadMaxM", "m", 0.3, 3),
      gain("kernel.follow.lookaheadS", "s", 0.3, 5),
      gain("kernel.follow.cornerM", "m", 0.02, 0.5),
      gain("kernel.follow.slowRadiusM", "m", 0.1, 2),
      gain("kernel.follow.rotateRad", "rad", 0.2, 1.5),
    ],
  },
];

/** The loop of a name, with or without `kernel.` before it. */
export function findLoop(text: string): Result<Loop> {
  const name = text.replace(/^kernel\./, "");
  const loop = loops.find((each) => each.name === name);
  if (loop !== undefined) return ok(loop);
  const names = loops.map((each) => each.name);
  return fail({
    code: "CLI_BAD_VALUE",
    message: `Cannot tune "${text}": no such loop`,
    value: text,
    help: `${didYouMean(name, names)} There are ${names.join(", ")}`,
  });
}

/** The value of each gain in a config. */
export function gainsOf(loop: Loop, config: Config): number[] {
  return loop.gains.map(({ path }) => {
    let found: unknown = config;
    for (const key of path.split(".")) {
      found = typeof found === "object" && found !== null ? Reflect.get(found, key) : undefined;
    }
    if (typeof found !== "number") throw new Error(`Invariant broken: no gain at ${path}`);
    return found;
  });
}

/**
 * Where a gain's value lies in its range, 0..1. By the square root, so that a step among small
 * values is small; without logarithms, whose last digits differ between machines.
 */
export function shareOf({ least, most }: Gain, value: number): number {
  const share = (Math.min(most, Math.max(least, value)) - least) / (most - least);
  return Math.sqrt(share);
}

/** The gain's value at a share of its range, with three digits: what is told is what was run. */
export function valueOf({ least, most }: Gain, share: number): number {
  const value = least + share * share * (most - least);
  return Math.min(most, Math.max(least, Number(value.toPrecision(3))));
}
