/**
 * Inputs for a kernel that has to work: 30 owner rules, 400 beams, and at every tick a new drive
 * intent, so that the gate asks every rule each time; a failsafe tree of 40 nodes beside it. The robot drives a circle in a room; the
 * wheels follow the kernel's command, so that nothing fails safe. Nothing here allocates.
 *
 * @module
 */
import { unwrap } from "core/fault.ts";
import {
  actNumber,
  intentNumber,
  type Kernel,
  type KernelParams,
  sourceNumber,
} from "core/kernel/mod.ts";
import {
  agents,
  clearInputs,
  createInputs,
  hasDuration,
  type KernelInputs,
  numberOf,
} from "core/messages/mod.ts";
import { readFile } from "cli/read_file.ts";
import { loadScenario } from "sim/scenario/mod.ts";

/** Wheel radius over wheel distance of the rover. */
const turnShare = 0.06 / 0.32;

/** Owner rules of the bench. */
export const ownerRuleCount = 30;

/** Nodes of the bench's failsafe tree. */
export const treeNodeCount = 40;

/** A tree that visits every node at every tick: a condition below two decorators, 13 times. */
function benchTree(): string {
  const branches = Array.from({ length: (treeNodeCount - 1) / 3 }, (_item, i) => {
    const condition = `odom.linearMps * 2 > 0.${i + 1} && battery.percent > ${i} || t < ${i}`;
    return `    - inverter: { do: { forceFailure: { do: { condition: "${condition}" } } } }`;
  });
  return `mechos: tree/1\ntree:\n  reactiveSequence:\n${branches.join("\n")}\n`;
}

const scenario = (set: string) =>
  `mechos: scenario/1
name: bench
robot: bench_rover.yaml
set: { failsafe.tree: bench_tree.yaml${set} }
invariantsOnly: true
duration: 10s
brain: { driver: none }
`;

function rules(): string {
  const lines = Array.from({ length: ownerRuleCount }, (_item, i) => {
    const condition = `abs(odom.x) > ${100 + i} || odom.linearMps * 2 > ${5 + i} && ` +
      `battery.percent < ${i} || mode in ['estop', 'boot'] && cmd.linearMps > 0.${i + 1}`;
    return `    - { name: rule${i + 1}, refuseIf: "${condition}" }`;
  });
  return `kernel:\n  rules:\n${lines.join("\n")}\n`;
}

/** Parameters of the rover with its lidar of 400 beams and the owner rules; `set` adds values. */
export function benchParams(set = ""): KernelParams {
  const folder = new URL("../../sim/robots/", import.meta.url).pathname;
  const loaded = unwrap(loadScenario(`${folder}bench.yaml`, {
    readFile: (path) => {
      if (path.endsWith("bench.yaml")) return { ok: true, value: encode(scenario(set)) };
      if (path.endsWith("bench_tree.yaml")) return { ok: true, value: encode(benchTree()) };
      const file = readFile(path.replace("bench_rover", "rover"));
      if (!file.ok || !path.endsWith("bench_rover.yaml")) return file;
      return { ok: true, value: encode(new TextDecoder().decode(file.value) + rules()) };
    },
    env: {},
    sets: [],
    brain: null,
  }));
  return loaded.kernel.params;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The feed: the inputs it fills and the angles of its wheels. */
export interface Feed {
  readonly inputs: KernelInputs;
  readonly periodNs: number;
  leftRad: number;
  rightRad: number;
}

/** Makes a feed for a kernel of these parameters. */
export function createFeed(params: KernelParams): Feed {
  return { inputs: createInputs(), periodNs: params.tickPeriodNs, leftRad: 0, rightRad: 0 };
}

const scriptAgent = numberOf(agents, "script");

function stamp(one: { fresh: number; seq: number; measuredNs: number; arrivedNs: number }): void {
  one.fresh = 1;
  one.seq += 1;
}

/** Fills the inputs of a tick with a new intent in it. */
export function feed(f: Feed, kernel: Kernel, tick: number): KernelInputs {
  const inputs = feedSenses(f, kernel, tick);
  if (tick > 100) feedIntent(inputs, tick, inputs.nowNs);
  return inputs;
}

/** Fills the inputs of a tick; the wheels turn as the kernel asked at the tick before. */
export function feedSenses(f: Feed, kernel: Kernel, tick: number): KernelInputs {
  const { inputs, periodNs } = f;
  const nowNs = tick * periodNs;
  clearInputs(inputs);
  inputs.tick = tick;
  inputs.nowNs = nowNs;
  inputs.mind.beat = 1;
  inputs.mind.lease = tick % 20 === 0 ? 1 : 0;
  feedWheels(f, kernel, nowNs);
  feedSlowSensors(inputs, tick, nowNs);
  if (tick === 0) {
    stamp(inputs.poseFix);
    inputs.poseFix.absolute = 1;
    inputs.poseFix.sigmaM = 0.01;
  }
  if (tick === 100) {
    inputs.operatorCount = 1;
    const act = inputs.operators[0];
    if (act !== undefined) act.act = actNumber.start;
  }
  return inputs;
}

function feedWheels(f: Feed, kernel: Kernel, nowNs: number): void {
  const { wheels, ack } = f.inputs;
  const out = kernel.outputs;
  const dtS = f.periodNs * 1e-9;
  f.leftRad += out.leftSetRadps * dtS;
  f.rightRad += out.rightSetRadps * dtS;
  stamp(wheels);
  wheels.measuredNs = nowNs;
  wheels.arrivedNs = nowNs;
  wheels.leftRad = f.leftRad;
  wheels.rightRad = f.rightRad;
  wheels.leftRadps = out.leftSetRadps;
  wheels.rightRadps = out.rightSetRadps;
  stamp(ack);
  ack.measuredNs = nowNs;
  ack.arrivedNs = nowNs;
  ack.commandTick = out.tick;
  ack.enabled = out.enable;
  ack.healthy = 1;
}

function feedSlowSensors(inputs: KernelInputs, tick: number, nowNs: number): void {
  const { imu, scan, battery, bumper } = inputs;
  if (tick % 2 === 0) {
    stamp(imu);
    imu.measuredNs = nowNs;
    imu.arrivedNs = nowNs;
    // What the wheels turn, shaken a little: a gyro that repeats itself counts as frozen.
    const turn = (inputs.wheels.rightRadps - inputs.wheels.leftRadps) * turnShare;
    imu.yawRateRadps = turn + (tick % 7) * 1e-5;
  }
  if (tick % 20 === 0) {
    stamp(scan);
    scan.measuredNs = nowNs;
    scan.arrivedNs = nowNs;
    scan.count = 400;
    // A round room: no scan that the robot's motion does not explain, and no two alike.
    for (let i = 0; i < 400; i++) scan.rangesM[i] = 3 + ((i * 7 + tick) % 40) * 0.001;
  }
  if (tick % 4 === 0) {
    stamp(bumper);
    bumper.measuredNs = nowNs;
    bumper.arrivedNs = nowNs;
  }
  if (tick % 100 !== 0) return;
  stamp(battery);
  battery.measuredNs = nowNs;
  battery.arrivedNs = nowNs;
  battery.voltageV = 25;
  battery.percent = 80;
}

/** Puts a drive of a second into the inputs. */
export function feedIntent(inputs: KernelInputs, tick: number, nowNs: number): void {
  const intent = inputs.intents[0];
  if (intent === undefined) return;
  inputs.intentCount = 1;
  intent.id0 = (tick >>> 8) + 1;
  intent.id1 = 0x7000 | (tick & 0xfff);
  intent.id2 = 0x80000000 + (tick & 0xffff);
  intent.id3 = Math.imul(tick, 2654435761) >>> 0;
  intent.source = sourceNumber.brain;
  intent.agent = scriptAgent;
  intent.action = intentNumber.drive;
  intent.has = hasDuration;
  intent.issuedAtNs = nowNs;
  intent.ttlMs = 1000;
  intent.durationMs = 1000;
  intent.x = 0.3;
  intent.y = 0;
  intent.z = 0.5;
}
