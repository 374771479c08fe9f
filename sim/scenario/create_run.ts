/** A run put together: each robot with its world, kernel, mind and operators, and what judges them. @module */
import { createScratch } from "core/condition/mod.ts";
import { createCommand } from "core/driver/mod.ts";
import type { BrainPorts } from "core/brain/mod.ts";
import { at, fail, ok, type Result } from "core/fault.ts";
import { createInvariantMonitor, createJournal, createKernel } from "core/kernel/mod.ts";
import { createPrng } from "core/math/mod.ts";
import { createInputs, createStateHash } from "core/messages/mod.ts";
import { createWorldHasher, type World } from "sim/physics/mod.ts";
import { createOutsideWorld, type EngineLink } from "sim/engine/mod.ts";
import { createCarrier } from "./carrier.ts";
import { outsideSpec } from "./outside.ts";
import { createSimRobot } from "./device.ts";
import { type PreparedEvent, prepareEvents } from "./events.ts";
import { compileExpectation } from "./expectation.ts";
import type { ExpectationMonitor } from "./expectation_monitor.ts";
import { createLivenessMonitor } from "./liveness.ts";
import { createPlace, namesOf, type Place, robotSeed } from "./fleet.ts";
import { createHost } from "./host.ts";
import type { LoadedScenario } from "./load.ts";
import { enterMoment, tickAfter } from "./moment.ts";
import { createMetrics } from "./metrics.ts";
import { createSight } from "./brain_view.ts";
import { createMind } from "./mind.ts";
import type { ScenarioNames } from "./names.ts";
import { offlinePorts } from "./offline.ts";
import { createOperatorLane } from "./operator.ts";
import { createPoseCarrier } from "./pose_carrier.ts";
import type { Run } from "./run.ts";
import { createSlotFiller } from "./slots.ts";
import { createWorldThreads } from "./world_threads.ts";

const nothing: readonly string[] = [];

function compileExpectations(
  loaded: LoadedScenario,
  names: ScenarioNames,
): Result<ExpectationMonitor[]> {
  const monitors: ExpectationMonitor[] = [];
  for (const [index, spec] of loaded.scenario.expect.entries()) {
    const monitor = compileExpectation(spec, names, (key) => {
      const path = key === "" ? ["expect", index] : ["expect", index, key];
      return loaded.placeOf(path);
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

/** A run that is still put together. */
interface RobotRun extends Run {
  robots: readonly Run[];
  place: Place | null;
}

/** What one robot's run is made from. */
interface RobotParts {
  readonly loaded: LoadedScenario;
  readonly seed: number;
  readonly ports: BrainPorts;
  readonly link: EngineLink | null;
  readonly names: ScenarioNames;
  /** Of the first robot; the others have none. */
  readonly events: readonly PreparedEvent[];
  readonly expectations: readonly ExpectationMonitor[];
  readonly company: { readonly count: number; readonly first: World | null };
}

function createRobotRun(parts: RobotParts): Result<RobotRun> {
  const { loaded, seed, ports, link, names } = parts;
  const faults: Run["faults"] = new Map();
  const outside = link === null ? null : createOutsideWorld(link, outsideSpec(loaded.config));
  const robot = createSimRobot(loaded, seed, outside, parts.company);
  const worldThreads = createWorldThreads(loaded, robot.suite.spec.lidar, faults);
  const sight = createSight(loaded, worldThreads.planner, robot.suite);
  const mind = createMind(loaded, seed, ports, faults, sight);
  if (!mind.ok) return mind;
  const kernel = createKernel(loaded.kernel.params);
  const periodNs = loaded.kernel.params.tickPeriodNs;
  const worldHash = createStateHash();
  robot.device.driver.configure(0);
  robot.device.driver.activate(0);
  return ok({
    loaded,
    robots: [],
    place: null,
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
    carrier: createCarrier(loaded, seed),
    poses: createPoseCarrier(loaded, seed),
    names,
    missionSlot: names.slotOf("mission.state"),
    slots: createSlotFiller(names, loaded.relays),
    scratch: createScratch(),
    events: parts.events,
    expectations: parts.expectations,
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
  });
}

/**
 * Prepares a run. Fails on conditions, faults or missions that do not make sense.
 *
 * @param morePorts Ports for each further robot: a store of its own, so that none reads another's
 * memory.
 */
export function createRun(
  loaded: LoadedScenario,
  seed: number,
  ports: BrainPorts = offlinePorts,
  link: EngineLink | null = null,
  morePorts: () => BrainPorts = () => ports,
): Result<Run> {
  const { first: names, each, bases } = namesOf(loaded);
  const events = prepareEvents(loaded, names);
  if (!events.ok) return events;
  const expectations = compileExpectations(loaded, names);
  if (!expectations.ok) return expectations;
  const made = createRobotRun({
    loaded,
    seed,
    ports,
    link,
    names,
    events: events.value,
    expectations: expectations.value,
    company: { count: loaded.others.length, first: null },
  });
  if (!made.ok) return made;
  const run = made.value;
  const robots: Run[] = [run];
  for (const [index, other] of loaded.others.entries()) {
    const one = createRobotRun({
      loaded: other,
      seed: robotSeed(seed, other),
      ports: morePorts(),
      link: null,
      names: at(each, index),
      events: [],
      expectations: [],
      company: { count: loaded.others.length, first: run.robot.world },
    });
    if (!one.ok) return one;
    robots.push(one.value);
  }
  run.robots = robots;
  const place = createPlace(robots, bases);
  if (!place.ok) return place;
  run.place = place.value;
  run.outside?.begin(run.robot.world, seed);
  const { moment } = loaded;
  if (moment === null) return ok(run);
  const fault = enterMoment(run, moment);
  return fault === null ? ok(run) : fail(fault);
}
