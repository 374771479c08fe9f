/** What the kernel remembers about its sensors' samples, besides their content. @module */
import { createScanWitness, type ScanWitness } from "core/world/mod.ts";
import { createTail, type Tail } from "./tail.ts";
import { createStreamClock, type StreamClock } from "./stream_clock.ts";

/** The streams and their witnesses. */
export interface SampleState {
  readonly scan: StreamClock;
  readonly imu: StreamClock;
  readonly wheels: StreamClock;
  readonly battery: StreamClock;
  readonly bumper: StreamClock;
  readonly motors: StreamClock;
  readonly range: StreamClock;
  readonly estop: StreamClock;
  readonly witness: ScanWitness;
  /** Wheel samples in a row with speeds that the machine cannot have. */
  impossibleRates: number;
  /** Wheel samples in a row whose angles do not follow from the last. */
  lostAngles: number;
  /** Turn by gyro less turn by wheels, slowly forgotten, rad. */
  headingGapRad: number;
}

/** What the kernel remembers of its drives. */
export interface DriveWatch {
  motorsNs: number;
  /** Larger of the two motor currents, A; NaN = not measured. */
  currentA: number;
  /** Mean of that current over some seconds, A. */
  meanA: number;
  /** Current of each of the two motors over the last tenth of a second, A; NaN = not measured. */
  leftMeanA: number;
  rightMeanA: number;
  /** Hotter of the two motors, degC; NaN = not measured. */
  hottestC: number;
  /** 1 while a motor is warm or hot: it must cool by a margin before that ends. */
  warm: number;
  hot: number;
  /** How long a wheel has been faster than it should be, ns, and by far faster, samples. */
  overspeedNs: number;
  overspeedSamples: number;
  lastWheelsNs: number;
  /** How long a wheel or the steering has strayed, ns; refills as the ladder's delays do. */
  strayNs: number;
  /** When the kernel last came back from a gap of its own, ns; -Infinity = never. */
  wokeNs: number;
  /** Since when the drives have been off, ns; -1 = they are on. */
  offSinceNs: number;
  /** Newest command that the device has confirmed: its tick, and when that was heard. */
  ackSeen: number;
  ackTick: number;
  ackNs: number;
  /** How long commands take to be confirmed. */
  readonly ackTail: Tail;
}

/** What the kernel remembers of the computer around it. */
export interface HostWatch {
  /** When each of `hostWorkers` was last heard, ns; -Infinity = never. */
  readonly beatNs: Float64Array;
  troubles: number;
  troublesNs: number;
  /** Ticks missed of late: a count that leaks away within a second. */
  missedTicks: number;
  /** How late ticks are. */
  readonly latenessTail: Tail;
}

/** Streams that were never heard. */
export function createSampleState(): SampleState {
  return {
    scan: createStreamClock(),
    imu: createStreamClock(),
    wheels: createStreamClock(),
    battery: createStreamClock(),
    bumper: createStreamClock(),
    motors: createStreamClock(),
    range: createStreamClock(),
    estop: createStreamClock(),
    witness: createScanWitness(),
    impossibleRates: 0,
    lostAngles: 0,
    headingGapRad: 0,
  };
}

/** Drives that were never heard. */
export function createDriveWatch(): DriveWatch {
  return {
    motorsNs: -Infinity,
    currentA: NaN,
    meanA: 0,
    leftMeanA: NaN,
    rightMeanA: NaN,
    hottestC: NaN,
    warm: 0,
    hot: 0,
    overspeedNs: 0,
    overspeedSamples: 0,
    lastWheelsNs: -Infinity,
    strayNs: 0,
    wokeNs: -Infinity,
    offSinceNs: 0,
    ackSeen: 0,
    ackTick: 0,
    ackNs: -Infinity,
    ackTail: createTail(),
  };
}

/** A host of which nothing was heard. */
export function createHostWatch(workers: number): HostWatch {
  return {
    beatNs: new Float64Array(workers).fill(-Infinity),
    troubles: 0,
    troublesNs: -Infinity,
    missedTicks: 0,
    latenessTail: createTail(),
  };
}
