/**
 * The mind in lockstep: heartbeat and lease at their periods, the brain's decisions on virtual
 * time, and its proposals on their way through the link. Faults of brain and link arise here.
 *
 * @module
 */
import {
  type Brain,
  type BrainEvent,
  type BrainPorts,
  type BrainReport,
  type BrainState,
  linkEvents,
  type Outcome,
} from "core/brain/mod.ts";
import { ok, type Result } from "core/fault.ts";
import { agentOf } from "core/kernel/mod.ts";
import { createPrng, type Prng } from "core/math/mod.ts";
import {
  copyIntent,
  idText,
  type IdWords,
  inputLimits,
  type IntentReading,
  type IntentRecord,
  type KernelInputs,
  type KernelOutputs,
  modes,
  nameOf,
  numberOf,
  readIntent,
  reasonNumber,
  sources,
} from "core/messages/mod.ts";
import { type FaultSet, faultValue } from "sim/faults/mod.ts";
import { createLink, isCut, type Link, sendAgain, sendFrame, takeFrame } from "./link.ts";
import type { Sight } from "./brain_view.ts";
import { bornId } from "./born_id.ts";
import type { LoadedScenario } from "./load.ts";
import { isFrozen, isHung, isUnreadable, spoilProposal } from "./spoil.ts";
import { createScenarioBrain } from "./scenario_brain.ts";

/** An intent on its way, with what it was read from. */
export interface SentIntent {
  readonly record: IntentRecord;
  readonly reading: IntentReading;
  readonly raw: unknown;
}

/** A brain's answer as it is recorded. */
export interface BrainAnswer {
  readonly atNs: number;
  readonly label: string;
  readonly text: string;
  readonly intentId: IdWords | null;
}

/** The mind of one run. */
export interface Mind {
  readonly brain: Brain | null;
  readonly ids: Prng;
  readonly source: number;
  readonly agent: number;
  readonly latencyNs: number;
  readonly link: Link<SentIntent>;
  /** Faults of brain, mind and link that are on. */
  readonly faults: FaultSet;
  readonly sight: Sight;
  /** What was sent at this tick and what the brain said, for the recorder. */
  readonly sent: SentIntent[];
  readonly answers: BrainAnswer[];
  /** What the brain reported at this tick, for the recorder. */
  events: readonly BrainEvent[];
  lastId: IdWords | null;
  outcome: Outcome | null;
  /** When the last proposal may be given up: the gate has not decided about it until then. */
  silentUntilNs: number;
  lastBeatNs: number;
  lastLeaseNs: number;
  state: BrainState;
  /** What a model brain says of itself; null for the others. */
  report: BrainReport | null;
  /** Offset of the wall clock, ns: ids are born by it (fault `clock.jump`). */
  wallOffsetNs: number;
}

const noEvents: readonly BrainEvent[] = [];

/** The mind's heartbeat and lease periods, ns (INTERFACES.md section 3: 200 ms). */
const beatNs = 100_000_000;
const leaseNs = 200_000_000;
/** How much later a brain repeats an answer under its old id, ns. */
const againNs = 50_000_000;
const unreadable = reasonNumber("GATE_SCHEMA");
/** The gate decides within a tick; this much later its answer will not come any more, ns. */
const answerNs = 100_000_000;
const lost: Outcome = {
  kind: "aborted",
  code: "GATE_EXPIRED",
  text: "Intent was lost on its way to the gate",
};

/** Makes the mind of a run. */
export function createMind(
  loaded: LoadedScenario,
  seed: number,
  ports: BrainPorts,
  faults: FaultSet,
  sight: Sight,
): Result<Mind> {
  const brain = createScenarioBrain(loaded, seed, ports);
  if (!brain.ok) return brain;
  const { driver, latencyMs } = loaded.config.brain;
  const lane = driver === "scripted" ? "mission" : "brain";
  // A model's latency lies between question and answer; a script's only on the link.
  const linkMs = driver === "scripted" || driver === "adversary" ? latencyMs ?? 0 : 0;
  return ok({
    brain: brain.value,
    ids: createPrng(seed, "intent.id"),
    source: numberOf(sources, lane),
    agent: agentOf(driver),
    latencyNs: linkMs * 1e6,
    link: createLink(seed),
    faults,
    sight,
    sent: [],
    answers: [],
    events: noEvents,
    lastId: null,
    outcome: null,
    silentUntilNs: Infinity,
    lastBeatNs: -Infinity,
    lastLeaseNs: -Infinity,
    state: brain.value === null ? "none" : "ok",
    report: null,
    wallOffsetNs: 0,
  });
}

/** Puts what was read on its way; a full ring loses it. */
function carry(mind: Mind, reading: IntentReading, raw: unknown, nowNs: number): boolean {
  const { faults } = mind;
  const sent = { record: reading.record, reading, raw };
  const latencyNs = mind.latencyNs + faultValue(faults, "brain.delay", "ms", 0) * 1e6;
  const taken = sendFrame(mind.link, faults, "intent", sent, nowNs, latencyNs);
  if (faults.has("brain.duplicate")) sendAgain(mind.link, sent, nowNs + latencyNs + againNs);
  return taken;
}

function stampOf(mind: Mind, nowNs: number) {
  const id = bornId(mind.ids, nowNs + mind.wallOffsetNs);
  return { source: mind.source, agent: mind.agent, nowNs, id };
}

function send(mind: Mind, loaded: LoadedScenario, raw: unknown, nowNs: number): void {
  const spoiled = spoilProposal(raw, mind.faults);
  const reading = readIntent(spoiled, stampOf(mind, nowNs), loaded.kernel.names);
  if (!carry(mind, reading, spoiled, nowNs)) {
    mind.outcome = lost;
    return;
  }
  mind.lastId = reading.record;
  mind.outcome = { kind: "pending" };
  mind.silentUntilNs = nowNs + mind.latencyNs + reading.record.ttlMs * 1e6 + answerNs;
}

/** An answer that could not be read still meets the gate, as a malformed intent. */
function sendUnreadable(mind: Mind, loaded: LoadedScenario, nowNs: number): void {
  const reading = readIntent(null, stampOf(mind, nowNs), loaded.kernel.names);
  reading.record.defect = unreadable;
  carry(mind, reading, null, nowNs);
  mind.lastId = reading.record;
  mind.outcome = { kind: "pending" };
  mind.silentUntilNs = nowNs + mind.latencyNs + answerNs;
}

function think(
  mind: Mind,
  loaded: LoadedScenario,
  nowNs: number,
  out: KernelOutputs,
  events: readonly string[],
  inputs: KernelInputs,
): void {
  if (mind.brain === null || isHung(mind.faults)) return;
  if (nowNs > mind.silentUntilNs && mind.outcome?.kind === "pending") mind.outcome = lost;
  const decision = mind.brain.decide({
    nowNs,
    mode: nameOf(modes, out.mode),
    outcome: mind.outcome,
    events,
    ...mind.sight(nowNs, out, inputs),
  });
  const drained = mind.brain.drain?.() ?? noEvents;
  mind.events = drained;
  if (decision === null) return;
  if (isUnreadable(mind.faults)) sendUnreadable(mind, loaded, nowNs);
  else for (const raw of decision.proposals) send(mind, loaded, raw, nowNs);
  if (decision.unreadable !== undefined) sendUnreadable(mind, loaded, nowNs);
  if (decision.callId !== undefined) {
    const sent = decision.proposals.length > 0 ? mind.lastId : null;
    mind.events = linkEvents(drained, decision.callId, sent === null ? "" : idText(sent), nowNs);
    return;
  }
  mind.answers.push({
    atNs: nowNs,
    label: decision.label ?? "scripted",
    text: decision.text ?? JSON.stringify(decision.proposals),
    intentId: mind.lastId,
  });
}

function stateOf(mind: Mind): BrainState {
  if (mind.brain === null) return "none";
  if (isHung(mind.faults) || isFrozen(mind.faults)) return "lost";
  return mind.report?.state ?? "ok";
}

/** Lets the mind live up to `nowNs` and puts what the link delivers into the inputs. */
export function stepMind(
  mind: Mind,
  loaded: LoadedScenario,
  nowNs: number,
  out: KernelOutputs,
  events: readonly string[],
  into: KernelInputs,
): void {
  if (mind.answers.length > 0) mind.answers.length = 0;
  mind.events = noEvents;
  const frozen = isFrozen(mind.faults);
  if (!frozen) think(mind, loaded, nowNs, out, events, into);
  mind.report = mind.brain?.report?.() ?? null;
  mind.state = stateOf(mind);
  if (!frozen) beat(mind, nowNs);
  if (isCut(mind.faults, nowNs)) {
    mind.link.frames.length = 0;
    return;
  }
  deliver(mind, nowNs, into);
}

/** Heartbeat and lease at their periods. */
function beat(mind: Mind, nowNs: number): void {
  const { faults, link } = mind;
  const slowNs = faultValue(faults, "mind.slow", "ms", 0) * 1e6;
  // By the last one, so that a mind which was slow is so no longer than the fault lasts.
  if (nowNs >= mind.lastBeatNs + Math.max(beatNs, slowNs)) {
    sendFrame(link, faults, "beat", null, nowNs, 0);
    mind.lastBeatNs = nowNs;
  }
  if (nowNs >= mind.lastLeaseNs + Math.max(leaseNs, slowNs) && !isHung(faults)) {
    sendFrame(link, faults, "lease", null, nowNs, 0);
    mind.lastLeaseNs = nowNs;
  }
}

function deliver(mind: Mind, nowNs: number, into: KernelInputs): void {
  while (into.intentCount < inputLimits.intents) {
    const frame = takeFrame(mind.link, nowNs);
    if (frame === null) return;
    if (frame.kind === "beat") into.mind.beat = 1;
    else if (frame.kind === "lease") into.mind.lease = 1;
    else if (frame.payload !== null) {
      const slot = into.intents[into.intentCount];
      if (slot === undefined) return;
      copyIntent(frame.payload.record, slot);
      into.intentCount += 1;
      mind.sent.push(frame.payload);
    }
  }
}
