/**
 * The operator of a scenario: acts become operator inputs, teleop becomes a stream of short
 * drives through the operator's own lane, and a held lease is kept alive.
 *
 * @module
 */
import { didYouMean } from "core/nearest.ts";
import { fail, ok, type Result } from "core/fault.ts";
import { actNumber, causeNames, saysYes, treeQuestion } from "core/kernel/mod.ts";
import {
  agents,
  compileReach,
  copyIntent,
  type GrantReach,
  inputLimits,
  intentActions,
  type IntentReading,
  type KernelInputs,
  numberOf,
  plainReach,
  type ReachNames,
  readIntent,
  sources,
} from "core/messages/mod.ts";
import type { Prng } from "core/math/mod.ts";
import { type FaultSet, faultValue } from "sim/faults/mod.ts";
import type { LoadedScenario } from "./load.ts";
import { bornId } from "./born_id.ts";
import {
  createOperatorLink,
  endDelay,
  type OperatorLink,
  sendOperatorFrame,
  stepPresence,
  takeOperatorFrame,
} from "./operator_link.ts";
import type { ScenarioEvent } from "./schema.ts";

type OperatorSpec = NonNullable<ScenarioEvent["operator"]>;

/** One act ready to send. */
export interface PreparedAct {
  readonly name: string;
  readonly act: number;
  readonly agent: number;
  /** `value` of the act; -1 = the present latch id. */
  readonly value: number;
  /** How far a grant reaches. */
  readonly reach?: GrantReach;
}

/** What an operator sends: an act, or a teleop frame with what it was read from. */
type OperatorFrame =
  | { readonly act: PreparedAct; readonly latchId: number }
  | { readonly reading: IntentReading; readonly raw: unknown };

/** The operator's side of one run. */
export interface OperatorLane {
  /** Number of the operator, as the kernel knows it. */
  readonly person: number;
  readonly queue: PreparedAct[];
  readonly ids: Prng;
  readonly link: OperatorLink<OperatorFrame>;
  /** Faults of the operator's connection that are on. */
  readonly faults: FaultSet;
  /** Offset of the wall clock, ns: ids are born by it (fault `clock.jump`). */
  wallOffsetNs: number;
  holds: boolean;
  presentUntilNs: number;
  teleopUntilNs: number;
  teleopSentNs: number;
  linearMps: number;
  angularRadps: number;
  lateralMps: number;
  readonly sent: { readonly reading: IntentReading; readonly raw: unknown }[];
}

/** A teleop stream sends this often and each command lives three times as long, ns. */
const teleopPeriodNs = 100_000_000;
const teleopMs = 300;
const presentLatch = -1;

/** Makes the lane. */
export function createOperatorLane(
  person: number,
  ids: Prng,
  seed: number,
  faults: FaultSet,
): OperatorLane {
  return {
    person,
    queue: [],
    ids,
    link: createOperatorLink(seed),
    faults,
    wallOffsetNs: 0,
    holds: false,
    presentUntilNs: -1,
    teleopUntilNs: -1,
    teleopSentNs: -Infinity,
    linearMps: 0,
    angularRadps: 0,
    lateralMps: 0,
    sent: [],
  };
}

function capability(
  spec: NonNullable<OperatorSpec["grant"]>,
  act: "grant" | "revoke",
  names: ReachNames,
): Result<PreparedAct> {
  const reach = compileReach({ ...spec, fromMs: spec.from, forMs: spec.for }, names);
  if (!reach.ok) return reach;
  const agent = numberOf(sources, spec.agent);
  const action = numberOf(intentActions, spec.capability);
  if (agent > 0 && action > 0) {
    return ok({ name: act, act: actNumber[act], agent, value: action, reach: reach.value });
  }
  const help = agent <= 0
    ? didYouMean(spec.agent, sources.slice(1))
    : didYouMean(spec.capability, intentActions.slice(1));
  return fail({
    code: "SIM_SCENARIO",
    message: `Cannot ${act}: unknown agent or capability`,
    help,
  });
}

function acknowledgeOf(ack: true | string): Result<PreparedAct> {
  if (ack === true) return ok({ name: "ack", act: actNumber.ack, agent: 0, value: 0 });
  const cause = (causeNames as readonly string[]).indexOf(ack);
  if (cause > 0) return ok({ name: "ack", act: actNumber.ack, agent: 0, value: cause });
  return fail({
    code: "SIM_SCENARIO",
    message: `Cannot acknowledge "${ack}": unknown cause`,
    help: didYouMean(ack, causeNames),
  });
}

const plain = ["start", "stop", "estop", "take", "release", "resume", "shutdown"] as const;
const missionActs = {
  pause: actNumber.missionPause,
  resume: actNumber.missionResume,
  cancel: actNumber.missionCancel,
} as const;

/** The names that a grant's reach may use. */
export function reachNames(loaded: LoadedScenario): ReachNames {
  return { regions: Object.keys(loaded.config.world.regions), relays: loaded.relays };
}

/** Turns an event's `operator:` into acts; teleop, tell, answers to the brain are no acts of the kernel. */
export function prepareActs(spec: OperatorSpec, names: ReachNames): Result<PreparedAct[]> {
  const acts: PreparedAct[] = [];
  for (const name of plain) {
    if (spec[name] === true) acts.push({ name, act: actNumber[name], agent: 0, value: 0 });
  }
  if (spec.reset !== undefined) {
    const value = spec.reset === true ? presentLatch : spec.reset;
    acts.push({ name: "reset", act: actNumber.reset, agent: 0, value });
  }
  if (spec.ack !== undefined) {
    const ack = acknowledgeOf(spec.ack);
    if (!ack.ok) return ack;
    acts.push(ack.value);
  }
  if (spec.answer?.id === treeQuestion) {
    const value = saysYes(spec.answer.text) ? 1 : 2;
    acts.push({ name: "answer", act: actNumber.answerTree, agent: 0, value });
  }
  if (spec.mission !== undefined) {
    const act = missionActs[spec.mission];
    acts.push({ name: `mission.${spec.mission}`, act, agent: 0, value: 0 });
  }
  for (const name of ["grant", "revoke"] as const) {
    const given = spec[name];
    if (given === undefined) continue;
    const act = capability(given, name, names);
    if (!act.ok) return act;
    acts.push(act.value);
  }
  return ok(acts);
}

function sendTeleop(lane: OperatorLane, loaded: LoadedScenario, nowNs: number): void {
  const raw = {
    action: "drive",
    linearMps: lane.linearMps,
    angularRadps: lane.angularRadps,
    ...(lane.lateralMps === 0 ? {} : { lateralMps: lane.lateralMps }),
    durationMs: teleopMs,
  };
  const stamp = {
    source: numberOf(sources, "operator"),
    agent: numberOf(agents, "operator"),
    nowNs,
    id: bornId(lane.ids, nowNs + lane.wallOffsetNs),
  };
  const reading = readIntent(raw, stamp, loaded.kernel.names);
  reading.record.ref0 = lane.person;
  sendOperatorFrame(lane.link, lane.faults, { reading, raw }, nowNs);
}

function sendActs(lane: OperatorLane, nowNs: number, latchId: number): void {
  if (lane.queue.length === 0) return;
  for (const act of lane.queue) {
    sendOperatorFrame(lane.link, lane.faults, { act, latchId }, nowNs);
    if (act.name === "take") lane.holds = true;
    if (act.name === "release" || act.name === "stop") lane.holds = false;
  }
  lane.queue.length = 0;
}

/** The stick: a stream of short drives while it is pushed, one zero when it is let go. */
function sendStick(lane: OperatorLane, loaded: LoadedScenario, nowNs: number): void {
  if (lane.teleopUntilNs < 0) return;
  const driving = nowNs < lane.teleopUntilNs || lane.faults.has("operator.stuck");
  const slowNs = faultValue(lane.faults, "operator.slow", "ms", 0) * 1e6;
  if (driving && nowNs >= lane.teleopSentNs + Math.max(teleopPeriodNs, slowNs)) {
    lane.teleopSentNs = nowNs;
    sendTeleop(lane, loaded, nowNs);
  }
  if (driving) return;
  // Letting go sends zero at once; it does not just fall silent (FAULTS.md O02).
  lane.teleopUntilNs = -1;
  lane.linearMps = 0;
  lane.angularRadps = 0;
  lane.lateralMps = 0;
  sendTeleop(lane, loaded, nowNs);
}

function deliver(lane: OperatorLane, nowNs: number, into: KernelInputs): void {
  while (
    into.operatorCount < inputLimits.operatorActs && into.intentCount < inputLimits.intents
  ) {
    const frame = takeOperatorFrame(lane.link, nowNs);
    if (frame === null) return;
    if ("reading" in frame) {
      const intent = into.intents[into.intentCount];
      if (intent === undefined) return;
      copyIntent(frame.reading.record, intent);
      into.intentCount += 1;
      lane.sent.push(frame);
      continue;
    }
    const slot = into.operators[into.operatorCount];
    if (slot === undefined) return;
    const { act, latchId } = frame;
    slot.seq = 0;
    slot.act = act.act;
    slot.operator = lane.person;
    slot.agent = act.agent;
    slot.value = act.value === presentLatch ? latchId : act.value;
    Object.assign(slot, act.reach ?? plainReach);
    into.operatorCount += 1;
  }
}

/** Puts what arrives from the operator at this tick into the inputs. */
export function stepOperator(
  lane: OperatorLane,
  loaded: LoadedScenario,
  nowNs: number,
  latchId: number,
  into: KernelInputs,
): void {
  endDelay(lane.link, lane.faults, nowNs);
  sendActs(lane, nowNs, latchId);
  const driving = lane.teleopUntilNs >= 0;
  sendStick(lane, loaded, nowNs);
  const present = stepPresence(
    lane.link,
    lane.faults,
    lane.holds || driving || nowNs < lane.presentUntilNs,
    nowNs,
  );
  if (present) into.operatorBeat = 1;
  deliver(lane, nowNs, into);
}
