// Longer than 300 lines: the whole state of the kernel stands in one place, so that a snapshot can be read beside it.
/**
 * All that the kernel remembers between ticks: numbers, fixed typed arrays and records of these,
 * so that a snapshot is a walk (snapshot.ts) and nothing can grow.
 *
 * @module
 */
import { createOutputs, hostWorkers, inputLimits, type KernelOutputs } from "core/messages/mod.ts";
import {
  createMovers,
  createOdometry,
  createRing,
  createScanState,
  createSight,
  type MoverState,
  type OdometryState,
  type RingState,
  type ScanState,
  type SightState,
} from "core/world/mod.ts";
import { causeNames } from "./causes.ts";
import { createDocking, type DockingState } from "./docking.ts";
import { createEstopContact, type EstopContact } from "./estop_input.ts";
import { createGrants, type GrantState } from "./live_grants.ts";
import { createHoming, type HomingState } from "./homing.ts";
import { createMonitor, type MonitorState } from "./monitor.ts";
import { createOrders, type OrderState } from "./orders.ts";
import type { KernelParams } from "./params.ts";
import { createPeers, type PeersState } from "./peers.ts";
import {
  createDriveWatch,
  createHostWatch,
  createSampleState,
  type DriveWatch,
  type HostWatch,
  type SampleState,
} from "./sample_state.ts";
import { createSkill, type SkillState } from "./skills/skill_state.ts";
import { createTickWork, type TickWork } from "./tick_work.ts";
import { createRecovery, type RecoveryState } from "./skills/recovery_state.ts";
import { createTrail, type TrailState } from "./trail.ts";
import { createTreeRun, failure, type LeafHost, type TreeRun } from "core/tree/runtime/mod.ts";
import { createFailsafeTree, type FailsafeTreeState } from "./tree/tree_state.ts";
import type { Tuning } from "./tuning.ts";

/** Ids remembered to refuse repeats (a source may send at most 8 a tick). */
export const seenIds = 256;
/** Status changes that may wait for their tick. */
export const pendingStatuses = 16;
/** Relays and signals a robot may have: one bit each. */
export const relayCapacity = 32;

/** A wheel's speed controller. */
export interface WheelState {
  integral: number;
  lastRadps: number;
  /** What the wheel was told at the last tick. */
  setRadps: number;
  /** Set point behind a first-order lag: what a healthy drive should show by now. */
  expectedRadps: number;
}

/** A change of intent state waiting to be reported. */
export interface PendingStatus {
  id0: number;
  id1: number;
  id2: number;
  id3: number;
  state: number;
  action: number;
  reason: number;
  progress: number;
  value: number;
  limit: number;
}

/** The failsafe's memory, one slot a cause. */
export interface FailsafeState {
  readonly active: Uint8Array;
  readonly condition: Uint8Array;
  /** What is left of the delay before a cause acts, ns. */
  readonly budgetNs: Float64Array;
  /** Since when the condition has been gone, ns. */
  readonly clearSinceNs: Float64Array;
  /** Since when a cause has been active, ns. */
  readonly activeSinceNs: Float64Array;
  /** How often a cause came back soon after it ended: it must then be gone for longer. */
  readonly returns: Uint8Array;
  /** When a cause ended last, ns. */
  readonly endedNs: Float64Array;
  action: number;
  cause: number;
  raised: number;
  cleared: number;
  faults: number;
}

/** The kernel's memory. */
export interface KernelState {
  tick: number;
  nowNs: number;
  lastNs: number;
  mode: number;
  /** Mode to go back to from `failsafe`. */
  resumeMode: number;
  /** When all that motion needs was first heard, ns; -1 = not yet. */
  evidenceNs: number;
  started: number;
  /** When an operator last started the robot, ns. */
  startedNs: number;
  /** 1 where the operator took the robot out of `auto`. */
  tookFromAuto: number;
  /** Since when the brain is suspended after an override, ns; -1 = it is not. */
  suspendedNs: number;
  latched: number;
  latchId: number;
  latchCount: number;
  mindBeatNs: number;
  mindSeen: number;
  leaseNs: number;
  operatorBeatNs: number;
  operatorHolds: number;
  teleopLinearMps: number;
  teleopAngularRadps: number;
  teleopLateralMps: number;
  teleopUntilNs: number;
  /** Birth of the newest teleop frame, ns: an older one is out of order. */
  teleopIssuedNs: number;
  /** 0 while a stick is held over a stop: it does nothing until it was centred once. */
  stickCentred: number;
  /** Operator whose lease `operatorHolds` is; 0 = nobody. */
  operatorHolder: number;
  ackHealthy: number;
  batteryNs: number;
  batteryPercent: number;
  batteryV: number;
  /** Current out of the battery, A; negative while it is charged. */
  batteryA: number;
  bumperPressed: number;
  /** Way in which the robot went when its bumper was pressed: 1, -1, or 0 where it stood. */
  bumperSign: number;
  /** The same to its sides: 1 left, -1 right, 0 neither. */
  bumperSide: number;
  bumperNs: number;
  tiltRad: number;
  relays: number;
  readonly relayUntilNs: Float64Array;
  /** When each relay last changed, ns. */
  readonly relayChangedNs: Float64Array;
  readonly orders: OrderState;
  readonly grants: Uint32Array;
  readonly liveGrants: GrantState;
  readonly seen: Uint32Array;
  /** Birth of each remembered intent, ns. */
  readonly seenNs: Float64Array;
  seenNext: number;
  /** Birth of the youngest intent whose id was forgotten; what is not younger may be a repeat. */
  forgottenNs: number;
  /** Intents born before this are dead: the last moment of a latch, a disarm or a lost link. */
  deadBeforeNs: number;
  linearMps: number;
  angularRadps: number;
  /** To the left; 0 on every drive but `omni`. */
  lateralMps: number;
  /** Where the steering is told to be, rad; 0 on a drive without one. */
  steerRad: number;
  /** How hard each part of the command went away from zero in the last tick; 0 where it braked. */
  linearMps2: number;
  angularRadps2: number;
  lateralMps2: number;
  enabled: number;
  intents: number;
  accepted: number;
  clamped: number;
  refused: number;
  lateTicks: number;
  actSeq: number;
  actResult: number;
  /** What the room left of the wish at the last tick, 0..1. */
  roomShare: number;
  pendingCount: number;
  pathCount: number;
  readonly pathXM: Float64Array;
  readonly pathYM: Float64Array;
  /** Way from the path's start to each point, and to where the robot is, m. */
  readonly pathM: Float64Array;
  pathDoneM: number;
  /** Count of requests to the planner, and what the last one asks for. */
  planRequest: number;
  planGoalXM: number;
  planGoalYM: number;
  planToleranceM: number;
  /** 1 = the planner is to forget what it remembers of things first. */
  planClear: number;
  readonly pending: readonly PendingStatus[];
  readonly tuning: Tuning;
  readonly odometry: OdometryState;
  readonly scan: ScanState;
  readonly monitor: MonitorState;
  readonly movers: MoverState;
  readonly ring: RingState;
  readonly sight: SightState;
  readonly estopContact: EstopContact;
  readonly trail: TrailState;
  readonly homing: HomingState;
  readonly docking: DockingState;
  /** Mean electrical power of the last minute, W. */
  powerW: number;
  readonly samples: SampleState;
  readonly drive: DriveWatch;
  readonly host: HostWatch;
  readonly failsafe: FailsafeState;
  readonly tree: FailsafeTreeState;
  readonly peers: PeersState;
  readonly skill: SkillState;
  readonly recovery: RecoveryState;
  readonly left: WheelState;
  readonly right: WheelState;
  readonly rearLeft: WheelState;
  readonly rearRight: WheelState;
}

/** A kernel: what it was told, what it remembers, what it says. */
export interface Kernel {
  readonly params: KernelParams;
  readonly state: KernelState;
  readonly work: TickWork;
  readonly outputs: KernelOutputs;
  /** The failsafe tree at work on its part of the state. */
  readonly tree: TreeRun;
}

function createWheel(): WheelState {
  return { integral: 0, lastRadps: 0, setRadps: 0, expectedRadps: 0 };
}

function createPending(): PendingStatus {
  return {
    id0: 0,
    id1: 0,
    id2: 0,
    id3: 0,
    state: 0,
    action: 0,
    reason: 0,
    progress: 0,
    value: 0,
    limit: 0,
  };
}

function createFailsafe(params: KernelParams): FailsafeState {
  const budgetNs = new Float64Array(causeNames.length);
  for (const [index, cause] of params.causes.entries()) budgetNs[index] = cause.delayNs;
  return {
    active: new Uint8Array(causeNames.length),
    condition: new Uint8Array(causeNames.length),
    budgetNs,
    clearSinceNs: new Float64Array(causeNames.length),
    activeSinceNs: new Float64Array(causeNames.length),
    returns: new Uint8Array(causeNames.length),
    endedNs: new Float64Array(causeNames.length).fill(-Infinity),
    action: 0,
    cause: 0,
    raised: 0,
    cleared: 0,
    faults: 0,
  };
}

type PlanAsked = "planRequest" | "planGoalXM" | "planGoalYM" | "planToleranceM" | "planClear";

function createPlanAsked(): Pick<KernelState, PlanAsked> {
  return { planRequest: 0, planGoalXM: 0, planGoalYM: 0, planToleranceM: 0, planClear: 0 };
}

function createWayHome(): Pick<KernelState, "trail" | "homing" | "docking" | "powerW"> {
  return { trail: createTrail(), homing: createHoming(), docking: createDocking(), powerW: 0 };
}

/** The operator's hand before anyone took the robot; the keys stand in the order of the state. */
function createHand() {
  return {
    tookFromAuto: 0,
    suspendedNs: -1,
    operatorBeatNs: -Infinity,
    operatorHolds: 0,
    teleopLinearMps: 0,
    teleopAngularRadps: 0,
    teleopLateralMps: 0,
    teleopUntilNs: -Infinity,
    teleopIssuedNs: -Infinity,
    stickCentred: 1,
    operatorHolder: 0,
  };
}

/** The command of a robot that stands. */
function createCommand() {
  const rises = { linearMps2: 0, angularRadps2: 0, lateralMps2: 0 };
  return { linearMps: 0, angularRadps: 0, lateralMps: 0, steerRad: 0, ...rises, enabled: 0 };
}

function createWheels() {
  return {
    left: createWheel(),
    right: createWheel(),
    rearLeft: createWheel(),
    rearRight: createWheel(),
  };
}

/** What is remembered of the surroundings beside the scan; the keys stand in the order of the state. */
function createSenses(): Pick<KernelState, "movers" | "ring" | "sight" | "estopContact"> {
  return {
    movers: createMovers(),
    ring: createRing(),
    sight: createSight(),
    estopContact: createEstopContact(),
  };
}

/** What is allowed, and what was done toward it; the keys stand in the order of the state. */
function createAllowed(
  params: KernelParams,
): Pick<KernelState, "orders" | "grants" | "liveGrants"> {
  return { orders: createOrders(), grants: params.grants.slice(), liveGrants: createGrants() };
}

function createState(params: KernelParams): KernelState {
  return {
    tick: 0,
    nowNs: 0,
    lastNs: -1,
    mode: 0,
    resumeMode: 0,
    evidenceNs: -1,
    started: 0,
    startedNs: 0,
    latched: params.latchedAtStart > 0 ? 1 : 0,
    latchId: params.latchedAtStart,
    latchCount: Math.max(params.latchedAtStart, params.latchesBefore),
    mindBeatNs: 0,
    mindSeen: 0,
    leaseNs: 0,
    ...createHand(),
    ackHealthy: 1,
    batteryNs: -Infinity,
    batteryPercent: NaN,
    batteryV: NaN,
    batteryA: NaN,
    bumperPressed: 0,
    bumperSign: 0,
    bumperSide: 0,
    bumperNs: -Infinity,
    tiltRad: 0,
    relays: params.relaysInitial,
    relayUntilNs: new Float64Array(relayCapacity).fill(Infinity),
    relayChangedNs: new Float64Array(relayCapacity).fill(-Infinity),
    ...createAllowed(params),
    seen: new Uint32Array(4 * seenIds),
    seenNs: new Float64Array(seenIds).fill(-Infinity),
    seenNext: 0,
    forgottenNs: -Infinity,
    deadBeforeNs: -Infinity,
    ...createCommand(),
    intents: 0,
    accepted: 0,
    clamped: 0,
    refused: 0,
    lateTicks: 0,
    actSeq: 0,
    actResult: 0,
    roomShare: 1,
    pendingCount: 0,
    pathCount: 0,
    pathXM: new Float64Array(inputLimits.pathPoints),
    pathYM: new Float64Array(inputLimits.pathPoints),
    pathM: new Float64Array(inputLimits.pathPoints),
    pathDoneM: 0,
    ...createPlanAsked(),
    pending: Array.from({ length: pendingStatuses }, createPending),
    tuning: { ...params.tuning },
    odometry: createOdometry(),
    scan: createScanState(),
    monitor: createMonitor(),
    ...createSenses(),
    ...createWayHome(),
    samples: createSampleState(),
    drive: createDriveWatch(),
    host: createHostWatch(hostWorkers.length),
    failsafe: createFailsafe(params),
    tree: createFailsafeTree(params.tree),
    peers: createPeers(params.fleet.peers),
    skill: createSkill(),
    recovery: createRecovery(),
    ...createWheels(),
  };
}

/** Carries nothing out: stands in until the tree is first ticked (tree/stage.ts). */
const nobody: LeafHost = { tick: () => failure, halt: () => {} };

/** Makes a kernel in `boot` (or `estop`, where the latch on disk says so). */
export function createKernel(params: KernelParams): Kernel {
  const state = createState(params);
  const tree = createTreeRun(params.tree, state.tree.nodes, nobody);
  return { params, state, work: createTickWork(), outputs: createOutputs(), tree };
}
