/** Deeds that start, stop, latch and drive. @module */
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { actNumber, causeNames, modeNumber, why } from "core/kernel/mod.ts";
import {
  agents,
  compileReach,
  type GrantReach,
  intentActions,
  makeId,
  modes,
  nameOf,
  numberOf,
  plainReach,
  readIntent,
  sources,
} from "core/messages/mod.ts";
import { didYouMean } from "core/nearest.ts";
import { unmetChecks } from "./arming.ts";
import { type Client, type Desk, furtherChecks } from "./desk.ts";
import { actFault } from "./faults.ts";
import { freeLease, isHeld } from "./lease.ts";
import { notificationLine } from "./json_rpc.ts";
import { judgeFrame, stopStream } from "./teleop_guard.ts";
import type { ParamsOf } from "./verbs.ts";

/** What a deed gives back: a result, or a fault with more data for the caller. */
export type DeedResult = Result<object> & { readonly extra?: object };

/** An E-stop or stop is answered after this long at the latest, ms (50 less the way back). */
const stopAnswerMs = 40;
/** Of that, how long the disk is waited for, ms: its record only adds who and why. */
const diskAnswerMs = 8;

const quiet = { agent: 0, value: 0, ...plainReach };

/** Sends an act and says what became of it. */
export async function act(
  desk: Desk,
  client: Client,
  verb: string,
  number: number,
  more: { readonly agent: number; readonly value: number } & Partial<GrantReach> = quiet,
): Promise<DeedResult> {
  const sent = await desk.lane.perform({
    ...plainReach,
    act: number,
    operator: client.operator,
    ...more,
  });
  if (!sent.ok) return sent;
  const out = desk.kernel.outputs();
  const fault = actFault(verb, sent.value, out);
  if (fault !== null) return fail(fault);
  return ok({ mode: nameOf(modes, out.mode) });
}

function stopEveryStream(desk: Desk): void {
  for (const each of desk.clients) stopStream(each.guard);
}

/** E-stop: presses first, and answers with the id of the latch. */
export async function estop(desk: Desk, client: Client): Promise<DeedResult> {
  const { tick } = desk.kernel.outputs();
  desk.kernel.pressStop();
  stopEveryStream(desk);
  desk.latch.pressedBy(`${client.socket} socket`);
  const untilMs = desk.clock.nowMs() + stopAnswerMs;
  // A tick later at least: a reset that follows the answer must not meet the press in one tick.
  const isTaken = () => desk.kernel.outputs().latched === 1 && desk.kernel.outputs().tick !== tick;
  while (!isTaken() && desk.clock.nowMs() < untilMs) await desk.clock.pause();
  desk.latch.observe(desk.kernel.outputs());
  const diskMs = Math.min(untilMs, desk.clock.nowMs() + diskAnswerMs);
  while (!desk.latch.settled() && desk.clock.nowMs() < diskMs) await desk.clock.pause();
  const out = desk.kernel.outputs();
  return ok({
    pressed: true,
    latched: out.latched === 1,
    latchId: out.latched === 1 ? out.latchId : 0,
    mode: nameOf(modes, out.mode),
    // False is no danger: until a clean end the disk says `running`, which counts as latched.
    recorded: out.latched === 1 && desk.latch.settled(),
  });
}

/** Controlled stop; where even that cannot be handed over, E-stop. */
export async function stop(desk: Desk, client: Client): Promise<DeedResult> {
  const handed = desk.lane.stopNow({ act: actNumber.stop, operator: client.operator, ...quiet });
  if (!handed) desk.kernel.pressStop();
  stopEveryStream(desk);
  const untilMs = desk.clock.nowMs() + stopAnswerMs;
  const runs = () => {
    const { mode } = desk.kernel.outputs();
    return mode === modeNumber.auto || mode === modeNumber.manual;
  };
  do await desk.clock.pause(); while (runs() && desk.clock.nowMs() < untilMs);
  const out = desk.kernel.outputs();
  return ok({
    mode: nameOf(modes, out.mode),
    linearMps: out.linearMps,
    angularRadps: out.angularRadps,
    escalated: !handed,
  });
}

function notArmed(desk: Desk): DeedResult | null {
  const unmet = unmetChecks(desk.kernel.outputs(), desk.params, furtherChecks(desk));
  if (unmet.length === 0) return null;
  const [first] = unmet;
  const fault: Fault = {
    code: "OPERATOR_NOT_ARMED",
    message: `Cannot start: ${unmet.map((each) => each.text).join("; ")}`,
    value: unmet.map((each) => each.check).join(", "),
    help: first?.help ?? "see mechos status",
  };
  return { ...fail(fault), extra: { unmet } };
}

/** idle -> auto; a refusal names the arming checks that fail. */
export async function start(desk: Desk, client: Client): Promise<DeedResult> {
  if (furtherChecks(desk).some((check) => !check.passed)) {
    const refused = notArmed(desk);
    if (refused !== null) return refused;
  }
  const done = await act(desk, client, "start", actNumber.start);
  if (done.ok || done.fault.code !== "OPERATOR_NOT_ARMED") return done;
  return notArmed(desk) ?? done;
}

/** Ends an E-stop by its id. */
export async function reset(
  desk: Desk,
  client: Client,
  params: ParamsOf<"reset">,
): Promise<DeedResult> {
  const value = params.latchId;
  const done = await act(desk, client, "reset", actNumber.reset, { agent: 0, value });
  desk.latch.observe(desk.kernel.outputs());
  return done;
}

/** Acknowledges a cause, or every cause that waits for it. */
export async function ack(
  desk: Desk,
  client: Client,
  params: ParamsOf<"ack">,
): Promise<DeedResult> {
  const names: readonly string[] = causeNames;
  const value = params.cause === undefined ? 0 : names.indexOf(params.cause);
  if (params.cause !== undefined && value <= 0) {
    return fail({
      code: "OPERATOR_UNKNOWN",
      message: `Cannot acknowledge "${params.cause}": no such cause`,
      value: params.cause,
      help: didYouMean(params.cause, causeNames.slice(1)),
    });
  }
  return await act(desk, client, "acknowledge", actNumber.ack, { agent: 0, value });
}

/** Takes the lease; from another operator only where that was said. */
export async function take(
  desk: Desk,
  client: Client,
  params: ParamsOf<"take">,
): Promise<DeedResult> {
  const { lease, clock } = desk;
  const other = lease.holder !== client.operator && isHeld(lease, clock.nowMs(), desk.leaseMs);
  if (other && !params.takeOver) {
    return fail({
      code: "OPERATOR_LEASE",
      message: `Cannot take the lease: operator ${lease.holder} holds it`,
      value: String(lease.holder),
      help: "to take over say so: mechos take --take-over",
    });
  }
  const before = lease.holder;
  const done = await act(desk, client, "take", actNumber.take);
  if (!done.ok) return done;
  if (desk.kernel.outputs().mode !== modeNumber.manual) {
    // Taken, and lost in the same tick: a cause that leaves the operator nothing holds the robot.
    const refused = actFault("take", "wrongMode", desk.kernel.outputs());
    await act(desk, client, "release", actNumber.release);
    if (refused !== null) return fail(refused);
  }
  for (const each of desk.clients) {
    if (each.operator !== before || before === client.operator) continue;
    stopStream(each.guard);
    each.send(notificationLine("lease.lost", { to: client.operator }));
  }
  lease.holder = client.operator;
  lease.connected = !client.closed;
  lease.heardMs = clock.nowMs();
  lease.sinceTick = desk.kernel.outputs().tick;
  return ok({ ...done.value, operator: client.operator, leaseMs: desk.leaseMs });
}

/** Gives the lease back: manual -> idle. */
export async function release(desk: Desk, client: Client): Promise<DeedResult> {
  const done = await act(desk, client, "release", actNumber.release);
  if (done.ok) freeLease(desk.lease);
  return done;
}

/** Ends causes that wait for an operator, e.g. a link that was lost. */
export function resume(desk: Desk, client: Client): Promise<DeedResult> {
  return act(desk, client, "resume", actNumber.resume);
}

/** Puts one drive of the operator on its way to the gate. */
export function sendDrive(
  desk: Desk,
  linearMps: number,
  angularRadps: number,
  durationMs: number,
  lateralMps = 0,
): boolean {
  const nowNs = desk.kernel.nowNs();
  const id = makeId(desk.clock.wallMs(), ...desk.clock.random());
  const stamp = {
    source: numberOf(sources, "operator"),
    agent: numberOf(agents, "operator"),
    nowNs,
    id,
  };
  const side = lateralMps === 0 ? {} : { lateralMps };
  const raw = { action: "drive", linearMps, ...side, angularRadps, durationMs };
  return desk.kernel.pushIntent(readIntent(raw, stamp, desk.names).record);
}

/** One frame of a stream of drives. */
export function teleop(desk: Desk, client: Client, params: ParamsOf<"teleop">): DeedResult {
  const judged = judgeFrame(client.guard, params, desk.clock.nowMs());
  const out = desk.kernel.outputs();
  if (out.mode !== modeNumber.manual) {
    stopStream(client.guard);
    const { mode, line } = why(out);
    return fail({
      code: "OPERATOR_MODE",
      message: `Cannot drive in mode "${mode}": ${line}`,
      value: mode,
      help: "mechos take first",
    });
  }
  if (!judged.ok) return judged;
  const { linearMps, angularRadps, durationMs, lateralMps } = params;
  if (!sendDrive(desk, linearMps, angularRadps, durationMs, lateralMps)) {
    return fail({
      code: "OPERATOR_RATE",
      message: "Cannot drive: earlier frames still wait for the kernel",
      help: "send at most 50 frames a second",
    });
  }
  return ok({ seq: params.seq, linearMps: out.linearMps, angularRadps: out.angularRadps });
}

/** Gives an agent a capability, or takes it. */
export async function capability(
  desk: Desk,
  client: Client,
  verb: "grant" | "revoke",
  params: ParamsOf<"grant"> | ParamsOf<"revoke">,
): Promise<DeedResult> {
  // Operators and the failsafe are no agents that a capability is given to.
  const known = sources.slice(1, numberOf(sources, "tree") + 1);
  const agent = (known as readonly string[]).indexOf(params.agent) + 1;
  const value = (intentActions as readonly string[]).indexOf(params.capability);
  if (agent <= 0 || value <= 0) {
    const help = agent <= 0
      ? didYouMean(params.agent, known)
      : didYouMean(params.capability, intentActions.slice(1));
    const bad = agent <= 0 ? params.agent : params.capability;
    return fail({
      code: "OPERATOR_UNKNOWN",
      message: `Cannot ${verb} "${bad}": no such ${agent <= 0 ? "agent" : "capability"}`,
      value: bad,
      help,
    });
  }
  const reach = compileReach("scope" in params ? params.scope : {}, {
    regions: Object.keys(desk.config.world.regions),
    relays: desk.names.relays,
  });
  if (!reach.ok) return reach;
  return await act(desk, client, verb, actNumber[verb], { agent, value, ...reach.value });
}
