// Longer than 300 lines: one record: every section of the inputs, its creation, its clearing.
/**
 * Everything the kernel may know in one tick: fixed records, filled by the runner (lockstep,
 * kernel worker or replay) and read by `step`. A section counts only where its `fresh` is 1;
 * the runner clears the flags after each tick.
 *
 * @module
 */
import { type GrantReach, plainReach } from "./grant_reach.ts";
import { createIntentRecord, type IntentRecord } from "./intent_record.ts";

/** Capacities of the fixed arrays, each with its reason. */
export const inputLimits = {
  /** Beams of one scan: a 0.25 degree lidar over a full turn. */
  beams: 1440,
  /** Points of one path (DESIGN.md). */
  pathPoints: 512,
  /** Intents taken in one tick over all lanes; more are left in their rings. */
  intents: 8,
  /** Operator acts taken in one tick. */
  operatorActs: 4,
  /** Transducers of a ring of range sensors. */
  ranges: 16,
  /** What peers said of themselves, taken in one tick; more waits for the next. */
  peers: 8,
  /** Parameter changes swapped in at one tick: all of them, so that a reload is one change. */
  paramChanges: 32,
} as const;

/** Points that a robot says it means to be at, a second after the other. */
export const peerAhead = 4;

/** Freshness and age of a sensor sample. */
export interface Stamp {
  fresh: number;
  /** Count given by the device; a sample not newer than the last one is dropped. */
  seq: number;
  measuredNs: number;
  arrivedNs: number;
}

/**
 * Wheels: angle since start in rad, rate in rad/s. `left` and `right` are the driven pair (the
 * front one of a mecanum drive); `rear` the second pair of a drive of four wheels, `steerRad` the
 * steering angle of a steered one: 0 where the drive has none.
 */
export interface WheelInput extends Stamp {
  leftRad: number;
  rightRad: number;
  leftRadps: number;
  rightRadps: number;
  rearLeftRad: number;
  rearRightRad: number;
  rearLeftRadps: number;
  rearRightRadps: number;
  steerRad: number;
}

/** Inertial sample: yaw rate in rad/s, forward acceleration in m/s2, tilt from upright in rad. */
export interface ImuInput extends Stamp {
  yawRateRadps: number;
  accelMps2: number;
  tiltRad: number;
}

/** One scan. Ranges in m: finite = hit, +Infinity = nothing within range, NaN = invalid beam. */
export interface ScanInput extends Stamp {
  count: number;
  readonly rangesM: Float32Array;
}

/** Battery: V, A (out positive), percent of charge 0..100 (NaN = unknown). */
export interface BatteryInput extends Stamp {
  voltageV: number;
  currentA: number;
  percent: number;
}

/** Contact switch: 1 = pressed. */
export interface BumperInput extends Stamp {
  pressed: number;
}

/**
 * One look of a ring of range sensors (sonar, infrared, time of flight), in the order of config: m
 * to the nearest thing anywhere within each cone, +Infinity = nothing within range, NaN = invalid.
 */
export interface RangeInput extends Stamp {
  count: number;
  readonly rangesM: Float32Array;
}

/** The contact of a hardware E-stop: normally closed, so 1 = released, 0 = pressed or a broken wire. */
export interface EstopInput extends Stamp {
  closed: number;
}

/** A pose in the map frame from localisation, a beacon, the dock, config or an operator. */
export interface PoseFixInput extends Stamp {
  xM: number;
  yM: number;
  yawRad: number;
  /** Standard deviation of the position, m. */
  sigmaM: number;
  /** 1 = take it as it is (start, operator), 0 = blend and refuse jumps. */
  absolute: number;
  /** 1 = position alone, as GNSS gives it: `yawRad` says nothing. */
  headless: number;
}

/** What the two drive motors draw, A, and how hot they are, degC; NaN = not measured. */
export interface MotorInput extends Stamp {
  leftA: number;
  rightA: number;
  leftC: number;
  rightC: number;
}

/** Signs of life and troubles of the workers beside the kernel. */
export interface HostInput {
  fresh: number;
  /** One bit for each of `hostWorkers` that was heard since the last tick. */
  beats: number;
  /** One bit for each of `hostTroubles` that is there now. */
  troubles: number;
}

/**
 * A scan matched against the map, by the perception worker: pose in the map frame with its
 * covariance, and the share 0..1 of beams that ended where the map has something.
 */
export interface MatchInput extends Stamp {
  xM: number;
  yM: number;
  yawRad: number;
  quality: number;
  varXM2: number;
  covXYM2: number;
  varYM2: number;
  varYawRad2: number;
}

/** What the drive driver says of itself. */
export interface AckInput extends Stamp {
  /** Tick of the last command the device confirmed. */
  commandTick: number;
  enabled: number;
  healthy: number;
}

/** Sign of life of the mind: its heartbeat, and the lease it renews for its brain. */
export interface MindInput {
  /** 1 = the mind's heartbeat arrived since the last tick. */
  beat: number;
  /** 1 = it renewed the brain's lease. */
  lease: number;
}

/**
 * One act of an operator. `value` is the latch id (reset), cause (ack) or action (grant); `seq`
 * is the sender's count, echoed with the result (0 = no answer wanted).
 */
export interface OperatorInput extends GrantReach {
  seq: number;
  act: number;
  operator: number;
  value: number;
  agent: number;
}

/**
 * The planner's answer for the running goto, in the map frame, m: a path (start first, goal last)
 * or why there is none.
 */
export interface PathInput {
  fresh: number;
  /** Number of the kernel's request that this answers; 0 = nobody asked. */
  request: number;
  /** 0 ok, 1 no path, 2 start in collision, 3 goal in collision, 4 out of time. */
  status: number;
  /** Reachable point nearest to the goal where it cannot be reached; NaN = none. */
  nearestXM: number;
  nearestYM: number;
  count: number;
  readonly xM: Float64Array;
  readonly yM: Float64Array;
}

/** What a peer says of itself, in the map frame, m. The carrier stamps who it is and its age. */
export interface PeerInput {
  /** Index among the peers of config. */
  peer: number;
  /** When it was there, on this robot's clock: arrival less the declared age, ns. */
  measuredNs: number;
  xM: number;
  yM: number;
  /** Of the circle about it. */
  radiusM: number;
  /** The lower number goes first. */
  priority: number;
  /** Where it means to be in 1, 2, ... s. */
  readonly aheadXM: Float64Array;
  readonly aheadYM: Float64Array;
}

/** Parameter changes, swapped in together at the start of the tick. */
export interface ParamInput {
  count: number;
  readonly index: Uint16Array;
  readonly value: Float64Array;
}

/** All inputs of one tick. */
export interface KernelInputs {
  tick: number;
  nowNs: number;
  /** The stop word: read first in every tick; 1 = E-stop asked. */
  stopWord: number;
  /** How late this tick ran, ns (0 in lockstep). */
  latenessNs: number;
  /** Operator link alive: 1 = an operator was heard since the last tick. */
  operatorBeat: number;
  readonly wheels: WheelInput;
  readonly imu: ImuInput;
  readonly scan: ScanInput;
  readonly battery: BatteryInput;
  readonly bumper: BumperInput;
  readonly range: RangeInput;
  readonly estopInput: EstopInput;
  readonly poseFix: PoseFixInput;
  readonly match: MatchInput;
  readonly ack: AckInput;
  readonly motors: MotorInput;
  readonly host: HostInput;
  readonly mind: MindInput;
  intentCount: number;
  readonly intents: readonly IntentRecord[];
  operatorCount: number;
  readonly operators: readonly OperatorInput[];
  readonly path: PathInput;
  readonly params: ParamInput;
  peerCount: number;
  readonly peers: readonly PeerInput[];
}

function stamp(): Stamp {
  return { fresh: 0, seq: 0, measuredNs: 0, arrivedNs: 0 };
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

/** An act that does nothing. */
export function createOperatorInput(): OperatorInput {
  return { seq: 0, act: 0, operator: 0, value: 0, agent: 0, ...plainReach };
}

/** A peer that said nothing. */
function createPeerInput(): PeerInput {
  return {
    peer: 0,
    measuredNs: 0,
    xM: 0,
    yM: 0,
    radiusM: 0,
    priority: 0,
    aheadXM: new Float64Array(peerAhead),
    aheadYM: new Float64Array(peerAhead),
  };
}

/** Empty inputs: nothing fresh. */
export function createInputs(): KernelInputs {
  return {
    tick: 0,
    nowNs: 0,
    stopWord: 0,
    latenessNs: 0,
    operatorBeat: 0,
    wheels: {
      ...stamp(),
      leftRad: 0,
      rightRad: 0,
      leftRadps: 0,
      rightRadps: 0,
      rearLeftRad: 0,
      rearRightRad: 0,
      rearLeftRadps: 0,
      rearRightRadps: 0,
      steerRad: 0,
    },
    imu: { ...stamp(), yawRateRadps: 0, accelMps2: 0, tiltRad: 0 },
    scan: { ...stamp(), count: 0, rangesM: new Float32Array(inputLimits.beams) },
    battery: { ...stamp(), voltageV: 0, currentA: 0, percent: 0 },
    bumper: { ...stamp(), pressed: 0 },
    range: { ...stamp(), count: 0, rangesM: new Float32Array(inputLimits.ranges) },
    estopInput: { ...stamp(), closed: 0 },
    match: {
      ...stamp(),
      xM: 0,
      yM: 0,
      yawRad: 0,
      quality: 0,
      varXM2: 0,
      covXYM2: 0,
      varYM2: 0,
      varYawRad2: 0,
    },
    poseFix: { ...stamp(), xM: 0, yM: 0, yawRad: 0, sigmaM: 0, absolute: 0, headless: 0 },
    ack: { ...stamp(), commandTick: 0, enabled: 0, healthy: 0 },
    motors: { ...stamp(), leftA: NaN, rightA: NaN, leftC: NaN, rightC: NaN },
    host: { fresh: 0, beats: 0, troubles: 0 },
    mind: { beat: 0, lease: 0 },
    intentCount: 0,
    intents: times(inputLimits.intents, createIntentRecord),
    operatorCount: 0,
    operators: times(inputLimits.operatorActs, createOperatorInput),
    path: {
      fresh: 0,
      request: 0,
      status: 0,
      nearestXM: NaN,
      nearestYM: NaN,
      count: 0,
      xM: new Float64Array(inputLimits.pathPoints),
      yM: new Float64Array(inputLimits.pathPoints),
    },
    params: {
      count: 0,
      index: new Uint16Array(inputLimits.paramChanges),
      value: new Float64Array(inputLimits.paramChanges),
    },
    peerCount: 0,
    peers: times(inputLimits.peers, createPeerInput),
  };
}

/** Marks every section as not fresh: after each tick. */
export function clearInputs(inputs: KernelInputs): void {
  inputs.stopWord = 0;
  inputs.latenessNs = 0;
  inputs.operatorBeat = 0;
  inputs.wheels.fresh = 0;
  inputs.imu.fresh = 0;
  inputs.scan.fresh = 0;
  inputs.battery.fresh = 0;
  inputs.bumper.fresh = 0;
  inputs.range.fresh = 0;
  inputs.estopInput.fresh = 0;
  inputs.poseFix.fresh = 0;
  inputs.match.fresh = 0;
  inputs.ack.fresh = 0;
  inputs.motors.fresh = 0;
  inputs.host.fresh = 0;
  inputs.mind.beat = 0;
  inputs.mind.lease = 0;
  inputs.intentCount = 0;
  inputs.operatorCount = 0;
  inputs.path.fresh = 0;
  inputs.params.count = 0;
  inputs.peerCount = 0;
}
