/**
 * Everything one tick of the kernel says, as one fixed struct: the command, the state that users
 * see, the gate's decisions and the progress of intents. outputs_codec.ts makes its bytes, in the
 * same order.
 *
 * @module
 */
import {
  createDecision,
  createFinding,
  createStatus,
  type DecisionOutput,
  type FindingOutput,
  findingSlots,
  type StatusOutput,
  statusSlots,
} from "./decisions.ts";
import { inputLimits, peerAhead } from "./inputs.ts";

/** Words of `treeNodes`: eight nodes a word. */
export const treeNodeWords = 16;

/** All outputs of one tick. Speeds m/s and rad/s, angles rad, lengths m. */
export interface KernelOutputs {
  tick: number;
  nowNs: number;
  mode: number;
  action: number;
  /** Cause that sets the action, index in the cause table. */
  cause: number;
  /** One bit for each active cause; read with `hasBit` (bits.ts), as the three below. */
  causes: number;
  /** Causes that began or ended at this tick. */
  raised: number;
  cleared: number;
  latched: number;
  latchId: number;
  /** Source that has authority over motion. */
  authority: number;
  stage: number;
  /** Running skill: its action and intent id. */
  skill: number;
  skill0: number;
  skill1: number;
  skill2: number;
  skill3: number;
  /** Before restriction and limits. */
  wantedLinearMps: number;
  wantedAngularRadps: number;
  /** After the limiter: the command. */
  linearMps: number;
  angularRadps: number;
  /** To the left; 0 on every drive but `omni`. */
  wantedLateralMps: number;
  lateralMps: number;
  /** Highest speed that the room ahead allows. */
  roomMps: number;
  /** Least speed cap by the world (people, slope, heat, ...), m/s, what its sentence says, its reason. */
  capMps: number;
  capValue: number;
  capReason: number;
  /** Way free along the commanded arc, m (Infinity = nothing near). */
  freeM: number;
  leftSetRadps: number;
  rightSetRadps: number;
  /** Fraction of no-load speed -1..1 for a drive commanded by effort. */
  leftEffort: number;
  rightEffort: number;
  /** The second pair of a drive of four wheels, and the steering of a steered one. */
  rearLeftSetRadps: number;
  rearRightSetRadps: number;
  rearLeftEffort: number;
  rearRightEffort: number;
  steerSetRad: number;
  enable: number;
  odomXM: number;
  odomYM: number;
  odomYawRad: number;
  odomLinearMps: number;
  odomAngularRadps: number;
  odomLateralMps: number;
  /** Standard deviation of the position, m, and how well the last scan fits the map, 0..1. */
  poseSigmaM: number;
  poseQuality: number;
  /** 1 while the robot does not know where it is although it did. */
  lost: number;
  batteryPercent: number;
  /** Way home, m (Infinity = no dock and no trail), and way that the charge lasts for, its reserve kept, m. */
  homeM: number;
  rangeM: number;
  /** 1 while the robot is in its dock and feels it. */
  docked: number;
  /** Number of the newest request for a path; the planner answers with it. 0 = none yet. */
  planRequest: number;
  planGoalXM: number;
  planGoalYM: number;
  /** The goal may be missed by this much, m. */
  planToleranceM: number;
  /** 1 = the planner forgets what it remembers of things before it answers this request. */
  planClear: number;
  /** Way left along the path that is followed, m; 0 where none is. */
  pathLeftM: number;
  /** One bit a relay or signal. */
  relays: number;
  inKeepout: number;
  started: number;
  intents: number;
  accepted: number;
  clamped: number;
  refused: number;
  faults: number;
  lateTicks: number;
  /** One bit for each cause whose condition is true now, delays not counted. */
  conditions: number;
  /** The last act of an operator that was carried out or refused, by its `seq`. */
  actSeq: number;
  /** What became of it, index in `actResults`. */
  actResult: number;
  /** 1 while an operator holds the lease that `take` gave. */
  operatorHolds: number;
  /** How long what the deciding cause tells of must be gone before it ends by itself, s; else 0. */
  clearS: number;
  /** How the drives are stopped now, index in `stopCategories`. */
  stop: number;
  /** 1 while the failsafe tree is ticked, what its root says, and the leaf at work plus one. */
  treeActive: number;
  treeStatus: number;
  treeLeaf: number;
  /** Text of the tree's last alert plus one (0 = none yet), and how many there were. */
  treeAlert: number;
  treeAlerts: number;
  /** Text of its open question plus one (0 = none), and how many there were. */
  treeQuestion: number;
  treeQuestions: number;
  /** Status of each node, four bits each, the first node lowest. */
  readonly treeNodes: Uint32Array;
  /** The peer that this robot gives way to, by its index plus one; 0 = none. */
  yieldsTo: number;
  /** Where the robot means to be in 1, 2, ... s if nobody is in its way, m; where it has peers. */
  readonly aheadXM: Float64Array;
  readonly aheadYM: Float64Array;
  decisionCount: number;
  readonly decisions: readonly DecisionOutput[];
  findingCount: number;
  readonly findings: readonly FindingOutput[];
  statusCount: number;
  readonly statuses: readonly StatusOutput[];
}

/** The wheels, and what only some drives have, at rest. */
const driveAtRest = {
  leftSetRadps: 0,
  rightSetRadps: 0,
  leftEffort: 0,
  rightEffort: 0,
  wantedLateralMps: 0,
  lateralMps: 0,
  odomLateralMps: 0,
  rearLeftSetRadps: 0,
  rearRightSetRadps: 0,
  rearLeftEffort: 0,
  rearRightEffort: 0,
  steerSetRad: 0,
  stop: 0,
} as const;
/** No gauge, no dock. */
const chargeUnknown = { batteryPercent: NaN, homeM: Infinity, rangeM: NaN } as const;

/** A robot without peers. */
function createFleetOutputs() {
  return {
    yieldsTo: 0,
    aheadXM: new Float64Array(peerAhead),
    aheadYM: new Float64Array(peerAhead),
  };
}

function createTreeOutputs() {
  return {
    treeActive: 0,
    treeStatus: 0,
    treeLeaf: 0,
    treeAlert: 0,
    treeAlerts: 0,
    treeQuestion: 0,
    treeQuestions: 0,
    treeNodes: new Uint32Array(treeNodeWords),
  };
}

/** Outputs of a robot that stands still, not enabled, in `boot`. */
export function createOutputs(): KernelOutputs {
  return {
    tick: 0,
    nowNs: 0,
    mode: 0,
    action: 0,
    cause: 0,
    causes: 0,
    raised: 0,
    cleared: 0,
    latched: 0,
    latchId: 0,
    authority: 0,
    stage: 0,
    skill: 0,
    skill0: 0,
    skill1: 0,
    skill2: 0,
    skill3: 0,
    wantedLinearMps: 0,
    wantedAngularRadps: 0,
    linearMps: 0,
    angularRadps: 0,
    roomMps: 0,
    capMps: Infinity,
    capValue: 0,
    capReason: 0,
    freeM: 0,
    ...driveAtRest,
    enable: 0,
    odomXM: 0,
    odomYM: 0,
    odomYawRad: 0,
    odomLinearMps: 0,
    odomAngularRadps: 0,
    poseSigmaM: 0,
    poseQuality: NaN,
    lost: 0,
    ...chargeUnknown,
    docked: 0,
    planRequest: 0,
    planGoalXM: 0,
    planGoalYM: 0,
    planToleranceM: 0,
    planClear: 0,
    pathLeftM: 0,
    relays: 0,
    inKeepout: 0,
    started: 0,
    intents: 0,
    accepted: 0,
    clamped: 0,
    refused: 0,
    faults: 0,
    lateTicks: 0,
    conditions: 0,
    actSeq: 0,
    actResult: 0,
    operatorHolds: 0,
    clearS: 0,
    ...createTreeOutputs(),
    ...createFleetOutputs(),
    decisionCount: 0,
    decisions: Array.from({ length: inputLimits.intents }, createDecision),
    findingCount: 0,
    findings: Array.from({ length: findingSlots }, createFinding),
    statusCount: 0,
    statuses: Array.from({ length: statusSlots }, createStatus),
  };
}
