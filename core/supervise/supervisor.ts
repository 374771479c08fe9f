/**
 * The supervisor: starts the threads of a robot process, gives up every right, and watches. It
 * commands nothing but the stop: what moves the robot is the kernel, and what stops it, when the
 * kernel cannot, are the HAL thread and the device.
 *
 * @module
 */
import { createSharedMemory, drillNumber, openRegion } from "core/bus/mod.ts";
import { monotonicMs, pause } from "core/clock.ts";
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { actNumber } from "core/kernel/mod.ts";
import {
  createOperatorInput,
  createOutputs,
  type KernelOutputs,
  operatorActBytes,
  ReadCursor,
  visitOperatorAct,
  visitOutputs,
  WriteCursor,
} from "core/messages/mod.ts";
import type { MindReport } from "core/mind/mod.ts";
import type { ArmingCheck } from "core/operator/mod.ts";
import { looksHung } from "./health.ts";
import type { RobotPlan } from "./plan.ts";
import type { Robot } from "./robot.ts";
import {
  startDevice,
  startHal,
  startLink,
  startNavigation,
  startOperator,
  startRecorder,
  startServer,
  watchedThread,
} from "./roles.ts";
import { feedService, startService, tellReady } from "./service.ts";
import { startKernel } from "./start_kernel.ts";

/** The supervisor looks around this often, ms. */
const turnMs = 50;
/** A turn that comes this late means that the whole process stood still, ms. */
const stallMs = 250;
const readyMs = 8000;
/** The operator thread hears of the rest every so many turns. */
const healthTurns = 4;

/** Takes the newest outputs of the kernel. */
export function refreshRobot(robot: Robot): KernelOutputs {
  if (robot.slot.read() >= 0) {
    robot.cursor.reset(robot.slot.view);
    visitOutputs(robot.cursor, robot.outputs);
  }
  return robot.outputs;
}

/** Puts an act of the supervisor itself into its lane: shutdown, or the operator's `--start`. */
export function pushSupervisorAct(robot: Robot, act: "shutdown" | "start"): boolean {
  const words = new Int32Array((operatorActBytes + 3) >> 2);
  const writer = new WriteCursor(new DataView(words.buffer));
  visitOperatorAct(writer, { ...createOperatorInput(), act: actNumber[act], operator: 1 });
  return robot.region.ringWriter("supervisorActs").push(0, words, operatorActBytes);
}

/** Tells the operator thread what only the supervisor knows. */
function reportHealth(robot: Robot, nowMs: number): void {
  const { mind, plan } = robot;
  const report = mind.report;
  robot.roles.get("operator")?.post({
    kind: "health",
    threads: [...robot.threads.values()].map((watched) => ({
      name: watched.name,
      state: watched.state,
      beatAgeMs: Math.round(nowMs - watched.seenMs),
      restarts: watched.restarts,
    })),
    mind: plan.mind === null ? null : {
      alive: mind.up,
      brain: report === null ? plan.mind.start.config.brain.driver : describeBrain(report),
      state: mind.up ? report?.state ?? "none" : "lost",
      store: report?.store ?? "none",
      mission: report?.mission ?? { state: "none", reason: "" },
      missions: report?.missions ?? [],
      budget: {
        tokens: report?.tokens ?? 0,
        usd: report?.usd ?? 0,
        caps: report?.caps ?? [],
        warning: report?.warning ?? null,
      },
      questions: report?.questions ?? [],
    },
    checks: armingChecks(robot),
  });
}

function describeBrain(report: MindReport): string {
  return report.model === "" ? report.driver : `${report.driver}:${report.model}`;
}

function armingChecks(robot: Robot): readonly ArmingCheck[] {
  const { halFault, plan } = robot;
  const recorder = robot.region.words.get("recorderState");
  return [
    {
      check: "driver",
      passed: halFault === null,
      text: halFault?.message ?? "The driver answers",
      help: halFault?.help ?? "",
    },
    {
      check: "recorder",
      passed: plan.recordPath === null || recorder !== 0,
      text: "The recorder has not begun",
      help: "see mechos status",
    },
    {
      check: "mind",
      passed: plan.mind === null || robot.mind.up,
      text: "The mind is not up",
      help: "it is started again by itself; see the log",
    },
  ];
}

/** The drill `supervisor.hang`: this thread stands still for 3 s, once. */
function hangHere(robot: Robot): void {
  if (robot.region.words.get("drill") !== drillNumber("supervisor.hang")) return;
  robot.region.words.set("drill", 0);
  for (const until = monotonicMs() + 3000; monotonicMs() < until;) continue;
}

function turn(robot: Robot): void {
  hangHere(robot);
  const nowMs = monotonicMs();
  robot.turns += 1;
  if (robot.turns % healthTurns === 0) reportHealth(robot, nowMs);
  const { words } = robot.region;
  words.count("beatSupervisor");
  const stalled = nowMs - robot.turnMs > stallMs;
  robot.turnMs = nowMs;
  for (const watched of robot.threads.values()) {
    if (stalled) watched.seenMs = nowMs;
    if (!looksHung(watched, words, nowMs) || robot.stopping) continue;
    robot.plan.log("error", "thread.hung", `Thread "${watched.name}" hangs`, {
      thread: watched.name,
    });
    watched.state = "restarting";
    watched.seenMs = nowMs;
    if (watched.name === "kernel") robot.giveUp("the kernel thread hangs", 5);
    else robot.roles.get(watched.name)?.restart("no sign of life");
  }
  feedService(robot, refreshRobot(robot), words.get("beatHal"), nowMs);
  if (words.get("violations") > 0 && !robot.stopping) {
    robot.giveUp("the kernel broke an invariant of its own", 5);
  }
}

async function untilReady(robot: Robot): Promise<Fault | null> {
  const until = monotonicMs() + readyMs;
  const isReady = (): boolean =>
    (robot.halReady || robot.halFault !== null) &&
    (robot.plan.operator === null || robot.operatorReady) &&
    (robot.plan.recordPath === null || robot.region.words.get("recorderState") !== 0);
  while (!isReady()) {
    // A robot that nobody can stop does not start.
    if (robot.operatorFault !== null) return robot.operatorFault;
    if (monotonicMs() > until) {
      return {
        code: "RUN_THREAD",
        message: `Cannot start: a thread was not ready within ${readyMs / 1000} s`,
        help: "see the log above, and mechos doctor",
      };
    }
    await pause(2);
  }
  return null;
}

/**
 * Starts every thread. When this returns, the main thread holds no right any more and the kernel
 * ticks. A device that is missing does not fail the start: the robot stays disarmed and says so.
 */
export async function startRobot(plan: RobotPlan): Promise<Result<Robot>> {
  const memory = createSharedMemory();
  const region = openRegion(memory, "supervisor");
  if (plan.params.latchedAtStart > 0) region.words.count("stop");
  const slot = region.slotReader("outputs");
  const kernel = await startKernel(plan, memory);
  if (!kernel.ok) return kernel;
  const robot: Robot = {
    plan,
    memory,
    region,
    kernel: kernel.value,
    roles: new Map(),
    threads: new Map(),
    mind: { up: false, pid: 0, restarts: 0, report: null },
    outputs: createOutputs(),
    slot,
    cursor: new ReadCursor(slot.view),
    recordings: [],
    recordParts: 0,
    turnMs: monotonicMs(),
    turns: 0,
    devicePid: 0,
    halReady: false,
    halFault: null,
    operatorReady: false,
    service: null,
    operatorFault: null,
    operatorSaid: null,
    stopping: false,
    giveUp: () => {},
  };
  watchedThread(robot, "kernel").state = "running";
  kernel.value.onerror = (event) => {
    event.preventDefault();
    plan.log("error", "thread.died", `The kernel thread died: ${event.message}`);
    robot.giveUp("the kernel thread died", 5);
  };
  startDevice(robot);
  startHal(robot);
  startRecorder(robot);
  startOperator(robot);
  startLink(robot);
  startNavigation(robot);
  startServer(robot);
  startService(robot);
  setInterval(() => turn(robot), turnMs);
  const fault = await untilReady(robot);
  plan.dropRights();
  if (fault !== null) return fail(fault);
  tellReady(robot);
  return ok(robot);
}
