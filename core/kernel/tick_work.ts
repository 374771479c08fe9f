/** What the stages of one tick hand to each other: scratch, never part of a snapshot. @module */
import {
  createInputs,
  createIntentRecord,
  type ImuInput,
  inputLimits,
  type IntentRecord,
  type Stamp,
  type WheelInput,
} from "core/messages/mod.ts";
import { createSweepScratch, ringPoints, type SweepScratch } from "core/world/mod.ts";

/** A scan whose ranges stay where they arrived. */
export interface BelievedScan extends Stamp {
  count: number;
  rangesM: Float32Array;
}

/** What stages hand to each other within one tick; rewritten every tick, never remembered. */
export interface TickWork {
  /** What the arbiter chose. */
  authority: number;
  wantedLinearMps: number;
  wantedAngularRadps: number;
  wantedLateralMps: number;
  /** Restriction: cap on speed, m/s; scale on speed and acceleration; 1 = drives must go off. */
  capMps: number;
  scale: number;
  dropEnable: number;
  /** How the drives are stopped, index in `stopCategories`. */
  stop: number;
  /** What the room ahead allows of the wanted twist, m/s. */
  roomMps: number;
  freeM: number;
  /** 1 where a fence ended the way that `roomAlong` looked along last. */
  fenceBinds: number;
  /** Least speed cap by the world, m/s, what its sentence says, and the number of its reason. */
  worldMps: number;
  worldValue: number;
  worldReason: number;
  /** What the owner's rules allow at this tick, m/s (and the rule that says so) and rad/s. */
  ownerMps: number;
  ownerMpsRule: number;
  ownerRadps: number;
  /** One bit for each owner's rule that caps at this tick. */
  ownerCaps: number;
  /** 1 while the limiter asks the caps, 0 while the gate does. */
  inLimiter: number;
  targetLinearMps: number;
  targetAngularRadps: number;
  targetLateralMps: number;
  stage: number;
  readonly near: SweepScratch;
  /** The pose before the fix of this tick. */
  readonly poseBefore: { xM: number; yM: number; yawRad: number };
  /** A pose that stands for "here" where a sweep needs none. */
  readonly nearPose: { readonly xM: number; readonly yM: number; readonly yawRad: number };
  readonly intent: IntentRecord;
  /** Samples of this tick that are believed, on the kernel's clock. */
  readonly imu: ImuInput;
  readonly wheels: WheelInput;
  readonly scan: BelievedScan;
  /** 1 = a path arrived at this tick. */
  pathFresh: number;
  readonly ruleSlots: Float64Array;
  /** 1 while the gate judges an intent that a leaf of the failsafe's tree made. */
  treeAsks: number;
  /** 1 once the tree has who carries its leaves out. */
  treeHosted: number;
}

/** Makes the scratch of a kernel. */
export function createTickWork(): TickWork {
  return {
    authority: 0,
    wantedLinearMps: 0,
    wantedAngularRadps: 0,
    wantedLateralMps: 0,
    capMps: Infinity,
    scale: 1,
    dropEnable: 0,
    stop: 0,
    roomMps: Infinity,
    freeM: Infinity,
    fenceBinds: 0,
    worldMps: Infinity,
    worldValue: 0,
    worldReason: 0,
    ownerMps: Infinity,
    ownerMpsRule: 0,
    ownerRadps: Infinity,
    ownerCaps: 0,
    inLimiter: 0,
    targetLinearMps: 0,
    targetAngularRadps: 0,
    targetLateralMps: 0,
    stage: 0,
    near: createSweepScratch(inputLimits.beams + ringPoints),
    poseBefore: { xM: 0, yM: 0, yawRad: 0 },
    nearPose: { xM: 0, yM: 0, yawRad: 0 },
    intent: createIntentRecord(),
    imu: createInputs().imu,
    wheels: createInputs().wheels,
    scan: createInputs().scan,
    pathFresh: 0,
    ruleSlots: new Float64Array(32),
    treeAsks: 0,
    treeHosted: 0,
  };
}
