/**
 * What a brain may know of its robot: the kernel's outputs in names and units, small enough for a
 * prompt.
 *
 * @module
 */
import { why } from "core/kernel/mod.ts";
import { atan2 } from "core/math/mod.ts";
import {
  intentActions,
  type KernelOutputs,
  nameOf,
  type ReasonNames,
  type ScanInput,
} from "core/messages/mod.ts";
import type { ScanGeometry } from "core/world/mod.ts";
import { type PlaceView, placeViews, type ViewPlace, type WaysKnown } from "./place_view.ts";

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
  /** The robot does not know where it is. */
  readonly lost: boolean;
  /** Standard deviation of the position, m. */
  readonly poseSigmaM: number;
  /** Null where there is no gauge. */
  readonly batteryPercent: number | null;
  /** Way that the charge lasts for with its reserve kept, and way home, m; null = not known. */
  readonly rangeM: number | null;
  readonly homeM: number | null;
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
  /** Age of the scan that the sectors come from, ms; null where there is none. */
  readonly scanAgeMs: number | null;
  /** The nearest places, at most `mostPlaces`. */
  readonly places: readonly PlaceView[];
}

/** What a view is made of beside the kernel's outputs. */
export interface ViewParts {
  /** Names behind the bits of relays and signals. */
  readonly relays: readonly string[];
  /** What the owner calls rules and relays, for the why-line. */
  readonly said: ReasonNames;
  readonly sectors: readonly SectorView[] | null;
  readonly scanAgeMs: number | null;
  readonly places: readonly ViewPlace[];
  /** Null where nothing plans. */
  readonly ways: WaysKnown | null;
}

const finite = (value: number): number | null => Number.isFinite(value) ? value : null;

/** Age of a scan, ms; null where none has come. */
export function scanAgeMs(scan: ScanInput, nowNs: number): number | null {
  return scan.count === 0 ? null : Math.max(0, nowNs - scan.measuredNs) * 1e-6;
}

/** Views the outputs of the last tick. */
export function worldView(out: KernelOutputs, parts: ViewParts): WorldView {
  const { relays, sectors, places, ways } = parts;
  const said = why(out, [], parts.said);
  return {
    x: out.odomXM,
    y: out.odomYM,
    yawRad: out.odomYawRad,
    linearMps: out.odomLinearMps,
    angularRadps: out.odomAngularRadps,
    lost: out.lost === 1,
    poseSigmaM: out.poseSigmaM,
    batteryPercent: finite(out.batteryPercent),
    rangeM: finite(out.rangeM),
    homeM: finite(out.homeM),
    mode: said.mode,
    failsafe: said.action,
    cause: said.cause,
    why: said.line,
    freeM: finite(out.freeM),
    skill: nameOf(intentActions, out.skill),
    on: relays.filter((_name, bit) => ((out.relays >>> bit) & 1) === 1),
    sectors,
    scanAgeMs: parts.scanAgeMs,
    places: placeViews(places, out, ways),
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
