// Longer than 300 lines: one bench: its plant, its healthy sensors and the ways to reach a mode.
/**
 * A kernel on a test bench: a real config, healthy sensors, a first-order drive as plant, and the
 * invariant monitor after every tick. A test states only what it changes.
 * @module
 */
import assert from "node:assert/strict";
import {
  actNumber,
  agentOf,
  checkInvariants,
  type CompiledKernel,
  createInvariantMonitor,
  createKernel,
  intentNumber,
  type InvariantMonitor,
  type Kernel,
  modeNumber,
  sourceNumber,
  step,
} from "core/kernel/mod.ts";
import { exp } from "core/math/mod.ts";
import {
  clearInputs,
  copyIntent,
  createInputs,
  createIntentRecord,
  type GrantReach,
  hasDuration,
  type IdWords,
  type IntentAction,
  type IntentRecord,
  type KernelInputs,
  type KernelOutputs,
  type OperatorAct,
  plainReach,
} from "core/messages/mod.ts";
import { type BodyMotion, motionOfWheels } from "core/world/mod.ts";
import { compileBench, type RigOptions } from "./bench_robot.ts";
import { fillSafety } from "./safety_samples.ts";

export { compileBench, type RigOptions } from "./bench_robot.ts";

/** A kernel with its plant. */
export interface Rig {
  readonly kernel: Kernel;
  readonly compiled: CompiledKernel;
  readonly inputs: KernelInputs;
  readonly monitor: InvariantMonitor;
  readonly periodNs: number;
  readonly strict: boolean;
  /** Range of every beam in m, by its direction in the robot's frame. */
  ranges: (angleRad: number) => number;
  /** Measured wheel speeds follow the set points; a test may take them over. */
  plant: boolean;
  leftRad: number;
  rightRad: number;
  leftRadps: number;
  rightRadps: number;
  rearLeftRad: number;
  rearRightRad: number;
  rearLeftRadps: number;
  rearRightRadps: number;
  steerRad: number;
  tick: number;
  nowNs: number;
  seq: number;
  nextId: number;
}

/** A bench before its first tick. */
export function createRig(options: RigOptions = {}): Rig {
  const compiled = compileBench(options);
  return {
    kernel: createKernel(compiled.params),
    compiled,
    inputs: createInputs(),
    monitor: createInvariantMonitor(compiled.params),
    periodNs: compiled.params.tickPeriodNs,
    strict: options.strict ?? true,
    ranges: () => Infinity,
    plant: true,
    leftRad: 0,
    rightRad: 0,
    leftRadps: 0,
    rightRadps: 0,
    rearLeftRad: 0,
    rearRightRad: 0,
    rearLeftRadps: 0,
    rearRightRadps: 0,
    steerRad: 0,
    tick: 0,
    nowNs: 0,
    seq: 0,
    nextId: 1,
  };
}

const moved: BodyMotion = { forward: 0, side: 0, turn: 0 };

function movePlant(rig: Rig): void {
  const out = rig.kernel.outputs;
  const dtS = rig.periodNs * 1e-9;
  const follow = 1 - exp(-dtS / rig.compiled.params.drive.lagS);
  if (rig.plant) {
    rig.leftRadps += (out.leftSetRadps - rig.leftRadps) * follow;
    rig.rightRadps += (out.rightSetRadps - rig.rightRadps) * follow;
    rig.rearLeftRadps += (out.rearLeftSetRadps - rig.rearLeftRadps) * follow;
    rig.rearRightRadps += (out.rearRightSetRadps - rig.rearRightRadps) * follow;
    rig.steerRad += (out.steerSetRad - rig.steerRad) * follow;
  }
  rig.leftRad += rig.leftRadps * dtS;
  rig.rightRad += rig.rightRadps * dtS;
  rig.rearLeftRad += rig.rearLeftRadps * dtS;
  rig.rearRightRad += rig.rearRightRadps * dtS;
}

function stamp(rig: Rig, into: { seq: number; measuredNs: number; arrivedNs: number }): void {
  rig.seq += 1;
  into.seq = rig.seq;
  into.measuredNs = rig.nowNs;
  into.arrivedNs = rig.nowNs;
}

function fillScan(rig: Rig): void {
  const { scan } = rig.inputs;
  const geometry = rig.compiled.params.scan;
  if (geometry === null) return;
  scan.fresh = 1;
  stamp(rig, scan);
  scan.count = geometry.beams;
  for (let i = 0; i < geometry.beams; i++) {
    const angle = -Math.PI + i * 2 * Math.PI / geometry.beams;
    // Shaken a little, as a real lidar is: equal scans count as frozen.
    const range = rig.ranges(angle);
    const shaken = range > 1 ? range + ((i * 7 + rig.seq) % 5) * 1e-3 : range;
    scan.rangesM[i] = shaken + ((i + rig.seq) % 3) * 1e-5;
  }
}

/** Fills in what healthy sensors and a live mind give at this tick. */
export function healthy(rig: Rig): void {
  const { inputs, tick, nowNs } = rig;
  const p = rig.compiled.params;
  clearInputs(inputs);
  inputs.tick = tick;
  inputs.nowNs = nowNs;
  movePlant(rig);
  if (p.hasWheels === 1) {
    inputs.wheels.fresh = 1;
    stamp(rig, inputs.wheels);
    inputs.wheels.leftRad = rig.leftRad;
    inputs.wheels.rightRad = rig.rightRad;
    inputs.wheels.leftRadps = rig.leftRadps;
    inputs.wheels.rightRadps = rig.rightRadps;
    inputs.wheels.rearLeftRad = rig.rearLeftRad;
    inputs.wheels.rearRightRad = rig.rearRightRad;
    inputs.wheels.rearLeftRadps = rig.rearLeftRadps;
    inputs.wheels.rearRightRadps = rig.rearRightRadps;
    inputs.wheels.steerRad = rig.steerRad;
  }
  if (p.hasImu === 1 && tick % 2 === 0) {
    inputs.imu.fresh = 1;
    stamp(rig, inputs.imu);
    // Shaken a little, as a real gyro is: one that repeats itself counts as frozen.
    motionOfWheels(p.drive, {
      left: rig.leftRadps,
      right: rig.rightRadps,
      rearLeft: rig.rearLeftRadps,
      rearRight: rig.rearRightRadps,
    }, moved);
    inputs.imu.yawRateRadps = moved.turn + ((rig.seq * 7) % 5 - 2) * 1e-5;
    inputs.imu.tiltRad = 0;
  }
  if (tick % 10 === 0) fillScan(rig);
  fillSafety(rig, stamp);
  if (p.hasBattery === 1 && tick % 20 === 0) {
    inputs.battery.fresh = 1;
    stamp(rig, inputs.battery);
    inputs.battery.voltageV = 24;
    inputs.battery.percent = 80;
  }
  if (p.hasBumper === 1 && tick % 4 === 0) {
    inputs.bumper.fresh = 1;
    stamp(rig, inputs.bumper);
    inputs.bumper.pressed = 0;
  }
  inputs.ack.fresh = 1;
  stamp(rig, inputs.ack);
  inputs.ack.healthy = 1;
  inputs.ack.commandTick = Math.max(0, tick - 1);
  inputs.ack.enabled = rig.kernel.outputs.enable;
  inputs.mind.beat = 1;
  inputs.mind.lease = 1;
  if (tick === 0) {
    inputs.poseFix.fresh = 1;
    inputs.poseFix.absolute = 1;
  }
}

/** One tick; `change` edits the healthy inputs before the kernel sees them. */
export function tick(rig: Rig, change: (inputs: KernelInputs) => void = () => {}): KernelOutputs {
  healthy(rig);
  change(rig.inputs);
  const out = step(rig.kernel, rig.inputs, rig.nowNs);
  checkInvariants(rig.monitor, rig.inputs, out);
  if (rig.strict) assert.deepEqual(rig.monitor.violations, [], `tick ${rig.tick}`);
  rig.tick += 1;
  rig.nowNs += rig.periodNs;
  return out;
}

/** Several ticks of the same kind. */
export function ticks(
  rig: Rig,
  count: number,
  change: (inputs: KernelInputs) => void = () => {},
): KernelOutputs {
  for (let i = 0; i < count; i++) tick(rig, change);
  return rig.kernel.outputs;
}

/** As many ticks as `ms` holds. */
export function run(
  rig: Rig,
  ms: number,
  change: (inputs: KernelInputs) => void = () => {},
): KernelOutputs {
  return ticks(rig, Math.round(ms * 1e6 / rig.periodNs), change);
}

/** Adds an operator's act to a tick. */
export function act(
  inputs: KernelInputs,
  name: OperatorAct,
  value = 0,
  agent = 0,
  reach: Partial<GrantReach> = {},
): void {
  const slot = inputs.operators[inputs.operatorCount];
  assert.ok(slot !== undefined, "no room for another act");
  Object.assign(slot, plainReach, reach);
  slot.act = actNumber[name];
  slot.operator = 1;
  slot.value = value;
  slot.agent = agent;
  inputs.operatorCount += 1;
}

/** One act. */
export function operate(rig: Rig, name: OperatorAct, value = 0, agent = 0): KernelOutputs {
  return tick(rig, (inputs) => act(inputs, name, value, agent));
}

/** An intent of the brain, born now, that drives slowly forward. */
export function wish(rig: Rig, action: IntentAction, fields: Partial<IntentRecord> = {}) {
  const record = createIntentRecord();
  record.id0 = 0x01900000;
  record.id3 = rig.nextId;
  rig.nextId += 1;
  record.source = sourceNumber.brain;
  record.agent = agentOf("scripted");
  record.action = intentNumber[action];
  record.issuedAtNs = rig.nowNs;
  record.ttlMs = 1000;
  if (action === "drive") record.x = 0.2;
  if (action === "drive" || action === "wait") {
    record.durationMs = 1000;
    record.has = hasDuration;
  }
  return Object.assign(record, fields);
}

/** Adds an intent to a tick. */
export function put(inputs: KernelInputs, record: IntentRecord): IdWords {
  const slot = inputs.intents[inputs.intentCount];
  assert.ok(slot !== undefined, "no room for another intent");
  copyIntent(record, slot);
  inputs.intentCount += 1;
  return record;
}

/** One tick with one intent. */
export function ask(
  rig: Rig,
  action: IntentAction,
  fields: Partial<IntentRecord> = {},
): KernelOutputs {
  return tick(rig, (inputs) => put(inputs, wish(rig, action, fields)));
}

/** A bench in `idle`: self-test passed, all sensors heard. */
export function idleRig(options: RigOptions = {}): Rig {
  const rig = createRig(options);
  ticks(rig, 25);
  assert.equal(rig.kernel.outputs.mode, modeNumber.idle);
  return rig;
}

/** A bench in `auto`. */
export function autoRig(options: RigOptions = {}): Rig {
  const rig = idleRig(options);
  operate(rig, "start");
  assert.equal(rig.kernel.outputs.mode, modeNumber.auto);
  return rig;
}

/** A bench in `manual`, an operator present. */
export function manualRig(options: RigOptions = {}): Rig {
  const rig = idleRig(options);
  operate(rig, "take");
  assert.equal(rig.kernel.outputs.mode, modeNumber.manual);
  return rig;
}

/** A bench that drives forward at its highest speed. */
export function drivingRig(options: RigOptions = {}): Rig {
  const rig = autoRig(options);
  ask(rig, "drive", { x: 0.5, durationMs: 30_000 });
  run(rig, 1000);
  assert.equal(rig.kernel.outputs.linearMps, rig.kernel.state.tuning.maxLinearMps);
  return rig;
}

/** Robot, teleoperated: a drive intent of the operator each tick. */
export function teleop(rig: Rig, linearMps: number, angularRadps = 0): KernelOutputs {
  return tick(rig, (inputs) => {
    inputs.operatorBeat = 1;
    put(
      inputs,
      wish(rig, "drive", {
        source: sourceNumber.operator,
        agent: 4,
        x: linearMps,
        z: angularRadps,
        durationMs: 250,
      }),
    );
  });
}
