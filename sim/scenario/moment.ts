/**
 * Puts a fresh run into a recorded moment: the kernel's memory as it was, the robot where it
 * believed to be and as fast as its wheels said, its sensors counting on from there.
 *
 * @module
 */
import { fillCommand } from "core/driver/mod.ts";
import type { Fault } from "core/fault.ts";
import { countNumbers, type Kernel, restore, snapshot } from "core/kernel/mod.ts";
import { createOutputsEncoder, ReadCursor, visitOutputs } from "core/messages/mod.ts";
import type { RecordedMoment } from "core/replay/mod.ts";
import { advancePeople } from "sim/physics/mod.ts";
import type { Run } from "./run.ts";

/** The first tick that a run makes of itself after a moment. */
export function tickAfter(moment: RecordedMoment, periodNs: number): number {
  return Math.floor(moment.nowNs / periodNs + 1e-6) + 1;
}

function enterKernel(kernel: Kernel, was: Kernel): Fault | null {
  const words = countNumbers(kernel.state);
  if (words !== countNumbers(was.state)) {
    return {
      code: "REPLAY_NOT_REPLAYABLE",
      message: "Cannot go on from the recording: its state does not fit these settings",
      help: "leave out the --set that changes sensors or tables",
    };
  }
  const room = new Float64Array(words);
  snapshot(was.state, room);
  restore(kernel.state, room);
  // A live parameter that --set changed counts; the others are as they were at that moment.
  for (const [name, value] of Object.entries(kernel.params.tuning)) {
    const before: unknown = Reflect.get(was.params.tuning, name);
    if (!Object.is(before, value)) Reflect.set(kernel.state.tuning, name, value);
  }
  const encoder = createOutputsEncoder();
  encoder.encode(was.outputs);
  visitOutputs(new ReadCursor(encoder.view), kernel.outputs);
  return null;
}

/** Body, wheels, battery and motors as the kernel knew them. */
function placeRobot(run: Run, moment: RecordedMoment): void {
  const { odometry: o, batteryPercent } = run.kernel.state;
  const { world, suite } = run.robot;
  const { robot, drives } = world;
  robot.xM = o.xM;
  robot.yM = o.yM;
  robot.yawRad = o.yawRad;
  robot.linearMps = o.linearMps;
  robot.angularRadps = o.angularRadps;
  robot.leftRad = o.leftRad;
  robot.rightRad = o.rightRad;
  robot.leftRadps = o.leftRadps;
  robot.rightRadps = o.rightRadps;
  robot.lateralMps = o.lateralMps;
  robot.rearLeftRad = o.rearLeftRad;
  robot.rearRightRad = o.rearRightRad;
  robot.rearLeftRadps = o.rearLeftRadps;
  robot.rearRightRadps = o.rearRightRadps;
  robot.steerRad = o.steerRad;
  const { board, battery, spec } = suite;
  const turned = [o.leftRad, o.rightRad, o.rearLeftRad, o.rearRightRad];
  for (const [index, counter] of board.counters.entries()) {
    const rad = turned[index] ?? 0;
    counter.trueRad = rad;
    counter.countedRad = rad;
  }
  board.lastNs = run.startNs;
  if (spec.battery !== null && batteryPercent - batteryPercent === 0) {
    battery.energyWh = spec.battery.capacityWh * batteryPercent / 100;
    battery.percent = batteryPercent;
  }
  drives.left.tempC = moment.motors?.leftC ?? drives.left.tempC;
  drives.right.tempC = moment.motors?.rightC ?? drives.right.tempC;
}

/** The checker of invariants knows what went before; what it found there is not this run's. */
function warmChecks(run: Run, moment: RecordedMoment): void {
  const { params: _params, tuning: _tuning, violations: _before, ...known } = moment.invariants;
  Object.assign(run.invariants, known);
  Object.assign(run.invariants.tuning, run.kernel.state.tuning);
}

/** Samples go on behind those that the kernel has seen, stamped by a clock that is right. */
function countOn(run: Run): void {
  const { samples, odometry, scan } = run.kernel.state;
  const { suite } = run.robot;
  const streams = [
    [suite.scans, samples.scan],
    [suite.imus, samples.imu],
    [suite.wheels, samples.wheels],
    [suite.batteries, samples.battery],
    [suite.bumpers, samples.bumper],
    [suite.motors, samples.motors],
  ] as const;
  for (const [stream, clock] of streams) {
    clock.offsetNs = 0;
    clock.newestNs = Math.min(clock.newestNs, run.startNs);
    stream.seq = Math.max(0, clock.newestSeq, odometry.wheelsSeq, odometry.gyroSeq, scan.seq);
  }
  suite.fixes.seq = odometry.fixSeq;
}

/** The device carries out what it was told last, so that the motion does not break off. */
function goOnDriving(run: Run): void {
  const { command, kernel, robot, nowNs } = run;
  fillCommand(command, kernel.outputs);
  robot.device.driver.write(nowNs, command);
}

/** Puts a run that has not stepped yet into a moment. A fault where the two do not fit. */
export function enterMoment(run: Run, moment: RecordedMoment): Fault | null {
  const fault = enterKernel(run.kernel, moment.kernel);
  if (fault !== null) return fault;
  run.tick = tickAfter(moment, run.periodNs);
  run.startNs = (run.tick - 1) * run.periodNs;
  run.nowNs = run.startNs;
  // The operator whose start is in the recording does not start again.
  run.autoStarted = true;
  run.lane.holds = run.kernel.outputs.operatorHolds === 1;
  advancePeople(run.robot.world, run.startNs * 1e-9, 1 / run.loaded.config.sim.physicsHz);
  placeRobot(run, moment);
  countOn(run);
  warmChecks(run, moment);
  goOnDriving(run);
  return null;
}
