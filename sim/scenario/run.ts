// Longer than 300 lines: the record of a run and its tick stand together.
/**
 * One scenario, one seed, in lockstep: the world moves by one tick, its samples and the wishes of
 * brain and operator become the kernel's inputs, the kernel steps, its command goes back to the
 * world. The same kernel, the same driver contract and the same records as on a robot; only time
 * is made here.
 *
 * @module
 */
import { type ConditionScratch, createScratch } from "core/condition/mod.ts";
import { yawOf } from "core/config/mod.ts";
import { createCommand, type DriveCommand, fillCommand } from "core/driver/mod.ts";
import type { BrainPorts } from "core/brain/mod.ts";
import { fail, ok, type Result } from "core/fault.ts";
import {
  actNumber,
  checkInvariants,
  createInvariantMonitor,
  createJournal,
  createKernel,
  enterTick,
  type InvariantMonitor,
  type Journal,
  journalHash,
  type Kernel,
  step,
} from "core/kernel/mod.ts";
import { createPrng } from "core/math/mod.ts";
import {
  clearInputs,
  createInputs,
  createStateHash,
  hashText,
  type KernelInputs,
  modes,
  nameOf,
  type StateHash,
} from "core/messages/mod.ts";
import { createWorldHasher, type WorldHasher } from "sim/physics/mod.ts";
import { createOutsideWorld, type EngineLink, type OutsideWorld } from "sim/engine/mod.ts";
import { outsideSpec } from "./outside.ts";
import { createSimRobot, type SimRobot } from "./device.ts";
import { type ActiveFault, ownEventNames, type PreparedEvent, prepareEvents } from "./events.ts";
import { compileExpectation } from "./expectation.ts";
import { type ExpectationMonitor, watch } from "./expectation_monitor.ts";
import type { Coverage } from "./coverage.ts";
import { createLivenessMonitor, type LivenessMonitor } from "./liveness.ts";
import { fireEvents } from "./fire_events.ts";
import {
  createHost,
  type Host,
  missesTick,
  stepHost,
  tickLatenessNs,
  wallOffsetNs,
} from "./host.ts";
import type { LoadedScenario } from "./load.ts";
import { enterMoment, tickAfter } from "./moment.ts";
import { createMetrics, type MetricsMonitor } from "./metrics.ts";
import { createLookAround } from "./brain_view.ts";
import { createMind, hearBack, type Mind, stepMind } from "./mind.ts";
import { createScenarioNames, type ScenarioNames } from "./names.ts";
import { offlinePorts } from "./offline.ts";
import { createOperatorLane, type OperatorLane, stepOperator } from "./operator.ts";
import { createSlotFiller, type SlotFiller } from "./slots.ts";
import type { Tracer } from "./trace.ts";
import { watchRun } from "./watch_run.ts";
import {
  createWorldThreads,
  deliverWorld,
  stepWorldThreads,
  type WorldThreads,
} from "./world_threads.ts";

const nothing: readonly string[] = [];

/** A run in progress. */
export interface Run {
  readonly loaded: LoadedScenario;
  readonly seed: number;
  readonly periodNs: number;
  readonly ticks: number;
  readonly kernel: Kernel;
  readonly journal: Journal;
  readonly inputs: KernelInputs;
  readonly command: DriveCommand;
  readonly robot: SimRobot;
  readonly mind: Mind;
  readonly lane: OperatorLane;
  /** A second operator with a console of their own. */
  readonly second: OperatorLane;
  readonly host: Host;
  /** Faults that are on outside the device, with their parameters. */
  readonly faults: Map<string, Readonly<Record<string, number>>>;
  readonly worldThreads: WorldThreads;
  /** A simulator outside that moves the robot; null = our own physics. */
  readonly outside: OutsideWorld | null;
  readonly names: ScenarioNames;
  readonly missionSlot: number;
  readonly slots: SlotFiller;
  readonly scratch: ConditionScratch;
  readonly events: readonly PreparedEvent[];
  readonly expectations: readonly ExpectationMonitor[];
  readonly invariants: InvariantMonitor;
  readonly liveness: LivenessMonitor;
  readonly metrics: MetricsMonitor;
  /** Counts what is reached, where somebody asks for it. */
  coverage: Coverage | null;
  tracer: Tracer | null;
  readonly worldHash: StateHash;
  readonly hasher: WorldHasher;
  active: ActiveFault[];
  /** Names of what happened at this tick. */
  readonly happened: Set<string>;
  /** All that happened at the tick before: what the mind hears of. */
  told: readonly string[];
  tick: number;
  nowNs: number;
  autoStarted: boolean;
  /** When the run begins, ns: 0, or the recorded moment that it goes on from. */
  startNs: number;
  /** The kernel did not run at this tick (a fault of its pace). */
  missed: boolean;
  keyframe: boolean;
}

function compileExpectations(
  loaded: LoadedScenario,
  names: ScenarioNames,
): Result<ExpectationMonitor[]> {
  const monitors: ExpectationMonitor[] = [];
  for (const [index, spec] of loaded.scenario.expect.entries()) {
    const monitor = compileExpectation(spec, names, (key) => {
      const path = key === "" ? ["expect", index] : ["expect", index, key];
      const place = loaded.placeOf(path);
      return { file: place.file, line: place.line, column: place.column, excerpt: place.excerpt };
    });
    if (!monitor.ok) return monitor;
    monitors.push(monitor.value);
  }
  return ok(monitors);
}

/** Number of the run's last tick. A run that goes on from a moment begins at the tick after it. */
function lastTick(loaded: LoadedScenario, periodNs: number): number {
  const ticks = Math.round(loaded.scenario.duration * 1e6 / periodNs);
  return loaded.moment === null ? ticks : tickAfter(loaded.moment, periodNs) - 1 + ticks;
}

/** Prepares a run. Fails on conditions, faults or missions that do not make sense. */
export function createRun(
  loaded: LoadedScenario,
  seed: number,
  ports: BrainPorts = offlinePorts,
  link: EngineLink | null = null,
): Result<Run> {
  const names = createScenarioNames(loaded.relays, ownEventNames(loaded.scenario));
  const events = prepareEvents(loaded, names);
  if (!events.ok) return events;
  const expectations = compileExpectations(loaded, names);
  if (!expectations.ok) return expectations;
  const faults: Run["faults"] = new Map();
  const outside = link === null ? null : createOutsideWorld(link, outsideSpec(loaded.config));
  const robot = createSimRobot(loaded, seed, outside);
  const worldThreads = createWorldThreads(loaded, robot.suite.spec.lidar, faults);
  const look = createLookAround(loaded, worldThreads.planner);
  const mind = createMind(loaded, seed, ports, faults, look);
  if (!mind.ok) return mind;
  const kernel = createKernel(loaded.kernel.params);
  const periodNs = loaded.kernel.params.tickPeriodNs;
  const worldHash = createStateHash();
  robot.device.driver.configure(0);
  robot.device.driver.activate(0);
  const run: Run = {
    loaded,
    seed,
    periodNs,
    ticks: lastTick(loaded, periodNs),
    kernel,
    journal: createJournal(kernel),
    inputs: createInputs(),
    command: createCommand(),
    robot,
    mind: mind.value,
    lane: createOperatorLane(1, createPrng(seed, "operator.id"), seed, faults),
    second: createOperatorLane(2, createPrng(seed, "operator.id.2"), seed, faults),
    host: createHost(seed, faults),
    faults,
    worldThreads,
    names,
    missionSlot: names.slotOf("mission.state"),
    slots: createSlotFiller(names, loaded.relays),
    scratch: createScratch(),
    events: events.value,
    expectations: expectations.value,
    invariants: createInvariantMonitor(loaded.kernel.params),
    liveness: createLivenessMonitor(),
    metrics: createMetrics(),
    coverage: null,
    tracer: null,
    worldHash,
    hasher: createWorldHasher(robot.world, worldHash),
    active: [],
    happened: new Set(),
    told: nothing,
    tick: 0,
    nowNs: 0,
    autoStarted: loaded.scenario.start === "manual",
    missed: false,
    keyframe: false,
    startNs: 0,
    outside,
  };
  outside?.begin(robot.world, seed);
  const { moment } = loaded;
  if (moment === null) return ok(run);
  const fault = enterMoment(run, moment);
  return fault === null ? ok(run) : fail(fault);
}

/** The scenario begins with a recorded operator start at the first tick in `idle`. */
function autoStart(run: Run): void {
  if (run.autoStarted || nameOf(modes, run.kernel.outputs.mode) !== "idle") return;
  run.autoStarted = true;
  run.lane.queue.push({ name: "start", act: actNumber.start, agent: 0, value: 0 });
  run.happened.add("operator.start");
}

/** At the first tick the robot is told where it stands, as an operator or its dock would. */
function givePose(run: Run): void {
  const { poseFix } = run.inputs;
  const { robot } = run.robot.world;
  poseFix.fresh = 1;
  poseFix.seq = 1;
  poseFix.measuredNs = 0;
  poseFix.arrivedNs = 0;
  const told = run.loaded.scenario.world.believedStart;
  poseFix.xM = told?.x ?? robot.xM;
  poseFix.yM = told?.y ?? robot.yM;
  poseFix.yawRad = told === undefined ? robot.yawRad : yawOf(told) ?? 0;
  poseFix.sigmaM = 0.01;
  poseFix.absolute = 1;
  poseFix.headless = 0;
}

/** Ids are the one place where wall time enters; the kernel itself never sees it. */
function setWallClock(run: Run, nowNs: number): void {
  const offsetNs = wallOffsetNs(run.host, nowNs);
  run.mind.wallOffsetNs = offsetNs;
  run.lane.wallOffsetNs = offsetNs;
  run.second.wallOffsetNs = offsetNs;
}

function gatherInputs(run: Run): void {
  const { inputs, nowNs } = run;
  // What a missed tick did not take is still there: the newest samples, acts and intents.
  if (!run.missed) {
    clearInputs(inputs);
    run.mind.sent.length = 0;
    run.lane.sent.length = 0;
    run.second.sent.length = 0;
  }
  inputs.tick = run.tick;
  inputs.nowNs = nowNs;
  run.robot.device.advance(run.tick, nowNs);
  run.robot.device.driver.read(nowNs, inputs);
  if (run.tick === 0) givePose(run);
  deliverWorld(run.worldThreads, nowNs, inputs);
  fireEvents(run);
  autoStart(run);
  const out = run.kernel.outputs;
  setWallClock(run, nowNs);
  stepHost(run.host, nowNs, inputs);
  stepOperator(run.lane, run.loaded, nowNs, out.latchId, inputs);
  stepOperator(run.second, run.loaded, nowNs, out.latchId, inputs);
  stepMind(run.mind, run.loaded, nowNs, out, run.told, inputs);
}

function sendCommand(run: Run): void {
  fillCommand(run.command, run.kernel.outputs);
  run.robot.device.driver.write(run.nowNs, run.command);
}

/** Runs one tick. After it, inputs, outputs and journal hold what happened (see `missed`). */
export function stepRun(run: Run): void {
  run.nowNs = run.tick * run.periodNs;
  run.told = run.happened.size === 0 ? nothing : [...run.happened];
  run.happened.clear();
  gatherInputs(run);
  run.missed = missesTick(run.host, run.nowNs);
  if (!run.missed) stepKernel(run);
  run.hasher.roll(run.robot.world);
  run.slots.fill(run);
  watchRun(run);
  for (const monitor of run.expectations) watch(monitor, run.names, run.scratch, run.nowNs);
  run.outside?.goOn(run.robot.world, run.tick);
  run.tick += 1;
}

function stepKernel(run: Run): void {
  const { inputs } = run;
  inputs.latenessNs = tickLatenessNs(run.host, run.nowNs, run.periodNs);
  inputs.nowNs = run.nowNs + inputs.latenessNs;
  step(run.kernel, inputs, inputs.nowNs);
  run.keyframe = enterTick(run.journal, run.kernel);
  checkInvariants(run.invariants, run.inputs, run.kernel.outputs);
  hearBack(run.mind, run.kernel.outputs);
  stepWorldThreads(run.worldThreads, run.inputs, run.kernel.outputs);
  sendCommand(run);
}

/**
 * Ends when the brain's call under way has its answer, and the simulator outside its samples; null
 * where nothing is under way. Before each tick a run waits for it, so that the answer's time is
 * virtual.
 */
export function settled(run: Run): Promise<void> | null {
  const brain = run.mind.brain?.settled?.() ?? null;
  const samples = run.outside?.link.pending() ?? null;
  if (brain === null || samples === null) return brain ?? samples;
  return Promise.all([brain, samples]).then(() => {});
}

/** Hash of all kernel outputs and keyframes so far. */
export function stateHash(run: Run): string {
  return journalHash(run.journal);
}

/** Hash of all states of the world so far. */
export function worldHash(run: Run): string {
  return hashText(run.worldHash);
}
