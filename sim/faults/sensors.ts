/**
 * Faults of the sensors. The ways in which any stream of samples fails (gone, repeated, lost,
 * late, mixed up, wrongly stamped) are the same for all and modelled once, in
 * sim/sensors/stream.ts; what is wrong inside a sample is modelled by its sensor.
 *
 * @module
 */
import { chance, type FaultKind, type FaultParameter, parameter, row } from "./row.ts";

const lateMs = parameter(500, 1, 5000, "ms");
const depth = parameter(5, 1, 16, "samples");
const clockS = parameter(-5, -3600, 3600, "s");
const periodMs = parameter(1000, 20, 60_000, "ms");

/** Where no sample arrives the watchdog of the sensor fires; that is what most faults end in. */
function stream(name: string, lost: string): Record<string, FaultKind> {
  return {
    off: row("device", `No ${name} arrive`, lost),
    drop: row("device", `Each of the ${name} is lost with probability p`, lost, { p: chance(0.5) }),
    delay: row("device", `The ${name} arrive late under true stamps`, lost, { ms: lateMs }),
    reorder: row(
      "device",
      `The ${name} arrive in mixed order, up to depth samples late`,
      "older samples are discarded, no step back",
      { depth },
    ),
    stamp: row(
      "device",
      `The clock that stamps the ${name} is off by s`,
      `samples discarded until the offset is learned anew; ${lost}`,
      { s: clockS },
    ),
    duplicate: row(
      "device",
      `Each of the ${name} arrives twice`,
      "the second is discarded, nothing else changes",
    ),
    flap: row("device", `The ${name} come and go, each for half a period`, lost, { periodMs }),
  };
}

function prefixed<P extends string>(
  component: P,
  verbs: Readonly<Record<string, FaultKind>>,
): Record<string, FaultKind> {
  const rows: Record<string, FaultKind> = {};
  for (const [verb, kind] of Object.entries(verbs)) rows[`${component}.${verb}`] = kind;
  return rows;
}

const scale = (preset: number): FaultParameter => parameter(preset, -10_000, 10_000, "1");

const lidar = {
  ...stream("scans", "hold within 300 ms"),
  freeze: row(
    "device",
    "The same scan again and again under fresh stamps",
    "hold within 1000 ms",
  ),
  nan: row("device", "Every range is NaN", "scans are dropped, hold within 300 ms"),
  jump: row(
    "device",
    "A scan reads m too far, with probability p",
    "slow; hold where it lasts",
    { m: parameter(2, -100, 100, "m"), p: chance(0.3) },
  ),
  frame: row(
    "device",
    "Ranges in another unit: scale times too large (1000 = millimetres)",
    "scans are dropped, hold within 300 ms",
    { scale: scale(1000) },
  ),
  blocked: row(
    "device",
    "Something covers the lens: every beam at minimum range",
    "hold within one scan",
  ),
  min: row("device", "Every beam reads the shortest range", "hold within one scan"),
  max: row("device", "Nothing is ever in range", "hold where the robot is indoors"),
};

const imu = {
  ...stream("IMU samples", "slow within 300 ms"),
  freeze: row("device", "The same sample again and again under fresh stamps", "slow within 600 ms"),
  nan: row("device", "The yaw rate is NaN", "samples are dropped, slow within 300 ms"),
  jump: row(
    "device",
    "A sample is off by radps, with probability p",
    "the sample is rejected, slow",
    { radps: parameter(50, -1000, 1000, "rad/s"), p: chance(0.3) },
  ),
  frame: row(
    "device",
    "Yaw rate in degrees instead of radians",
    "rejected where impossible; slow or hold while it disagrees with the wheels",
    { scale: scale(57.29577951308232) },
  ),
  bias: row(
    "device",
    "The yaw rate is off by a constant",
    "slow within 2000 ms, hold where the headings are 15 degrees apart",
    { radps: parameter(0.0873, -10, 10, "rad/s") },
  ),
  scale: row(
    "device",
    "The yaw rate is factor times too large",
    "slow, hold where the headings are 15 degrees apart",
    { factor: scale(2) },
  ),
  max: row("device", "The robot tips over by tiltDeg", "E-stop within 300 ms", {
    tiltDeg: parameter(35, -180, 180, "deg"),
  }),
};

/** At the kernel's own rate the next sample is always there before a second copy: no effect. */
const { duplicate: _none, ...odomStream } = stream("wheel samples", "hold within 100 ms");

const odom = {
  ...odomStream,
  freeze: row(
    "device",
    "The same wheel sample again and again under fresh stamps",
    "disarm within 500 ms while the robot should move",
  ),
  nan: row("device", "Every number of a wheel sample is NaN", "dropped, hold within 100 ms"),
  jump: row(
    "device",
    "The wheel angles jump by rad, with probability p",
    "the sample is rejected, slow; hold where it lasts",
    { rad: parameter(20, -1000, 1000, "rad"), p: chance(0.05) },
  ),
  frame: row(
    "device",
    "Wheel angles in another unit: scale times too large",
    "samples are rejected as impossible, hold",
    { scale: scale(57.29577951308232) },
  ),
  scale: row(
    "device",
    "The wheels slip: the robot makes only this share of the way they turn",
    "hold within 2000 ms where the scans show it",
    { factor: parameter(0, 0, 1, "1") },
  ),
};

const encoder = {
  stuck: row("device", "The wheel's angle stays as it is", "disarm within 500 ms"),
  nan: row("device", "The wheel's angle is NaN", "samples are dropped, hold within 100 ms"),
  jump: row(
    "device",
    "The wheel's angle jumps by rad, with probability p",
    "the sample is rejected, slow; hold where it lasts",
    { rad: parameter(20, -1000, 1000, "rad"), p: chance(0.05) },
  ),
  scale: row(
    "device",
    "The wheel reads factor times its speed",
    "disarm within 200 ms, never compensated",
    { factor: scale(10) },
  ),
  bias: row(
    "device",
    "The wheel reads radps more than it turns",
    "slow, hold where the headings are 15 degrees apart",
    { radps: parameter(1, -100, 100, "rad/s") },
  ),
};

const battery = {
  ...stream("battery samples", "slow within 2000 ms, no new mission"),
  freeze: row("device", "The gauge repeats one sample", "slow within 10 s"),
  nan: row("device", "Voltage and charge are NaN", "as a silent gauge: slow within 2000 ms"),
  sag: row("device", "The voltage dips while the charge is fine", "slow after 10 s", {
    volts: parameter(3, 0.1, 100, "V"),
  }),
  min: row("device", "The gauge reads percent", "warn, return or hold by its thresholds", {
    percent: parameter(3, 0, 100, "%"),
  }),
  frame: row(
    "device",
    "Voltage in another unit: scale times too large (1000 = millivolts)",
    "rejected as impossible: slow within 2000 ms",
    { scale: scale(1000) },
  ),
};

const bumper = {
  off: row("device", "No bumper samples arrive", "slow within 300 ms"),
  stuck: row("device", "The bumper reads pressed", "hold at once"),
  flap: row("device", "The bumper bounces, each state for half a period", "hold, no chatter", {
    periodMs: parameter(200, 20, 60_000, "ms"),
  }),
};

const range = {
  off: row("device", "No samples of the range sensors arrive", "hold where there is no lidar"),
  nan: row("device", "Every range sensor reads nonsense", "hold where there is no lidar"),
};

const estop = {
  stuck: row("device", "The E-stop's contact is open: somebody pressed it", "E-stop within 50 ms"),
  off: row("device", "The E-stop's wire is broken: no samples arrive", "E-stop within 150 ms"),
  flap: row("device", "The E-stop's contact bounces, open for half of each period", "no chatter", {
    periodMs: parameter(20, 10, 1000, "ms"),
  }),
};

/** Rows of the sensors. */
export const sensorFaults = {
  ...prefixed("lidar", lidar),
  ...prefixed("imu", imu),
  ...prefixed("odom", odom),
  ...prefixed("encoder.left", encoder),
  ...prefixed("encoder.right", encoder),
  ...prefixed("battery", battery),
  ...prefixed("bumper", bumper),
  ...prefixed("range", range),
  ...prefixed("estop", estop),
};
