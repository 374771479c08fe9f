/**
 * Fixes of the pose as they come in: from a beacon, GNSS, dock, config or operator, and from scans
 * matched against the map; and whether the robot is lost.
 *
 * @module
 */
import type { MatchInput, PoseFixInput } from "core/messages/mod.ts";
import { type EstimatorParams, plainEstimator } from "./estimator_params.ts";
import type { OdometryState } from "./odometry.ts";
import { correctFilter, type NearFix, placeFilter } from "./pose_correct.ts";
import { farthestM, physical, physicalPose } from "./physical.ts";
import { positionSigmaM } from "./pose_filter.ts";

/** So many fixes in a row on one place move a lost or new robot there. */
const rivalsToMove = 8;
/** A fix without a figure of its own is this good, m; headings of fixes, rad. */
const plainFixM = 0.05;
const plainFixRad = 0.03;
/** Variance of a heading that a fix does not tell, rad^2: no heading is corrected by it. */
const unknownRad2 = 1e4;

/** Places the robot where many fixes in a row agree, if it is lost or has no pose yet. */
function moveToRival(s: OdometryState, nowNs: number): void {
  const { filter } = s;
  if ((s.lost === 0 && s.posed === 1) || filter.rivals < rivalsToMove) return;
  placeFilter(filter, s, s.measure, nowNs);
  s.posed = 1;
  s.lost = 0;
  s.badFixesNs = Infinity;
}

/** A match this near to the pose is no jump, whatever it says of its own error, m and rad. */
const nearMatch: NearFix = { nearM: 0.2, nearRad: 0.12 };

function correct(s: OdometryState, nowNs: number, q: EstimatorParams, near?: NearFix): void {
  const gate = s.posed === 1 ? q.gate : -1;
  if (correctFilter(s.filter, s, s.measure, nowNs, gate, s.posed === 1 ? near : undefined) === 1) {
    s.badFixesNs = Infinity;
    return;
  }
  s.refusedFixes += 1;
  if (s.badFixesNs === Infinity) s.badFixesNs = nowNs;
  // A place without a heading is none to put a robot at.
  if (s.measure.varYawRad2 < unknownRad2) moveToRival(s, nowNs);
}

/**
 * Takes a pose fix from a beacon, GNSS, dock, config or operator: absolute ones replace the pose,
 * others correct it, jumps are refused and counted.
 */
export function takePoseFix(
  s: OdometryState,
  fix: PoseFixInput,
  q: EstimatorParams = plainEstimator,
  nowNs = fix.arrivedNs,
): void {
  if (fix.fresh === 0) return;
  const inTime = fix.measuredNs > -Infinity && fix.measuredNs < Infinity;
  // Without a heading a robot cannot be placed, only corrected.
  const places = fix.headless === 0 || (s.posed === 1 && fix.absolute === 0);
  if (!physicalPose(fix) || !inTime || !places) {
    s.refusedFixes += 1;
    return;
  }
  s.fixSeq = fix.seq;
  const sigmaM = fix.sigmaM > 0 && fix.sigmaM <= farthestM ? fix.sigmaM : plainFixM;
  const { measure: m } = s;
  m.xM = fix.xM;
  m.yM = fix.yM;
  m.yawRad = fix.headless === 1 ? s.yawRad : fix.yawRad;
  m.measuredNs = fix.measuredNs;
  m.varXM2 = sigmaM * sigmaM;
  m.covXYM2 = 0;
  m.varYM2 = sigmaM * sigmaM;
  m.varYawRad2 = fix.headless === 1 ? unknownRad2 : plainFixRad * plainFixRad;
  if (fix.absolute !== 1) return correct(s, nowNs, q);
  placeFilter(s.filter, s, m, nowNs);
  s.posed = 1;
  s.lost = 0;
  s.badFixesNs = Infinity;
}

/** Takes a scan that was matched against the map; a match of low quality corrects nothing. */
export function takeMatch(
  s: OdometryState,
  match: MatchInput,
  q: EstimatorParams,
  nowNs: number,
): void {
  if (match.fresh === 0 || match.measuredNs <= s.matchNs) return;
  const known = physical(match.varXM2, farthestM) && physical(match.varYM2, farthestM) &&
    physical(match.covXYM2, farthestM) && physical(match.varYawRad2, farthestM) &&
    match.quality - match.quality === 0 && match.measuredNs <= nowNs;
  if (!physicalPose(match) || !known) {
    s.refusedFixes += 1;
    return;
  }
  s.matchNs = match.measuredNs;
  s.quality = match.quality;
  if (match.quality < q.leastQuality) {
    if (s.badFixesNs === Infinity) s.badFixesNs = nowNs;
    return;
  }
  const { measure: m } = s;
  m.xM = match.xM;
  m.yM = match.yM;
  m.yawRad = match.yawRad;
  m.measuredNs = match.measuredNs;
  m.varXM2 = match.varXM2;
  m.covXYM2 = match.covXYM2;
  m.varYM2 = match.varYM2;
  m.varYawRad2 = match.varYawRad2;
  correct(s, nowNs, q, nearMatch);
}

/** Works out whether the robot is lost. It is found by a fix, not by time. */
export function judgeLost(s: OdometryState, q: EstimatorParams, nowNs: number): void {
  if (q.hasFixes === 0 || s.posed === 0) return;
  const vague = positionSigmaM(s.filter) > q.lostSigmaM;
  const refused = nowNs - s.badFixesNs > q.lostAfterNs;
  if (vague || refused) s.lost = 1;
  else if (s.badFixesNs === Infinity) s.lost = 0;
}
