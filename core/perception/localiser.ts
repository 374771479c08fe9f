/**
 * Localisation in a given map, scan by scan: follows the pose that the kernel believes, and looks
 * for the robot about it in growing circles while the scans fit nowhere. What it says are fixes
 * with covariance and a quality; whether to take them is the kernel's decision.
 *
 * Deterministic: the same scans and poses give the same fixes. Allocates nothing after creation.
 *
 * @module
 */
import type { LikelihoodField } from "./field.ts";
import {
  clearShare,
  createMatch,
  createScanPoints,
  farPull,
  type MatchResult,
  matchScan,
  nearPull,
  type ScanPoints,
} from "./match.ts";
import { type BeamScan, takePoints } from "./scan_points.ts";
import { beginSearch, createPlaceSearch, type PlaceSearch, searchSlice } from "./search.ts";

/** How a localiser works (config `world.localisation`). */
export interface LocaliserOptions {
  /** Beams of a scan that are matched. */
  readonly beams: number;
  /** Share of beams on the map below which a match is bad. */
  readonly leastQuality: number;
  /** First and last radius of a search, m. */
  readonly searchM: number;
  readonly searchMaxM: number;
}

/** A scan with the pose that the kernel had at its time: m, rad, map frame. */
export interface LocaliserScan extends BeamScan {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
  /** The robot's speed, for it is looked for only where it stands. */
  readonly linearMps: number;
  readonly angularRadps: number;
  /** 1 = the kernel says that it is lost. */
  readonly lost: number;
  /** Standard deviation of its position, m. */
  readonly sigmaM: number;
}

/** A localiser. */
export interface Localiser {
  readonly field: LikelihoodField;
  readonly options: LocaliserOptions;
  readonly points: ScanPoints;
  readonly match: MatchResult;
  readonly search: PlaceSearch;
  /** Scan of the search: points and pose stay while the slices run. */
  radiusM: number;
  /** Matches in a row that fit, but not well, although the scan should tell. */
  suspect: number;
  /** So many more scans are told as not fitting: another place fits them better. */
  beaten: number;
  /** 1 = a search found a place: it is checked scan by scan until the kernel takes it. */
  found: number;
}

/** Poses of the lattice that one scan may cost: about 10 ms. */
const slicePoses = 24_000;
/** A search needs the robot to stand, m/s and rad/s. */
const standsMps = 0.02;
const standsRadps = 0.05;
/** A scan in which fewer beams met anything says nothing of the place. */
const leastPoints = 8;
/** A place that was looked for must fit this well: a wall alone fits many places. */
const foundQuality = 0.75;

/** Above this uncertainty the nearest fit may be the wrong one: all places about are compared, m. */
const vagueM = 0.45;
/** A vague pose is looked for within this many sigmas, and this much of its heading, rad. */
const vagueSigmas = 3;
const vagueRad = 0.6;
/** Share of beams that must have met something to tell places apart. */
const tellingHits = 0.3;
/** With the pose half known fewer are enough. */
const tellingApart = 0.2;
const wholeTurnRad = 4;
/** With fewer than that a fit must be this good. */
const sparseQuality = 0.85;

/** A match may move a pose that the scan fits by so much, m, and so many of its sigmas. */
const slideM = 0.2;
const slideSigmas = 3;
/** The scan fits a pose with this share of its beams on the map. */
const guessHolds = 0.55;

/** With this share of beams on the map the pose needs no further proof. */
const plainQuality = 0.6;

/**
 * A scan that should tell but fits no better than this is looked at again after so many in a row:
 * a robot carried along a corridor sees much of the same walls.
 */
const suspectQuality = 0.8;
const suspectScans = 8;
/** Another place must fit by so much better to beat the pose that is followed. */
const betterBy = 0.2;
/** And lie so far off, m: nearer ones the match finds itself. */
const elsewhereM = 0.5;
/** Scans that are then told as not fitting: long enough for the kernel to say that it is lost. */
const beatenScans = 20;

/** Makes a localiser over a field. */
export function createLocaliser(field: LikelihoodField, options: LocaliserOptions): Localiser {
  return {
    field,
    options,
    points: createScanPoints(options.beams),
    match: createMatch(),
    search: createPlaceSearch(),
    radiusM: options.searchM,
    suspect: 0,
    beaten: 0,
    found: 0,
  };
}

/** Matches from what stands in `match`, and counts beams that would go through walls. */
function fitsWell(l: Localiser): boolean {
  const { match } = l;
  if (!matchScan(l.field, l.points, match, farPull)) return false;
  match.quality *= clearShare(l.field, l.points, match);
  return match.quality >= foundQuality;
}

/** Matches again from the place that a search found; false where it does not hold. */
function checkFound(l: Localiser): boolean {
  const { match, search } = l;
  if (l.found === 0) return false;
  Object.assign(match, search.best);
  const holds = fitsWell(l);
  l.found = holds ? 1 : 0;
  return holds;
}

/** Looks for the robot; until it is found `match` says that nothing fits. */
function lookAbout(l: Localiser, scan: LocaliserScan): boolean {
  const { search, match, options } = l;
  if (checkFound(l)) return true;
  match.quality = 0;
  const stands = Math.abs(scan.linearMps) < standsMps && Math.abs(scan.angularRadps) < standsRadps;
  if (!stands) {
    search.active = 0;
    return true;
  }
  if (search.active === 0) beginSearch(search, scan, l.radiusM, wholeTurnRad);
  if (!searchSlice(search, l.field, l.points, slicePoses)) return true;
  const good = search.best.quality >= foundQuality && search.doubtful === 0;
  if (!good) {
    l.radiusM = Math.min(options.searchMaxM, l.radiusM * 2);
    return true;
  }
  Object.assign(match, search.best);
  l.found = 1;
  return true;
}

/** The fewer beams met anything, the better they must fit. */
function leastFit(l: Localiser): number {
  const telling = l.points.hits >= l.points.looked * tellingHits;
  return telling ? l.options.leastQuality : sparseQuality;
}

/** Finds a robot whose pose is vague: the one place about it that fits, or nothing. */
function tellApart(l: Localiser, scan: LocaliserScan): boolean {
  const { search, match, points, options } = l;
  if (points.hits < points.looked * tellingApart) return false;
  const radiusM = Math.min(options.searchM, scan.sigmaM * vagueSigmas);
  beginSearch(search, scan, radiusM, vagueRad);
  const whole = searchSlice(search, l.field, points, Infinity);
  search.active = 0;
  if (!whole || search.best.quality < foundQuality || search.doubtful === 1) return false;
  Object.assign(match, search.best);
  return true;
}

/**
 * Matches about the pose that is followed. Where many beams end off the map, people hide the walls,
 * or the robot is elsewhere: then beams go through walls.
 */
function fitsNear(l: Localiser): boolean {
  const { match, points, field } = l;
  if (!matchScan(field, points, match, nearPull)) return false;
  if (match.quality < plainQuality) match.quality *= clearShare(field, points, match);
  return match.quality >= leastFit(l);
}

/**
 * True for a match that slid away from a pose which the scan fits as it is. A shut door fits the
 * wall beside its opening: along a corridor little holds the match against it.
 */
function slidAway(l: Localiser, scan: LocaliserScan): boolean {
  const { match } = l;
  const dx = match.xM - scan.xM;
  const dy = match.yM - scan.yM;
  const most = slideM + slideSigmas * scan.sigmaM;
  return match.guessQuality >= guessHolds && dx * dx + dy * dy > most * most;
}

/** True where another place about the pose fits the scan clearly better than the pose's own match. */
function fitsElsewhere(l: Localiser, scan: LocaliserScan): boolean {
  const { search, match, points, options } = l;
  beginSearch(search, scan, options.searchM, wholeTurnRad);
  searchSlice(search, l.field, points, Infinity);
  search.active = 0;
  const { best } = search;
  const dx = best.xM - scan.xM;
  const dy = best.yM - scan.yM;
  return best.quality > match.quality + betterBy && best.quality >= foundQuality &&
    dx * dx + dy * dy > elsewhereM * elsewhereM;
}

/** Watches a pose that fits in part only; true where the robot must be elsewhere. */
function isBeaten(l: Localiser, scan: LocaliserScan): boolean {
  const { match, points } = l;
  const telling = points.hits >= points.looked * tellingHits;
  if (!telling || match.quality >= suspectQuality) {
    l.suspect = 0;
    l.beaten = 0;
    return false;
  }
  l.suspect += 1;
  if (l.suspect % suspectScans === 0 && fitsElsewhere(l, scan)) l.beaten = beatenScans;
  if (l.beaten === 0) return false;
  l.beaten -= 1;
  match.quality = 0;
  return true;
}

/**
 * Takes a scan. Returns true where `match` holds what it says of the place: a good fix, or one of
 * low quality that says that the pose does not fit. False where the scan says nothing.
 */
export function localise(l: Localiser, scan: LocaliserScan): boolean {
  takePoints(l.points, scan, l.options.beams);
  const { match, points, options } = l;
  if (scan.lost === 0 && scan.sigmaM > vagueM) return tellApart(l, scan);
  if (points.count < leastPoints) return false;
  match.xM = scan.xM;
  match.yM = scan.yM;
  match.yawRad = scan.yawRad;
  const fits = scan.lost === 1 ? fitsWell(l) : fitsNear(l);
  if (fits && scan.lost === 0) {
    if (isBeaten(l, scan)) return true;
    if (slidAway(l, scan)) return false;
  }
  if (fits) {
    l.found = 0;
    l.radiusM = options.searchM;
    l.search.active = 0;
    return true;
  }
  // Few beams that fit nowhere are people in an open space: they prove nothing, and must not look
  // for the robot elsewhere either.
  if (points.hits < points.looked * tellingHits) return false;
  // One bad scan may be a crowd; a lost robot is looked for.
  if (scan.lost === 0) return true;
  return lookAbout(l, scan);
}
