/**
 * The supervisor: starts the threads of a robot process, gives up every right, and watches. It
 * commands nothing but the stop: what moves the robot is the kernel, and what stops it, when the
 * kernel cannot, are the HAL thread and the device.
 *
 * @module
 */
import { createSharedMemory, openRegion, type Region, type SlotReader } from "core/bus/mod.ts";
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { actNumber } from "core/kernel/mod.ts";
import {
  createOutputs,
  type KernelOutputs,
  operatorActBytes,
  ReadCursor,
  visitOperatorAct,
  visitOutputs,
  WriteCursor,
} from "core/messages/mod.ts";
import type { MindReport } from "core/mind/mod.ts";
import { type Role, startRole, type ThreadRights } from "core/warden/mod.ts";
import { looksHung, type Watched, watchThread } from "./health.ts";
import { startKernel } from "./start_kernel.ts";
import type { RobotPlan } from "./plan.ts";
import { type ThreadName, threadTable } from "./threads.ts";

/** What the supervisor knows of the mind. */
export interface MindState {
  up: boolean;
  pid: number;
  restarts: number;
  report: MindReport | null;
}

/** A running robot process. */
export interface Robot {
  readonly plan: RobotPlan;
  readonly memory: SharedArrayBuffer;
  readonly region: Region;
  readonly kernel: Worker;
  readonly roles: Map<string, Role>;
  readonly threads: Map<string, Watched>;
  readonly mind: MindState;
  readonly outputs: KernelOutputs;
  readonly slot: SlotReader;
  readonly cursor: ReadCursor;
  recordings: string[];
  recordParts: number;
  turnMs: number;
  devicePid: number;
  halReady: boolean;
  halFault: Fault | null;
  operatorReady: boolean;
  operatorSaid: ((message: unknown) => void) | null;
  stopping: boolean;
  /** Ends the process by the one stop sequence; set by whoever runs it. */
  giveUp: (reason: string, exitCode: number) => void;
}

/** The supervisor looks around this often, ms. */
const turnMs = 50;
/** A turn that comes this late means that the whole process stood still, ms. */
const stallMs = 250;
const readyMs = 8000;

function rightsOf(robot: Robot, name: ThreadName): ThreadRights {
  const { plan } = robot;
  return plan.fromSource ? null : threadTable[name].rights(plan.rights);
}

function thread(robot: Robot, name: string): Watched {
  const known = robot.threads.get(name);
  if (known !== undefined) return known;
  const watched = watchThread(name, performance.now());
  robot.threads.set(name, watched);
  return watched;
}

/** Starts a role; `job` makes the message that each new worker begins with. */
function startWatched(
  robot: Robot,
  name: "hal" | "recorder" | "operator" | "link",
  job: () => unknown,
  said: (message: unknown) => void,
): void {
  const { plan } = robot;
  const watched = thread(robot, name);
  const role = startRole(plan.urls.warden, {
    name,
    url: plan.urls[name],
    rights: rightsOf(robot, name),
    restarts: threadTable[name].restarts,
  }, {
    spawned: (restarts) => {
      watched.restarts = restarts;
      watched.state = "running";
      watched.seenMs = performance.now();
      role.post(job());
    },
    said,
    died: (reason, restarts) => {
      watched.state = "restarting";
      watched.restarts = restarts;
      plan.log("error", "thread.died", `Thread "${name}" died: ${reason}`, {
        thread: name,
        restarts,
      });
    },
    gaveUp: (reason) => {
      watched.state = "dead";
      plan.log("error", "thread.gaveUp", `Thread "${name}" is not started again: ${reason}`, {
        thread: name,
      });
      if (name === "hal" || name === "operator") robot.giveUp(`thread "${name}" is lost`, 5);
    },
  });
  robot.roles.set(name, role);
}

function field(message: unknown, key: string): unknown {
  return typeof message === "object" && message !== null ? Reflect.get(message, key) : undefined;
}

function isFault(value: unknown): value is Fault {
  return typeof field(value, "code") === "string" && typeof field(value, "message") === "string";
}

function startHal(robot: Robot): void {
  const { plan, memory } = robot;
  startWatched(robot, "hal", () => ({
    memory,
    ...plan.hal,
    socketPath: plan.rights.deviceSocket,
    kernelStaleMs: Math.max(50, plan.hal.deviceTimeoutMs / 2),
  }), (message) => {
    if (field(message, "kind") === "ready") robot.halReady = true;
    const fault = field(message, "fault");
    if (!isFault(fault)) return;
    robot.halFault = fault;
    plan.log("error", "hal.fault", fault.message, { code: fault.code });
  });
}

function startRecorder(robot: Robot): void {
  const { plan, memory } = robot;
  const { recordPath } = plan;
  if (recordPath === null) return;
  startWatched(robot, "recorder", () => {
    const path = recordPath(robot.recordParts);
    robot.recordParts += 1;
    robot.recordings.push(path);
    return { memory, about: plan.about, path, flushMs: plan.flushMs, fsyncMs: plan.fsyncMs };
  }, (message) => {
    const fault = field(message, "fault");
    if (!isFault(fault)) return;
    robot.region.words.set("recorderState", 2);
    plan.log("error", "record.fault", `${fault.message}; the robot is not affected`, {
      code: fault.code,
    });
  });
}

function startLink(robot: Robot): void {
  const { plan, memory } = robot;
  const { mind } = plan;
  if (mind === null) return;
  startWatched(robot, "link", () => ({
    memory,
    facts: mind.facts,
    start: mind.start,
    command: plan.rights.command,
    args: mind.args,
  }), (message) => {
    const kind = field(message, "kind");
    if (kind === "up") {
      robot.mind.up = true;
      robot.mind.pid = Number(field(message, "pid"));
      plan.log("info", "mind.up", "The mind is up");
    }
    if (kind === "down") {
      robot.mind.up = false;
      robot.mind.restarts = Number(field(message, "restarts"));
      plan.log("error", "mind.down", `The mind is down: ${String(field(message, "reason"))}`);
    }
    // The link thread checked it against the schema of the link.
    if (kind === "report") robot.mind.report = field(message, "report") as MindReport;
  });
}

function startOperator(robot: Robot): void {
  const { plan, memory } = robot;
  if (plan.operator === null) return;
  startWatched(robot, "operator", () => ({ memory, ...plan.operator }), (message) => {
    if (field(message, "kind") === "ready") robot.operatorReady = true;
    const fault = field(message, "fault");
    if (isFault(fault)) plan.log("error", "operator.fault", fault.message, { code: fault.code });
    robot.operatorSaid?.(message);
  });
}

function startDevice(robot: Robot): void {
  const { plan } = robot;
  if (plan.device === null) return;
  const worker = new Worker(plan.urls.device, {
    type: "module",
    name: "device",
    ...(plan.fromSource ? {} : { deno: { permissions: threadTable.device.rights(plan.rights) } }),
  });
  worker.onerror = (event) => {
    event.preventDefault();
    plan.log("error", "device.died", `The simulated robot cannot be started: ${event.message}`);
  };
  worker.onmessage = ({ data }) => {
    if (field(data, "kind") === "ready") robot.devicePid = Number(field(data, "pid"));
    if (field(data, "kind") === "ended" && !robot.stopping) {
      plan.log("error", "device.died", "The simulated robot ended");
    }
  };
  worker.postMessage(plan.device);
}

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
  const words = new Int32Array(8);
  const writer = new WriteCursor(new DataView(words.buffer));
  visitOperatorAct(writer, { seq: 0, act: actNumber[act], operator: 1, agent: 0, value: 0 });
  return robot.region.ringWriter("supervisorActs").push(0, words, operatorActBytes);
}

function turn(robot: Robot): void {
  const nowMs = performance.now();
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
  if (words.get("violations") > 0 && !robot.stopping) {
    robot.giveUp("the kernel broke an invariant of its own", 5);
  }
}

async function untilReady(robot: Robot): Promise<Fault | null> {
  const until = performance.now() + readyMs;
  const isReady = (): boolean =>
    (robot.halReady || robot.halFault !== null) &&
    (robot.plan.operator === null || robot.operatorReady) &&
    (robot.plan.recordPath === null || robot.region.words.get("recorderState") !== 0);
  while (!isReady()) {
    if (performance.now() > until) {
      return {
        code: "RUN_THREAD",
        message: `Cannot start: a thread was not ready within ${readyMs / 1000} s`,
        help: "see the log above, and mechos doctor",
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
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
    turnMs: performance.now(),
    devicePid: 0,
    halReady: false,
    halFault: null,
    operatorReady: false,
    operatorSaid: null,
    stopping: false,
    giveUp: () => {},
  };
  thread(robot, "kernel").state = "running";
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
  setInterval(() => turn(robot), turnMs);
  const fault = await untilReady(robot);
  plan.dropRights();
  return fault === null ? ok(robot) : fail(fault);
}
