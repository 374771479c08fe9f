/** Starts the roles of a robot process behind their wardens, and hears what they say. @module */
import { monotonicMs } from "core/clock.ts";
import type { Fault } from "core/fault.ts";
import type { MindReport } from "core/mind/mod.ts";
import { listenAddress } from "core/serve/mod.ts";
import { startRole, type ThreadRights } from "core/warden/mod.ts";
import { type Watched, watchThread } from "./health.ts";
import type { Robot } from "./robot.ts";
import { type ThreadName, threadTable } from "./threads.ts";

function rightsOf(robot: Robot, name: ThreadName): ThreadRights {
  const { plan } = robot;
  return plan.fromSource ? null : threadTable[name].rights(plan.rights);
}

/** The watch over a thread, begun where there is none. */
export function watchedThread(robot: Robot, name: string): Watched {
  const known = robot.threads.get(name);
  if (known !== undefined) return known;
  const watched = watchThread(name, monotonicMs());
  robot.threads.set(name, watched);
  return watched;
}

/** Starts a role; `job` makes the message that each new worker begins with. */
function startWatched(
  robot: Robot,
  name: "hal" | "recorder" | "operator" | "link" | "navigation" | "server",
  job: () => unknown,
  said: (message: unknown) => void,
): void {
  const { plan } = robot;
  const watched = watchedThread(robot, name);
  const role = startRole(plan.urls.warden, {
    name,
    url: plan.urls[name],
    rights: rightsOf(robot, name),
    restarts: threadTable[name].restarts,
  }, {
    spawned: (restarts) => {
      watched.restarts = restarts;
      watched.state = "running";
      watched.seenMs = monotonicMs();
      role.post(job());
    },
    said,
    died: (reason, restarts) => {
      // A drill happens once: the thread that comes back must not meet it again.
      robot.region.words.set("drill", 0);
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

/** The driver's thread. */
export function startHal(robot: Robot): void {
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

/** The recorder's thread; each restart begins a new part. */
export function startRecorder(robot: Robot): void {
  const { plan, memory } = robot;
  const { recordPath } = plan;
  if (recordPath === null) return;
  startWatched(robot, "recorder", () => {
    const path = recordPath(robot.recordParts);
    robot.recordParts += 1;
    return { memory, about: plan.about, path, map: plan.mapping };
  }, (message) => {
    const part = field(message, "part");
    if (typeof part === "string" && part !== "" && !robot.recordings.includes(part)) {
      robot.recordings.push(part);
    }
    const text = field(message, "text");
    const fault = field(message, "fault");
    if (isFault(fault)) {
      plan.log("error", "record.fault", `${fault.message}; the robot is not affected`, {
        code: fault.code,
      });
    } else if (typeof text === "string") {
      plan.log(field(message, "level") === "info" ? "info" : "warning", "record", text);
    }
  });
}

/**
 * The thread that knows the site: localisation, planning, a map in the making. Without a map, and
 * without one to make, there is none.
 */
export function startNavigation(robot: Robot): void {
  const { plan, memory } = robot;
  const { navigation } = plan;
  if (navigation === null) return;
  startWatched(robot, "navigation", () => ({ memory, ...navigation }), () => {});
}

/** The thread that shows the robot to viewers and recorders. Nothing waits for it. */
export function startServer(robot: Robot): void {
  const { plan, memory } = robot;
  const { server } = plan;
  if (server === null) return;
  startWatched(robot, "server", () => ({ memory, ...server }), (message) => {
    const fault = field(message, "fault");
    if (isFault(fault)) {
      plan.log("warning", "server.fault", `${fault.message}; the robot is not affected`, {
        code: fault.code,
      });
    }
    const port = field(message, "port");
    if (typeof port !== "number") return;
    const token = server.tellsToken ? server.viewers?.access.token ?? "" : "TOKEN";
    const address = `ws://${listenAddress}:${port}/?token=${token}`;
    plan.log("info", "server.ready", `Viewers find the robot at ${address}`, { port });
  });
}

/** The kernel sees a silence of this much more for sure, ms. */
const silenceMarginMs = 150;

/** Takes the mind's report; a budget that is near its end is told to the operator, once. */
function takeReport(robot: Robot, report: MindReport): void {
  const before = robot.mind.report?.warning ?? null;
  robot.mind.report = report;
  if (report.warning !== null && before === null) {
    robot.plan.log("warning", "brain.budget", report.warning);
  }
}

/** The thread that holds the mind. */
export function startLink(robot: Robot): void {
  const { plan, memory } = robot;
  const { mind } = plan;
  if (mind === null) return;
  startWatched(robot, "link", () => ({
    memory,
    facts: mind.facts,
    start: mind.start,
    command: plan.rights.command,
    args: mind.args,
    silenceMs: plan.params.watchdogs.mindNs * 1e-6 + silenceMarginMs,
  }), (message) => {
    const kind = field(message, "kind");
    if (kind === "up") {
      robot.mind.up = true;
      robot.mind.pid = Number(field(message, "pid"));
      plan.log("info", "mind.up", "The mind is up", { pid: robot.mind.pid });
    }
    if (kind === "down") {
      robot.mind.up = false;
      robot.mind.restarts = Number(field(message, "restarts"));
      plan.log("error", "mind.down", `The mind is down: ${String(field(message, "reason"))}`);
    }
    // The link thread checked it against the schema of the link.
    if (kind === "report") takeReport(robot, field(message, "report") as MindReport);
  });
}

/** The thread of the operator's sockets. */
export function startOperator(robot: Robot): void {
  const { plan, memory } = robot;
  if (plan.operator === null) return;
  startWatched(robot, "operator", () => ({ memory, ...plan.operator }), (message) => {
    if (field(message, "kind") === "ready") robot.operatorReady = true;
    const fault = field(message, "fault");
    if (isFault(fault)) {
      plan.log("error", "operator.fault", fault.message, { code: fault.code });
      if (field(message, "kind") === "failed") robot.operatorFault = fault;
    }
    robot.operatorSaid?.(message);
  });
}

/** The simulated robot's process. */
export function startDevice(robot: Robot): void {
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
