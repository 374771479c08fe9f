/**
 * The one stop sequence, for every cause: controlled stop by the kernel, hold, safe state of the
 * device, latch written, recording closed with its index, mind ended, process ended. Each stage
 * has its share of the time; a stage that does not come to its end is left behind, never waited
 * for. Asking twice changes nothing; asking urgently goes to the end at once, after zeroing.
 *
 * @module
 */
import { monotonicMs, pause } from "core/clock.ts";
import type { FailsafeAction } from "core/messages/mod.ts";
import { failsafeActions, modes, nameOf } from "core/messages/mod.ts";
import type { Robot } from "./robot.ts";
import { tellStopping } from "./service.ts";
import { pushSupervisorAct, refreshRobot } from "./supervisor.ts";

/** How a stop went. */
export interface StopReport {
  readonly reason: string;
  readonly exitCode: number;
  /** Until the command was zero and the wheels stood, ms; null = not within its time. */
  readonly standstillMs: number | null;
  readonly recordingClosed: boolean;
  readonly tookMs: number;
}

/** Wheels that turn slower than this stand, m/s and rad/s. */
const stillMps = 0.01;
const stillRadps = 0.02;
const lookMs = 2;

async function until(condition: () => boolean, withinMs: number): Promise<boolean> {
  const end = monotonicMs() + withinMs;
  while (!condition()) {
    if (monotonicMs() >= end) return false;
    await pause(lookMs);
  }
  return true;
}

function stands(robot: Robot): boolean {
  const out = refreshRobot(robot);
  const commanded = out.linearMps !== 0 || out.angularRadps !== 0;
  return nameOf(modes, out.mode) === "stopping" && !commanded &&
    Math.abs(out.odomLinearMps) < stillMps && Math.abs(out.odomAngularRadps) < stillRadps;
}

/** Ended in a latched state: exit code 6. */
function latched(robot: Robot, action: FailsafeAction): boolean {
  return refreshRobot(robot).latched === 1 || action === "estop" || action === "disarm" ||
    action === "fault";
}

/** Puts the device into its safe state from here, past the kernel. Returns once HAL has seen it. */
async function halt(robot: Robot, withinMs: number): Promise<void> {
  const { words } = robot.region;
  words.set("halt", 1);
  const seen = words.get("beatHal");
  await until(() => words.get("beatHal") - seen >= 2, withinMs);
}

async function closeRecording(robot: Robot, withinMs: number): Promise<boolean> {
  if (robot.plan.recordPath === null) return true;
  robot.region.words.set("closeRecording", 1);
  return await until(() => robot.region.words.get("recorderClosed") === 1, withinMs);
}

/** Tells the operator thread to write the latch and close its sockets. */
async function closeOperator(robot: Robot, withinMs: number): Promise<void> {
  const role = robot.roles.get("operator");
  if (role === undefined) return;
  let closed = false;
  robot.operatorSaid = (message) => {
    closed ||= typeof message === "object" && message !== null &&
      Reflect.get(message, "kind") === "closed";
  };
  role.post({ kind: "close", latched: refreshRobot(robot).latched === 1 });
  await until(() => closed, withinMs);
}

/** Runs the sequence. The caller ends the process with the exit code. */
export async function stopRobot(
  robot: Robot,
  reason: string,
  exitCode: number,
): Promise<StopReport> {
  const began = monotonicMs();
  const { plan, region } = robot;
  const totalMs = plan.stopTimeoutMs;
  robot.stopping = true;
  tellStopping(robot, reason);
  plan.log("info", "run.stopping", `Stopping: ${reason}`);
  const action = nameOf(failsafeActions, refreshRobot(robot).action);
  const wasLatched = latched(robot, action);
  pushSupervisorAct(robot, "shutdown");
  const stood = await until(() => stands(robot), totalMs * 0.5);
  const standstillMs = stood ? monotonicMs() - began : null;
  await halt(robot, Math.min(200, totalMs * 0.1));
  await closeOperator(robot, Math.min(300, totalMs * 0.1));
  const recordingClosed = await closeRecording(robot, totalMs * 0.2);
  region.words.set("quit", 1);
  await until(() => region.words.get("kernelEnded") === 1, Math.min(200, totalMs * 0.05));
  // The link thread asks the mind to go and waits a moment for it.
  if (plan.mind !== null) await pause(60);
  for (const role of robot.roles.values()) role.end();
  const code = exitCode === 0 && wasLatched ? 6 : exitCode;
  const tookMs = monotonicMs() - began;
  return { reason, exitCode: code, standstillMs, recordingClosed, tookMs };
}

/** A second SIGINT: zero the device, and go. */
export async function cutShort(robot: Robot): Promise<void> {
  await halt(robot, 80);
}
