/**
 * What a brain may know of its robot: the kernel's outputs in names and units, small enough for a
 * prompt.
 *
 * @module
 */
import { why } from "core/kernel/mod.ts";
import { atan2 } from "core/math/mod.ts";
import { intentActions, type KernelOutputs, nameOf, type ScanInput } from "core/messages/mod.ts";
import type { ScanGeometry } from "core/world/mod.ts";

/** The nearest thing within a sector about the robot. */
export interface SectorView {
  readonly name: string;
  /** m from the sensor; null where nothing is in range. */
  readonly nearestM: number | null;
}

/** The robot as its brain sees it: m, rad, m/s, map frame. */
export interface WorldView {
  readonly x: number;
  readonly y: number;
  readonly yawRad: number;
  readonly linearMps: number;
  readonly angularRadps: number;
  /** Null where there is no gauge. */
  readonly batteryPercent: number | null;
  readonly mode: string;
  readonly failsafe: string;
  readonly cause: string;
  readonly why: string;
  /** Way free along the present arc; null where nothing is near. */
  readonly freeM: number | null;
  /** The running skill's action; "none" where none runs. */
  readonly skill: string;
  /** Relays and signals that are on. */
  readonly on: readonly string[];
  /** Null where the robot has no range sensor. */
  readonly sectors: readonly SectorView[] | null;
}

/** Views the outputs of the last tick; `relays` are the names behind the bits. */
export function worldView(
  out: KernelOutputs,
  relays: readonly string[],
  sectors: readonly SectorView[] | null,
): WorldView {
  const said = why(out);
  return {
    x: out.odomXM,
    y: out.odomYM,
    yawRad: out.odomYawRad,
    linearMps: out.odomLinearMps,
    angularRadps: out.odomAngularRadps,
    batteryPercent: Number.isFinite(out.batteryPercent) ? out.batteryPercent : null,
    mode: said.mode,
    failsafe: said.action,
    cause: said.cause,
    why: said.line,
    freeM: Number.isFinite(out.freeM) ? out.freeM : null,
    skill: nameOf(intentActions, out.skill),
    on: relays.filter((_name, bit) => ((out.relays >>> bit) & 1) === 1),
    sectors,
  };
}

const sectorNames = [
  "front",
  "front-left",
  "left",
  "rear-left",
  "rear",
  "rear-right",
  "right",
  "front-right",
] as const;
const eighth = 0.7853981633974483;

/** The nearest range in each of eight sectors, counter-clockwise from the front; null without scan. */
export function sectorViews(scan: ScanInput, geometry: ScanGeometry | null): SectorView[] | null {
  if (geometry === null || scan.count === 0) return null;
  const nearest = new Float64Array(8).fill(Infinity);
  for (let i = 0; i < scan.count; i++) {
    const range = scan.rangesM[i] ?? NaN;
    if (!Number.isFinite(range)) continue;
    const angle = atan2(geometry.sines[i] ?? 0, geometry.cosines[i] ?? 1);
    const sector = ((Math.round(angle / eighth) % 8) + 8) % 8;
    if (range < (nearest[sector] ?? Infinity)) nearest[sector] = range;
  }
  return sectorNames.map((name, index) => {
    const range = nearest[index] ?? Infinity;
    return { name, nearestM: Number.isFinite(range) ? Math.round(range * 100) / 100 : null };
  });
}
