/**
 * I8 by brute force: the footprint swept in fine steps along the arc of a command until
 * standstill, against the points of the newest good scan. Shares no code with core/world: its own
 * polygon, its own sines, its own way to stop.
 *
 * @module
 */
import { driveKinds } from "core/world/mod.ts";
import type { KernelOutputs } from "core/messages/mod.ts";
import type { Rig } from "./kernel_fixture.ts";

/** What the oracle remembers between ticks. */
export interface RoomOracle {
  /** Points in the map frame as odometry had it when the scan was taken. */
  points: (readonly [number, number])[];
  scanNs: number;
  x: number;
  y: number;
  yaw: number;
  linearMps: number;
  lateralMps: number;
  angularRadps: number;
}

/** An oracle that has seen nothing. */
export function createRoomOracle(): RoomOracle {
  const rest = { linearMps: 0, lateralMps: 0, angularRadps: 0 };
  return { points: [], scanNs: -Infinity, x: 0, y: 0, yaw: 0, ...rest };
}

/** Half of the bench robot's length and width, m, less what rounding and age may add. */
const halfLengthM = 0.2 - 0.012;
const halfWidthM = 0.15 - 0.012;
const steps = 60;

function takePoints(oracle: RoomOracle, rig: Rig, out: KernelOutputs): void {
  const { scan } = rig.inputs;
  const { odomXM: x, odomYM: y, odomYawRad: yaw } = out;
  oracle.points = [];
  for (let i = 0; i < scan.count; i++) {
    const range = scan.rangesM[i] ?? NaN;
    if (!(range >= 0 && range <= 12)) continue;
    const angle = yaw - Math.PI + i * 2 * Math.PI / scan.count;
    oracle.points.push([x + range * Math.cos(angle), y + range * Math.sin(angle)]);
  }
}

/** A fix moves robot and points alike: the room about the robot is the same. */
function carry(oracle: RoomOracle, out: KernelOutputs): void {
  const turn = out.odomYawRad - oracle.yaw;
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  oracle.points = oracle.points.map(([px, py]) => {
    const [dx, dy] = [px - oracle.x, py - oracle.y];
    return [out.odomXM + c * dx - s * dy, out.odomYM + s * dx + c * dy] as const;
  });
}

function touches(oracle: RoomOracle, x: number, y: number, yaw: number): boolean {
  const [c, s] = [Math.cos(yaw), Math.sin(yaw)];
  return oracle.points.some(([px, py]) => {
    const [dx, dy] = [px - x, py - y];
    return Math.abs(c * dx + s * dy) < halfLengthM && Math.abs(c * dy - s * dx) < halfWidthM;
  });
}

function sweepHits(oracle: RoomOracle, rig: Rig, out: KernelOutputs): boolean {
  const p = rig.compiled.params;
  const { linearMps: v, lateralMps: u, angularRadps: w, odomXM, odomYM, odomYawRad } = out;
  const react = p.tickPeriodNs * 1e-9 + p.drive.lagS + p.obstacle.reactionS;
  const stopS = react + Math.max(Math.hypot(v, u) / p.stopMps2, Math.abs(w) / p.stopRadps2) / 2;
  let [x, y, yaw] = [odomXM, odomYM, odomYawRad];
  for (let i = 0; i < steps; i++) {
    const dt = stopS / steps;
    const [c, s] = [Math.cos(yaw + w * dt / 2), Math.sin(yaw + w * dt / 2)];
    x += (v * c - u * s) * dt;
    y += (v * s + u * c) * dt;
    yaw += w * dt;
    if (touches(oracle, x, y, yaw)) return true;
  }
  return false;
}

/** Judges one tick; null, or what is wrong with it. */
export function judgeRoom(oracle: RoomOracle, rig: Rig, out: KernelOutputs): string | null {
  const { stopMps2, stopRadps2, tickPeriodNs } = rig.compiled.params;
  const dtS = tickPeriodNs * 1e-9;
  if (rig.inputs.poseFix.fresh === 1) carry(oracle, out);
  if (rig.monitor.scanNs !== oracle.scanNs) {
    oracle.scanNs = rig.monitor.scanNs;
    // A scan by a wrong clock is not believed; the last one that was ages instead.
    if (rig.inputs.scan.measuredNs === oracle.scanNs) takePoints(oracle, rig, out);
  }
  // A car's turn falls with its speed: it brakes along its curve.
  const steered = rig.compiled.params.drive.kind === driveKinds.ackermann;
  const falls =
    Math.abs(out.lateralMps) <= Math.max(0, Math.abs(oracle.lateralMps) - stopMps2 * dtS) + 1e-9 &&
    Math.abs(out.linearMps) <= Math.max(0, Math.abs(oracle.linearMps) - stopMps2 * dtS) + 1e-9 &&
    (steered || Math.abs(out.angularRadps) <=
        Math.max(0, Math.abs(oracle.angularRadps) - stopRadps2 * dtS) + 1e-9);
  oracle.x = out.odomXM;
  oracle.y = out.odomYM;
  oracle.yaw = out.odomYawRad;
  oracle.linearMps = out.linearMps;
  oracle.lateralMps = out.lateralMps;
  oracle.angularRadps = out.angularRadps;
  const moves = out.linearMps !== 0 || out.lateralMps !== 0 || out.angularRadps !== 0;
  // A point inside the outline is no room to judge: the robot touches it already.
  if (!moves || falls || touches(oracle, out.odomXM, out.odomYM, out.odomYawRad)) return null;
  return sweepHits(oracle, rig, out)
    ? `${out.linearMps} m/s, ${out.lateralMps} m/s aside, ${out.angularRadps} rad/s leads into what the scan shows`
    : null;
}
