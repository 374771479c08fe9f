/**
 * The operator's ports over a real kernel and the simulated robot, in this thread: `step` makes
 * one tick. A small mind renews its lease and, while it is told to, asks for motion.
 *
 * @module
 */
import { type Config } from "core/config/mod.ts";
import { createCommand } from "core/driver/mod.ts";
import { at, ok, type Result } from "core/fault.ts";
import {
  checkInvariants,
  createInvariantMonitor,
  createKernel,
  type Kernel,
  type KernelParams,
  step,
  type Violation,
} from "core/kernel/mod.ts";
import {
  agents,
  clearInputs,
  copyIntent,
  createInputs,
  inputLimits,
  type IntentNames,
  type IntentRecord,
  type KernelInputs,
  makeId,
  numberOf,
  type OperatorInput,
  readIntent,
  sources,
} from "core/messages/mod.ts";
import type {
  ArmingCheck,
  KernelPort,
  MindMessage,
  OpenQuestion,
  ParamChange,
  RobotPort,
} from "core/operator/mod.ts";
import { createSimRobot, type SimRobot } from "sim/scenario/device.ts";
import type { LoadedScenario } from "sim/scenario/mod.ts";
import { load } from "tests/sim/scenario/simulate.ts";

/** A robot under test. */
export interface TestRobot {
  readonly kernel: Kernel;
  readonly params: KernelParams;
  readonly names: IntentNames;
  readonly config: Config;
  readonly sim: SimRobot;
  readonly port: KernelPort;
  readonly rest: RobotPort;
  /** What the mind was sent. */
  readonly told: MindMessage[];
  readonly questions: OpenQuestion[];
  readonly checks: ArmingCheck[];
  readonly violations: readonly Violation[];
  /** What the mind asks for in `auto`, m/s; 0 = nothing. */
  driveMps: number;
  /** The config that a reload finds. */
  reload: () => Result<Config>;
  /** Makes one tick. */
  step(): void;
  nowMs(): number;
}

/** Entries that a lane of the test robot takes. */
const laneSize = 64;

interface Lanes {
  readonly acts: OperatorInput[];
  readonly intents: IntentRecord[];
  readonly params: ParamChange[][];
  pressed: boolean;
  beat: boolean;
}

function createPort(lanes: Lanes, kernel: Kernel): KernelPort {
  const push = <T>(lane: T[], item: T): boolean => {
    if (lane.length >= laneSize) return false;
    lane.push(item);
    return true;
  };
  return {
    pushAct: (act) => push(lanes.acts, { ...act }),
    pushIntent: (record) => push(lanes.intents, { ...record }),
    pushParams: (changes) =>
      changes.length <= inputLimits.paramChanges && push(lanes.params, [...changes]),
    pressStop: () => {
      lanes.pressed = true;
    },
    beat: () => {
      lanes.beat = true;
    },
    outputs: () => kernel.outputs,
    nowNs: () => kernel.outputs.nowNs,
  };
}

function createRest(robot: () => TestRobot): RobotPort {
  return {
    tellMind: (message) => {
      robot().told.push(message);
      return true;
    },
    mind: () => ({
      alive: true,
      brain: "scripted",
      store: "ok",
      state: "ok",
      mission: { state: "running", reason: "" },
      missions: [],
      budget: { tokens: 0, usd: 0, caps: [], warning: null },
      questions: robot().questions,
    }),
    pace: () => ({ ticks: 0, lateTicks: 0, latenessUs: { p50: 0, p99: 0, p999: 0, max: 0 } }),
    threads: () => [{ name: "kernel", state: "running", beatAgeMs: 1, restarts: 0 }],
    armingChecks: () => robot().checks,
    snapshot: () => true,
    askMap: () => null,
    mapAnswer: () => null,
    reloadConfig: () => robot().reload(),
  };
}

/** The mind renews its lease at each tick and asks for motion as often as it is told to. */
function mindAsks(robot: TestRobot, inputs: KernelInputs): void {
  const { tick, nowNs } = inputs;
  inputs.mind.beat = 1;
  inputs.mind.lease = 1;
  if (robot.driveMps === 0 || tick % 20 !== 0) return;
  const stamp = {
    source: numberOf(sources, "mission"),
    agent: numberOf(agents, "script"),
    nowNs,
    id: makeId(tick, tick, tick, tick),
  };
  const raw = { action: "drive", linearMps: robot.driveMps, angularRadps: 0, durationMs: 500 };
  const slot = at(inputs.intents, inputs.intentCount);
  copyIntent(readIntent(raw, stamp, robot.names).record, slot);
  inputs.intentCount += 1;
}

function takeLanes(lanes: Lanes, inputs: KernelInputs): void {
  inputs.stopWord = lanes.pressed ? 1 : 0;
  inputs.operatorBeat = lanes.beat ? 1 : 0;
  lanes.pressed = false;
  lanes.beat = false;
  for (const act of lanes.acts.splice(0, inputLimits.operatorActs)) {
    Object.assign(at(inputs.operators, inputs.operatorCount), act);
    inputs.operatorCount += 1;
  }
  for (const record of lanes.intents.splice(0, inputLimits.intents - inputs.intentCount)) {
    copyIntent(record, at(inputs.intents, inputs.intentCount));
    inputs.intentCount += 1;
  }
  const { params } = inputs;
  for (const { index, value } of lanes.params.shift() ?? []) {
    params.index[params.count] = index;
    params.value[params.count] = value;
    params.count += 1;
  }
}

/** Makes a robot that stands still in `boot`. */
export function createTestRobot(
  loaded: LoadedScenario = load("tests/core/operator/robot.yaml"),
  latch: { readonly latchedAtStart: number; readonly latchesBefore: number } = {
    latchedAtStart: 0,
    latchesBefore: 0,
  },
): TestRobot {
  const params = { ...loaded.kernel.params, ...latch };
  const kernel = createKernel(params);
  const sim = createSimRobot(loaded, 1);
  sim.device.driver.configure(0);
  sim.device.driver.activate(0);
  const inputs = createInputs();
  const command = createCommand();
  const monitor = createInvariantMonitor(params);
  const lanes: Lanes = { acts: [], intents: [], params: [], pressed: false, beat: false };
  let tick = 0;

  const makeTick = (): void => {
    const nowNs = tick * params.tickPeriodNs;
    clearInputs(inputs);
    inputs.tick = tick;
    inputs.nowNs = nowNs;
    sim.device.advance(tick, nowNs);
    sim.device.driver.read(nowNs, inputs);
    if (tick === 0) Object.assign(inputs.poseFix, { fresh: 1, seq: 1, absolute: 1, sigmaM: 0.01 });
    mindAsks(robot, inputs);
    takeLanes(lanes, inputs);
    const out = step(kernel, inputs, nowNs);
    checkInvariants(monitor, inputs, out);
    Object.assign(command, out, {
      leftRadps: out.leftSetRadps,
      rightRadps: out.rightSetRadps,
    });
    sim.device.driver.write(nowNs, command);
    tick += 1;
  };

  const robot: TestRobot = {
    kernel,
    params,
    names: loaded.kernel.names,
    config: loaded.config,
    sim,
    port: createPort(lanes, kernel),
    rest: createRest(() => robot),
    told: [],
    questions: [],
    checks: [],
    violations: monitor.violations,
    driveMps: 0,
    reload: () => ok(loaded.config),
    step: makeTick,
    nowMs: () => tick * params.tickPeriodNs * 1e-6,
  };
  return robot;
}
