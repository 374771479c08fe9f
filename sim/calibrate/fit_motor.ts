/**
 * Top speed and lag of the drives, and the grip of the floor. Over a short window a first-order
 * motor obeys  w2 - w1 = (w_max / lag) * (sum of efforts) - (angle turned) / lag,  which is linear
 * in what is sought; the angle comes from the encoders as it is, no speed is needed for it. Where
 * wheels speed up less than their motors would, the floor holds no more: its friction shows.
 *
 * @module
 */
import type { DriveLog, WheelRow } from "./drive_log.ts";
import { type Fit, median, noFit, robustSigma, thin } from "./fit.ts";

/** Length of a window, and half of the span over which a speed is measured, in samples. */
const windowSamples = 20;
const halfSpan = 3;
/** Fewer windows in which something changes say too little. */
const leastWindows = 50;
/** Standard gravity, m/s2. */
const gravity = 9.80665;

interface Window {
  /** Change of speed, rad/s. */
  readonly change: number;
  /** Sum of effort over time, s. */
  readonly pushed: number;
  /** Angle turned, rad. */
  readonly turned: number;
  readonly tS: number;
  readonly lengthS: number;
}

type Side = "left" | "right";

function angle(row: WheelRow | undefined, side: Side): number {
  return (side === "left" ? row?.leftRad : row?.rightRad) ?? NaN;
}

function speedAt(rows: readonly WheelRow[], index: number, side: Side): number {
  const [a, b] = [rows[index - halfSpan], rows[index + halfSpan]];
  return (angle(b, side) - angle(a, side)) / ((b?.tS ?? NaN) - (a?.tS ?? NaN));
}

/** Windows of a wheel whose drive was on all the time and without a gap. */
function windowsOf(log: DriveLog, side: Side): Window[] {
  const rows = log.wheels;
  const found: Window[] = [];
  for (let at = halfSpan; at + windowSamples + halfSpan < rows.length; at += windowSamples >> 1) {
    let pushed = 0;
    let whole = true;
    for (let i = at + 1; i <= at + windowSamples; i++) {
      const [before, row] = [rows[i - 1], rows[i]];
      const dtS = (row?.tS ?? NaN) - (before?.tS ?? NaN);
      whole = whole && row?.enabled === true && dtS < 0.05;
      pushed += ((side === "left" ? row?.leftEffort : row?.rightEffort) ?? NaN) * dtS;
    }
    const change = speedAt(rows, at + windowSamples, side) - speedAt(rows, at, side);
    const turned = angle(rows[at + windowSamples], side) - angle(rows[at], side);
    const [from, to] = [rows[at]?.tS ?? NaN, rows[at + windowSamples]?.tS ?? NaN];
    if (!whole || change - change !== 0) continue;
    found.push({ change, pushed, turned, tS: from, lengthS: to - from });
  }
  return found;
}

/** change = a pushed - b turned by least squares. */
function solve(windows: readonly Window[]): { a: number; b: number } | null {
  let [pp, pt, tt, pc, tc] = [0, 0, 0, 0, 0];
  for (const { pushed, turned, change } of windows) {
    pp += pushed * pushed;
    pt += pushed * turned;
    tt += turned * turned;
    pc += pushed * change;
    tc += turned * change;
  }
  const det = pp * tt - pt * pt;
  if (!(det > 1e-9 * pp * tt)) return null;
  return { a: (pc * tt - tc * pt) / det, b: (pc * pt - tc * pp) / det };
}

function residualOf(one: Window, a: number, b: number): number {
  return one.change - a * one.pushed + b * one.turned;
}

/** Wheels that speed up less than this share of what their motors would do are held back. */
const heldBack = 0.7;
const leastHeldBack = 12;
/** Held back by grip they all speed up alike, whatever their motors would do. */
const alikeShare = 0.1;
const variedShare = 0.2;
/** Slower changes of speed than this are not looked at, rad/s2. */
const leastRadps2 = 1;

/** Spread of some values as a share of their middle. */
function spreadShare(values: readonly number[]): number {
  return robustSigma(values) / median(values);
}

/**
 * Accelerations of wheels that the floor held back, and the largest seen. A motor that is slower
 * than its file says also speeds up less, but by a share of what it is told; grip is one number.
 */
function gripOf(windows: readonly Window[], topRadps: number, lagS: number) {
  const most = Math.max(0, ...windows.map((one) => Math.abs(one.change) / one.lengthS));
  const hard = windows.flatMap((one) => {
    const wanted = Math.abs(topRadps * one.pushed - one.turned) / lagS / one.lengthS;
    const got = Math.abs(one.change) / one.lengthS;
    const slips = got > leastRadps2 && got > most / 2 && got < wanted * heldBack;
    return slips ? [{ wanted, got }] : [];
  });
  const held = hard.map((one) => one.got);
  const isGrip = held.length >= leastHeldBack && spreadShare(held) < alikeShare &&
    spreadShare(hard.map((one) => one.wanted)) > variedShare;
  return { held: isGrip ? held : [], most };
}

const speedPath = "robot.drive.maxWheelRadps";
const lagPath = "robot.drive.motorLagS";
const frictionPath = "sim.friction";

function frictionFit(windows: readonly Window[], topRadps: number, log: DriveLog): Fit {
  const { config } = log;
  const perRadps2 = config.robot.drive.wheelRadiusM / gravity;
  const { held, most } = gripOf(windows, topRadps, config.robot.drive.motorLagS);
  const before = config.sim.friction;
  if (held.length === 0) {
    const atLeast = (most * perRadps2).toFixed(2);
    return noFit(
      frictionPath,
      "1",
      before,
      `no slip was seen: the floor holds at least ${atLeast}`,
    );
  }
  const value = median(held) * perRadps2;
  const off = held.map((one) => one * perRadps2 - value);
  return {
    path: frictionPath,
    unit: "1",
    before,
    value,
    sigma: 1.2533 * 1.4826 * median(off.map(Math.abs)) / Math.sqrt(held.length),
    samples: held.length,
    note: "from wheels that sped up less than their motors would",
    residuals: {
      xLabel: "window",
      yLabel: "residual",
      points: thin(off.map((one, index): [number, number] => [index, one])),
    },
  };
}

/** Fits once more without the windows that the first fit cannot explain: slip, pushes, faults. */
function robust(windows: readonly Window[]): { a: number; b: number; kept: Window[] } | null {
  let kept = [...windows];
  let found = solve(kept);
  for (let round = 0; round < 4 && found !== null; round++) {
    const { a, b } = found;
    const off = windows.map((one) => Math.abs(residualOf(one, a, b)));
    const far = Math.max(0.02, 3 * 1.4826 * median(off));
    kept = windows.filter((_one, index) => (off[index] ?? 0) <= far);
    found = solve(kept);
  }
  return found === null ? null : { ...found, kept };
}

/** Fits the drives over all recordings. */
export function fitMotor(logs: readonly DriveLog[]): Fit[] {
  const [log] = logs;
  if (log === undefined) return [];
  const { drive } = log.config.robot;
  const windows = logs.flatMap((one) => [...windowsOf(one, "left"), ...windowsOf(one, "right")]);
  const moving = windows.filter((one) =>
    Math.abs(one.change) > 0.05 || Math.abs(one.turned) > 0.05
  );
  const found = moving.length < leastWindows ? null : robust(moving);
  if (found === null || !(found.b > 0) || !(found.a > 0)) {
    const note =
      `${moving.length} windows in which a driven wheel turns: ${leastWindows} are needed`;
    return [
      noFit(speedPath, "rad/s", drive.maxWheelRadps, note),
      noFit(lagPath, "s", drive.motorLagS, note),
      noFit(frictionPath, "1", log.config.sim.friction, note),
    ];
  }
  const { a, b, kept } = found;
  const off = kept.map((one) => residualOf(one, a, b));
  const spread = Math.sqrt(off.reduce((sum, one) => sum + one * one, 0) / kept.length);
  const pushed = Math.sqrt(kept.reduce((sum, one) => sum + one.pushed * one.pushed, 0));
  const share = spread / pushed / a;
  const residuals = {
    xLabel: "time, s",
    yLabel: "residual, rad/s",
    points: thin(kept.map((one, index): [number, number] => [one.tS, off[index] ?? 0])),
  };
  const friction = frictionFit(moving, a / b, log);
  const slipped = friction.value === null ? "" : "the wheels slipped: it may be shorter";
  const fit = (path: string, unit: string, before: number, value: number): Fit => ({
    path,
    unit,
    before,
    value,
    sigma: value * share,
    samples: kept.length,
    note: path === lagPath ? slipped : "",
    residuals: path === speedPath ? residuals : null,
  });
  return [
    fit(speedPath, "rad/s", drive.maxWheelRadps, a / b),
    fit(lagPath, "s", drive.motorLagS, 1 / b),
    friction,
  ];
}
