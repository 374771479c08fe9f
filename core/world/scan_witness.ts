/**
 * What consecutive scans say about each other. A scan whose ranges all differ from the last one
 * by more than any motion explains has jumped. A scan that is the same although the robot should
 * have moved is a witness that it did not: wheels slip, or turn in the air.
 *
 * @module
 */
import { at32, at64 } from "core/fault.ts";
import { cos, sin, wrapAngle } from "core/math/mod.ts";
import { inputLimits } from "core/messages/mod.ts";
import type { ScanGeometry } from "./scan_memory.ts";

/** What is remembered of earlier scans. */
export interface ScanWitness {
  /** Ranges of the last scan that was believed, and the heading then. */
  readonly lastM: Float32Array;
  lastKnown: number;
  lastYawRad: number;
  /** Scans in a row that did not fit. */
  misfits: number;
  /** Ranges and pose of the reference against which motion is judged. */
  readonly referenceM: Float32Array;
  referenceKnown: number;
  referenceNs: number;
  referenceXM: number;
  referenceYM: number;
  referenceYawRad: number;
  /** 1 while scans say that the robot does not move although it should. */
  slips: number;
}

/** A pose in the frame of odometry. */
interface Pose {
  readonly xM: number;
  readonly yM: number;
  readonly yawRad: number;
}

/** A beam that differs by more than this from the last scan has met something else, m. */
const jumpM = 0.4;
/** Share of comparable beams that must have jumped. */
const jumpShare = 0.7;
/** After so many misfits in a row the surroundings have changed, not the lidar. */
const misfitLimit = 15;
/** A fair judgement needs at least this many beams. */
const leastBeams = 12;
/** Way after which a beam's expected change is clear of noise, m. */
const wayM = 0.2;
/** Expected change of a beam that counts as a witness, and the change it may show, m. */
const expectedM = 0.12;
const sameM = 0.06;
/** Share of witnesses that must see no motion. */
const slipShare = 0.85;
/** More way than this between two scans was no driving: the robot was told a new pose, m. */
const newPoseM = 1;
/** A reference older than this says nothing more, ns. */
const referenceAgeNs = 3_000_000_000;

/** A witness that has seen nothing. */
export function createScanWitness(): ScanWitness {
  return {
    lastM: new Float32Array(inputLimits.beams),
    lastKnown: 0,
    lastYawRad: 0,
    misfits: 0,
    referenceM: new Float32Array(inputLimits.beams),
    referenceKnown: 0,
    referenceNs: 0,
    referenceXM: 0,
    referenceYM: 0,
    referenceYawRad: 0,
    slips: 0,
  };
}

/** By how many beams a scan turns when the robot turns by `turnRad`. */
function beamShift(g: ScanGeometry, turnRad: number): number {
  return g.stepRad > 0 ? Math.round(turnRad / g.stepRad) : 0;
}

function isHit(range: number): boolean {
  return range - range === 0;
}

/**
 * True for a scan that no motion since the last one explains: most beams changed by more than
 * 0.4 m. The fifteenth misfit in a row is believed: by then it was stale for long.
 */
export function jumps(
  w: ScanWitness,
  rangesM: Float32Array,
  count: number,
  g: ScanGeometry,
  yawRad: number,
): boolean {
  let comparable = 0;
  let changed = 0;
  if (w.lastKnown === 1) {
    const shift = beamShift(g, yawRad - w.lastYawRad);
    for (let i = 0; i < count; i++) {
      const j = ((i + shift) % count + count) % count;
      const now = at32(rangesM, i);
      const last = at32(w.lastM, j);
      if (!isHit(now) || !isHit(last)) continue;
      comparable += 1;
      if (Math.abs(now - last) > jumpM) changed += 1;
    }
  }
  const misfit = comparable >= leastBeams && changed > comparable * jumpShare;
  w.misfits = misfit ? w.misfits + 1 : 0;
  if (misfit && w.misfits < misfitLimit) return true;
  w.misfits = 0;
  for (let i = 0; i < count; i++) w.lastM[i] = at32(rangesM, i);
  w.lastKnown = 1;
  w.lastYawRad = yawRad;
  return false;
}

function setReference(
  w: ScanWitness,
  rangesM: Float32Array,
  count: number,
  pose: Pose,
  nowNs: number,
) {
  for (let i = 0; i < count; i++) w.referenceM[i] = at32(rangesM, i);
  w.referenceKnown = 1;
  w.referenceNs = nowNs;
  w.referenceXM = pose.xM;
  w.referenceYM = pose.yM;
  w.referenceYawRad = pose.yawRad;
}

/**
 * How much a beam would have to change after the robot moved by `forwardM` along its heading: the
 * surface that it meets is taken as the line through the ends of its neighbours. 0 where the
 * surface runs along the motion (a corridor's wall).
 */
function expectedChange(w: ScanWitness, g: ScanGeometry, i: number, forwardM: number): number {
  const before = at32(w.referenceM, i - 1);
  const here = at32(w.referenceM, i);
  const after = at32(w.referenceM, i + 1);
  if (!isHit(before) || !isHit(here) || !isHit(after)) return 0;
  const tx = after * at64(g.cosines, i + 1) - before * at64(g.cosines, i - 1);
  const ty = after * at64(g.sines, i + 1) - before * at64(g.sines, i - 1);
  const length = Math.sqrt(tx * tx + ty * ty);
  // Ends that lie far apart belong to two things.
  if (length === 0 || length > 0.3 + 0.2 * here) return 0;
  const nx = ty / length;
  const ny = -tx / length;
  const alongBeam = nx * at64(g.cosines, i) + ny * at64(g.sines, i);
  if (Math.abs(alongBeam) < 0.3) return 0;
  return Math.abs(forwardM * nx / alongBeam);
}

function judge(
  w: ScanWitness,
  rangesM: Float32Array,
  count: number,
  g: ScanGeometry,
  forwardM: number,
) {
  let witnesses = 0;
  let unmoved = 0;
  for (let i = 1; i < count - 1; i++) {
    if (expectedChange(w, g, i, forwardM) < expectedM) continue;
    witnesses += 1;
    if (Math.abs(at32(rangesM, i) - at32(w.referenceM, i)) < sameM) unmoved += 1;
  }
  if (witnesses < leastBeams) return;
  w.slips = unmoved > witnesses * slipShare ? 1 : 0;
}

/**
 * Compares a scan with a reference once odometry claims 0.2 m of nearly straight way since; sets
 * `slips`. Turning ends a comparison: another one begins.
 */
export function watchSlip(
  w: ScanWitness,
  rangesM: Float32Array,
  count: number,
  g: ScanGeometry,
  pose: Pose,
  forward: number,
  nowNs: number,
): void {
  const turned = Math.abs(pose.yawRad - w.referenceYawRad) > 0.1;
  const old = nowNs - w.referenceNs > referenceAgeNs;
  if (w.referenceKnown === 0 || turned || old) {
    if (old && forward === 0) w.slips = 0;
    return setReference(w, rangesM, count, pose, nowNs);
  }
  const dx = pose.xM - w.referenceXM;
  const dy = pose.yM - w.referenceYM;
  const way = Math.sqrt(dx * dx + dy * dy);
  if (way < wayM) return;
  if (way > newPoseM) return setReference(w, rangesM, count, pose, nowNs);
  judge(w, rangesM, count, g, way);
  setReference(w, rangesM, count, pose, nowNs);
}

/**
 * Takes the memory along when a fix moves the pose: what was seen stays where it is about the
 * robot, so a corrected pose is no motion.
 */
export function carryWitness(
  w: ScanWitness,
  fromXM: number,
  fromYM: number,
  fromYawRad: number,
  to: Pose,
): void {
  const turn = to.yawRad - fromYawRad;
  const c = cos(turn);
  const s = sin(turn);
  const dx = w.referenceXM - fromXM;
  const dy = w.referenceYM - fromYM;
  w.referenceXM = to.xM + c * dx - s * dy;
  w.referenceYM = to.yM + s * dx + c * dy;
  w.referenceYawRad = wrapAngle(w.referenceYawRad + turn);
  w.lastYawRad = wrapAngle(w.lastYawRad + turn);
}
