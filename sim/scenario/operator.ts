/**
 * The operator of a scenario: acts become operator inputs, teleop becomes a stream of short
 * drives through the operator's own lane, and a held lease is kept alive.
 *
 * @module
 */
import { didYouMean } from "core/nearest.ts";
import { fail, ok, type Result } from "core/fault.ts";
import { actNumber, causeNames } from "core/kernel/mod.ts";
import {
  agents,
  copyIntent,
  inputLimits,
  intentActions,
  type IntentReading,
  type KernelInputs,
  numberOf,
  readIntent,
  sources,
} from "core/messages/mod.ts";
import type { Prng } from "core/math/mod.ts";
import { bornId } from "./born_id.ts";
import type { LoadedScenario } from "./load.ts";
import type { ScenarioEvent } from "./schema.ts";

type OperatorSpec = NonNullable<ScenarioEvent["operator"]>;

/** One act ready to send. */
export interface PreparedAct {
  readonly name: string;
  readonly act: number;
  readonly agent: number;
  /** `value` of the act; -1 = the present latch id. */
  readonly value: number;
}

/** The operator's side of one run. */
export interface OperatorLane {
  readonly queue: PreparedAct[];
  readonly ids: Prng;
  holds: boolean;
  teleopUntilNs: number;
  teleopNextNs: number;
  linearMps: number;
  angularRadps: number;
  readonly sent: { readonly reading: IntentReading; readonly raw: unknown }[];
}

/** A teleop stream sends this often and each command lives three times as long, ns. */
const teleopPeriodNs = 100_000_000;
const teleopMs = 300;
const presentLatch = -1;

/** Makes the lane. */
export function createOperatorLane(ids: Prng): OperatorLane {
  return {
    queue: [],
    ids,
    holds: false,
    teleopUntilNs: -1,
    teleopNextNs: 0,
    linearMps: 0,
    angularRadps: 0,
    sent: [],
  };
}

function capability(
  spec: { agent: string; capability: string },
  act: "grant" | "revoke",
): Result<PreparedAct> {
  const agent = numberOf(sources, spec.agent);
  const action = numberOf(intentActions, spec.capability);
  if (agent > 0 && action > 0) {
    return ok({ name: act, act: actNumber[act], agent, value: action });
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

const plain = ["start", "stop", "estop", "take", "release", "resume"] as const;
const missionActs = {
  pause: actNumber.missionPause,
  resume: actNumber.missionResume,
  cancel: actNumber.missionCancel,
} as const;

/** Turns an event's `operator:` into acts; teleop, tell and answer are not acts of the kernel. */
export function prepareActs(spec: OperatorSpec): Result<PreparedAct[]> {
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
  if (spec.mission !== undefined) {
    const act = missionActs[spec.mission];
    acts.push({ name: `mission.${spec.mission}`, act, agent: 0, value: 0 });
  }
  for (const name of ["grant", "revoke"] as const) {
    const given = spec[name];
    if (given === undefined) continue;
    const act = capability(given, name);
    if (!act.ok) return act;
    acts.push(act.value);
  }
  return ok(acts);
}

function sendTeleop(
  lane: OperatorLane,
  loaded: LoadedScenario,
  nowNs: number,
  into: KernelInputs,
): void {
  const slot = into.intents[into.intentCount];
  if (slot === undefined) return;
  const raw = {
    action: "drive",
    linearMps: lane.linearMps,
    angularRadps: lane.angularRadps,
    durationMs: teleopMs,
  };
  const reading = readIntent(
    raw,
    {
      source: numberOf(sources, "operator"),
      agent: numberOf(agents, "operator"),
      nowNs,
      id: bornId(lane.ids, nowNs),
    },
    loaded.kernel.names,
  );
  copyIntent(reading.record, slot);
  into.intentCount += 1;
  lane.sent.push({ reading, raw });
}

/** Puts what the operator does at this tick into the inputs. */
export function stepOperator(
  lane: OperatorLane,
  loaded: LoadedScenario,
  nowNs: number,
  latchId: number,
  into: KernelInputs,
): void {
  lane.sent.length = 0;
  while (lane.queue.length > 0 && into.operatorCount < inputLimits.operatorActs) {
    const act = lane.queue.shift();
    const slot = into.operators[into.operatorCount];
    if (act === undefined || slot === undefined) break;
    slot.seq = 0;
    slot.act = act.act;
    slot.operator = 1;
    slot.agent = act.agent;
    slot.value = act.value === presentLatch ? latchId : act.value;
    into.operatorCount += 1;
    if (act.name === "take") lane.holds = true;
    if (act.name === "release" || act.name === "stop") lane.holds = false;
  }
  const driving = nowNs < lane.teleopUntilNs;
  if (lane.holds || driving) into.operatorBeat = 1;
  if (driving && nowNs >= lane.teleopNextNs) {
    lane.teleopNextNs = nowNs + teleopPeriodNs;
    sendTeleop(lane, loaded, nowNs, into);
  } else if (lane.teleopUntilNs >= 0 && !driving) {
    // Letting go sends zero at once; it does not just fall silent (FAULTS.md O02).
    lane.teleopUntilNs = -1;
    lane.linearMps = 0;
    lane.angularRadps = 0;
    sendTeleop(lane, loaded, nowNs, into);
  }
}
