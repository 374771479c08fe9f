/**
 * One scenario, one seed, in lockstep: the world moves by one tick, its samples and the wishes of
 * brain and operator become the kernel's inputs, the kernel steps, its command goes back to the
 * world. The same kernel, the same driver contract and the same records as on a robot; only time
 * is made here.
 *
 * Each robot has a run of its own; that of the first has the events and expectations, and steps
 * them all (fleet.ts): each part of a tick is done for every robot before the next part begins. A
 * robot alone is the list of one.
 *
 * @module
 */
import type { ConditionScratch } from "core/condition/mod.ts";
import { yawOf } from "core/config/mod.ts";
import { type DriveCommand, fillCommand } from "core/driver/mod.ts";
import {
  actNumber,
  checkInvariants,
  enterTick,
  type InvariantMonitor,
  type Journal,
  journalHash,
  type Kernel,
  step,
} from "core/kernel/mod.ts";
import {
  clearInputs,
  hashText,
  type KernelInputs,
  modes,
  nameOf,
  type StateHash,
} from "core/messages/mod.ts";
import { advancePlace } from "sim/driver.ts";
import type { WorldHasher } from "sim/physics/mod.ts";
import type { OutsideWorld } from "sim/engine/mod.ts";
import type { SimRobot } from "./device.ts";
import type { ActiveFault, PreparedEvent } from "./events.ts";
import { type ExpectationMonitor, watch } from "./expectation_monitor.ts";
import { type Carrier, carryMessages, hearPeers } from "./carrier.ts";
import type { Coverage } from "./coverage.ts";
import type { LivenessMonitor } from "./liveness.ts";
import { fireEvents } from "./fire_events.ts";
import { copySlots, type Place } from "./fleet.ts";
import { type Host, missesTick, stepHost, tickLatenessNs, wallOffsetNs } from "./host.ts";
import type { LoadedScenario } from "./load.ts";
import type { MetricsMonitor } from "./metrics.ts";
import { hearBack } from "./hear_back.ts";
import { type Mind, stepMind } from "./mind.ts";
import type { ScenarioNames } from "./names.ts";
import { type OperatorLane, stepOperator } from "./operator.ts";
import { carryPoses, deliverPoses, type PoseCarrier } from "./pose_carrier.ts";
import type { SlotFiller } from "./slots.ts";
import type { Tracer } from "./trace.ts";
import { watchRun } from "./watch_run.ts";
import { deliverWorld, stepWorldThreads, type WorldThreads } from "./world_threads.ts";

const nothing: readonly string[] = [];

/** A run in progress. */
export interface Run {
  readonly loaded: LoadedScenario;
  /** All robots of the scenario where this is the first one's run, itself at their head; else none. */
  readonly robots: readonly Run[];
  /** What moves the robots together; null for a robot alone, and for all but the first. */
  readonly place: Place | null;
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
  /** What other robots have sent to this one. */
  readonly carrier: Carrier;
  readonly poses: PoseCarrier;
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

/** Begins a tick of one robot: nothing has happened yet. */
function beginTick(run: Run, tick: number): void {
  run.tick = tick;
  run.nowNs = tick * run.periodNs;
  run.told = run.happened.size === 0 ? nothing : [...run.happened];
  // Clearing an empty set or list is not for free: the engine makes a new table of it.
  if (run.happened.size > 0) run.happened.clear();
  const { inputs } = run;
  // What a missed tick did not take is still there: the newest samples, acts and intents.
  if (!run.missed) {
    clearInputs(inputs);
    if (run.mind.sent.length > 0) run.mind.sent.length = 0;
    if (run.lane.sent.length > 0) run.lane.sent.length = 0;
    if (run.second.sent.length > 0) run.second.sent.length = 0;
  }
  inputs.tick = tick;
  inputs.nowNs = run.nowNs;
}

/** What device, perception and planner have for the kernel. */
function readWorld(run: Run): void {
  const { inputs, nowNs } = run;
  run.robot.device.driver.read(nowNs, inputs);
  if (run.tick === 0) givePose(run);
  deliverWorld(run.worldThreads, nowNs, inputs);
}

/** What host, operators and mind have for the kernel. */
function gatherInputs(run: Run): void {
  const { inputs, nowNs } = run;
  autoStart(run);
  const out = run.kernel.outputs;
  setWallClock(run, nowNs);
  stepHost(run.host, nowNs, inputs);
  stepOperator(run.lane, run.loaded, nowNs, out.latchId, inputs);
  stepOperator(run.second, run.loaded, nowNs, out.latchId, inputs);
  hearPeers(run);
  deliverPoses(run.poses, nowNs, inputs);
  stepMind(run.mind, run.loaded, nowNs, out, run.told, inputs);
}

function sendCommand(run: Run): void {
  fillCommand(run.command, run.kernel.outputs);
  run.robot.device.driver.write(run.nowNs, run.command);
}

/** The kernel decides, and what came of it is looked at. */
function decide(run: Run): void {
  run.missed = missesTick(run.host, run.nowNs);
  if (!run.missed) stepKernel(run);
  run.hasher.roll(run.robot.world);
  run.slots.fill(run);
  watchRun(run);
}

/**
 * Runs one tick of all robots. After it, inputs, outputs and journal of each hold what happened (see
 * `missed`).
 */
export function stepRun(run: Run): void {
  const { robots, place, tick } = run;
  for (const one of robots) beginTick(one, tick);
  if (place === null) run.robot.device.advance(tick, run.nowNs);
  else advancePlace(place.devices, place.worlds, tick, run.nowNs);
  for (const one of robots) readWorld(one);
  fireEvents(run);
  for (const one of robots) gatherInputs(one);
  for (const one of robots) decide(one);
  if (place !== null) {
    carryMessages(robots);
    carryPoses(robots);
    copySlots(run, place);
  }
  for (const monitor of run.expectations) watch(monitor, run.names, run.scratch, run.nowNs);
  run.outside?.goOn(run.robot.world, tick);
  run.tick = tick + 1;
}

function stepKernel(run: Run): void {
  const { inputs } = run;
  inputs.latenessNs = tickLatenessNs(run.host, run.nowNs, run.periodNs);
  inputs.nowNs = run.nowNs + inputs.latenessNs;
  step(run.kernel, inputs, inputs.nowNs);
  run.keyframe = enterTick(run.journal, run.kernel);
  checkInvariants(run.invariants, run.inputs, run.kernel.outputs);
  hearBack(run.mind, run.kernel.outputs, run.kernel.params.said);
  stepWorldThreads(run.worldThreads, run.inputs, run.kernel.outputs);
  sendCommand(run);
}

/**
 * Ends when the brain's call under way has its answer, and the simulator outside its samples; null
 * where nothing is under way. Before each tick a run waits for it, so that the answer's time is
 * virtual.
 */
export function settled(run: Run): Promise<void> | null {
  const waits: Promise<void>[] = [];
  for (const { mind } of run.robots) {
    const answer = mind.brain?.settled?.() ?? null;
    if (answer !== null) waits.push(answer);
  }
  const samples = run.outside?.link.pending() ?? null;
  if (samples !== null) waits.push(samples);
  const [first] = waits;
  if (first === undefined || waits.length === 1) return first ?? null;
  return Promise.all(waits).then(() => {});
}

/** Hash of all kernel outputs and keyframes so far. */
export function stateHash(run: Run): string {
  return journalHash(run.journal);
}

/** Hash of all states of the world so far. */
export function worldHash(run: Run): string {
  return hashText(run.worldHash);
}
