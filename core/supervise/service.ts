/**
 * What a service manager (systemd, `Type=notify`) is told: that the robot is up, that it lives, that
 * it stops, and the why-line as its status. It is fed only by a loop of the supervisor that ran,
 * and only where the kernel ticked and the driver's thread beat since the last time: a robot whose
 * parts stand still is ended and started again by the manager, and then moves for nobody until an
 * operator starts it.
 *
 * @module
 */
import { why } from "core/kernel/mod.ts";
import type { KernelOutputs } from "core/messages/mod.ts";
import { type Role, startRole } from "core/warden/mod.ts";
import type { NotifyPaths, ToNotify } from "./notify/messages.ts";
import type { Robot } from "./robot.ts";
import { threadTable } from "./threads.ts";

/** The service manager's side of a robot's plan; null where none started it. */
export interface ServicePlan {
  readonly paths: NotifyPaths;
  /** It is fed this often, ms; Infinity where it has no watchdog. */
  readonly feedMs: number;
}

/** What was told last, and of what the robot then was. */
export interface ServiceMemory {
  readonly feedMs: number;
  fedMs: number;
  /** Kernel tick and beat of the driver's thread when it was fed last. */
  tick: number;
  halBeat: number;
  /** The status as last told, and when, ms. */
  status: string;
  statusMs: number;
}

/** Nothing told yet. */
export function createServiceMemory(feedMs: number): ServiceMemory {
  return { feedMs, fedMs: -Infinity, tick: -1, halBeat: -1, status: "", statusMs: -Infinity };
}

/** The thread that speaks, and what the supervisor remembers of it. */
export interface ServiceWatch {
  readonly role: Role;
  readonly memory: ServiceMemory;
  isReady: boolean;
  warned: boolean;
}

/** The status is told at most so often, ms: it is for people. */
const statusEveryMs = 1000;

function tell(watch: ServiceWatch, text: string): void {
  const message: ToNotify = { kind: "tell", text };
  watch.role.post(message);
}

/** Starts the thread that speaks to the manager, where one started this robot. */
export function startService(robot: Robot): void {
  const { plan } = robot;
  const { service } = plan;
  if (service === null) return;
  const begin: ToNotify = { kind: "begin", paths: service.paths };
  const role = startRole(plan.urls.warden, {
    name: "notify",
    url: plan.urls.notify,
    rights: plan.fromSource ? null : threadTable.notify.rights(plan.rights),
    restarts: threadTable.notify.restarts,
  }, {
    spawned: () => {
      role.post(begin);
      if (watch.isReady) tell(watch, "READY=1");
    },
    said: (message) => {
      const fault = typeof message === "object" && message !== null
        ? Reflect.get(message, "fault")
        : null;
      const text = typeof fault === "object" && fault !== null
        ? Reflect.get(fault, "message")
        : null;
      if (typeof text !== "string" || watch.warned) return;
      watch.warned = true;
      plan.log("warning", "service.unheard", text, { code: "RUN_NOTIFY" });
    },
    died: (reason) => plan.log("warning", "thread.died", `Thread "notify" died: ${reason}`),
    gaveUp: (reason) => plan.log("error", "thread.gaveUp", `Thread "notify" is lost: ${reason}`),
  });
  const watch: ServiceWatch = {
    role,
    memory: createServiceMemory(service.feedMs),
    isReady: false,
    warned: false,
  };
  robot.service = watch;
  robot.roles.set("notify", role);
}

/** Everything was started: units that come after this one may begin. */
export function tellReady(robot: Robot): void {
  const watch = robot.service;
  if (watch === null) return;
  watch.isReady = true;
  tell(watch, "READY=1");
}

/** The one stop sequence began. */
export function tellStopping(robot: Robot, reason: string): void {
  if (robot.service !== null) tell(robot.service, `STOPPING=1\nSTATUS=${oneLine(reason)}`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 300);
}

/** What a turn of the supervisor saw. */
export interface ServiceLook {
  /** Tick of the kernel's newest outputs, and the count of the driver thread's beats. */
  readonly tick: number;
  readonly halBeat: number;
  readonly whyLine: string;
  readonly nowMs: number;
}

/** What is to be told after a turn of the supervisor: the status where it changed, and a feed. */
export function tellsOf(watch: ServiceMemory, seen: ServiceLook): string[] {
  const tells: string[] = [];
  const isNews = seen.whyLine !== watch.status && seen.nowMs - watch.statusMs >= statusEveryMs;
  if (isNews) {
    watch.status = seen.whyLine;
    watch.statusMs = seen.nowMs;
    tells.push(`STATUS=${oneLine(seen.whyLine)}`);
  }
  const isDue = watch.feedMs < Infinity && seen.nowMs - watch.fedMs >= watch.feedMs;
  if (!isDue || seen.tick === watch.tick || seen.halBeat === watch.halBeat) return tells;
  watch.tick = seen.tick;
  watch.halBeat = seen.halBeat;
  watch.fedMs = seen.nowMs;
  return [...tells, "WATCHDOG=1"];
}

/** Tells what a turn of the supervisor saw. `out`: the newest outputs of the kernel. */
export function feedService(
  robot: Robot,
  out: KernelOutputs,
  halBeat: number,
  nowMs: number,
): void {
  const watch = robot.service;
  if (watch === null || !watch.isReady || robot.stopping) return;
  const { tree, said } = robot.plan.params;
  const whyLine = why(out, tree.labels, said).line;
  for (const text of tellsOf(watch.memory, { tick: out.tick, halBeat, whyLine, nowMs })) {
    tell(watch, text);
  }
}
