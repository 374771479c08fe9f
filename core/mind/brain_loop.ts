/**
 * The brain's side of the link, without I/O: observations and outcomes go in, frames come out. It
 * is the real-time twin of the mind in lockstep: same brain, same bookkeeping of proposals.
 *
 * @module
 */
import { type Brain, linkEvents, type Observation, type Outcome } from "core/brain/mod.ts";
import { idText, type IdWords, makeId } from "core/messages/mod.ts";
import { decodeBase64 } from "core/base64.ts";
import type { CameraImage } from "core/image/mod.ts";
import { fromMindKinds, type MindEvents, type MindImage, type MindObserve } from "core/link/mod.ts";
import { isWorldView } from "./world_view_check.ts";

/** A message to the robot: frame kind and its JSON. */
export interface Outgoing {
  readonly kind: number;
  readonly value: unknown;
}

/** What the loop needs of its thread. */
export interface LoopPorts {
  nowMs(): number;
  /** Wall clock, ms: only for the time part of ids (UUIDv7). */
  wallMs(): number;
  random32(): number;
  send(message: Outgoing): void;
}

/** The loop. */
export interface BrainLoop {
  readonly brain: Brain | null;
  readonly ports: LoopPorts;
  observed: MindObserve | null;
  observedMs: number;
  /** The newest image of each camera. */
  readonly images: Map<string, CameraImage>;
  events: string[];
  outcome: Outcome | null;
  lastId: string;
  sentMs: number;
  leaseMs: number;
  reportMs: number;
  /** The brain's state as it was reported last. */
  reported: string;
}

/** The brain renews its lease this often, ms (INTERFACES.md section 3). */
const leasePeriodMs = 200;
const reportPeriodMs = 500;
/** A change of state is reported at once, but not oftener than this, ms. */
const changePeriodMs = 50;
/** A gate decision comes within a tick; after this long it was lost on the way, ms. */
const answerMs = 1500;
const maxEvents = 256;
const lost: Outcome = {
  kind: "aborted",
  code: "GATE_EXPIRED",
  text: "Intent was lost on its way to the gate",
};

/** Makes the loop of a brain; null = a robot without one. */
export function createBrainLoop(brain: Brain | null, ports: LoopPorts): BrainLoop {
  return {
    brain,
    ports,
    observed: null,
    observedMs: 0,
    images: new Map(),
    events: [],
    outcome: null,
    lastId: "",
    sentMs: 0,
    leaseMs: -Infinity,
    reportMs: -Infinity,
    reported: "",
  };
}

/** Takes the robot's state. */
export function takeObserve(loop: BrainLoop, observed: MindObserve): void {
  loop.observed = observed;
  loop.observedMs = loop.ports.nowMs();
}

/** Takes an image of a camera; one that is damaged leaves the last. */
export function takeImage(loop: BrainLoop, { base64, ...image }: MindImage): void {
  const png = decodeBase64(base64);
  if (png !== null) loop.images.set(image.camera, { ...image, png });
}

/** Takes what became of intents and what happened. */
export function takeMindEvents(loop: BrainLoop, { outcomes, happened }: MindEvents): void {
  loop.events.push(...happened);
  if (loop.events.length > maxEvents) loop.events.splice(0, loop.events.length - maxEvents);
  for (const { intentId, state, code, text } of outcomes) {
    if (intentId !== loop.lastId) continue;
    loop.sentMs = Infinity;
    if (state === "succeeded") loop.outcome = { kind: "succeeded" };
    else if (state === "refused" || state === "aborted" || state === "canceled") {
      loop.outcome = { kind: state, code, text };
    }
  }
}

function sendIntent(loop: BrainLoop, raw: unknown, isUnreadable: boolean): void {
  const { ports } = loop;
  const words: IdWords = makeId(
    ports.wallMs(),
    ports.random32(),
    ports.random32(),
    ports.random32(),
  );
  const id = idText(words);
  ports.send({
    kind: fromMindKinds.intent,
    value: { id, ageMs: 0, raw: raw ?? null, unreadable: isUnreadable },
  });
  if (isUnreadable) return;
  loop.lastId = id;
  loop.outcome = { kind: "pending" };
  loop.sentMs = ports.nowMs();
}

/** The call behind what was just sent, and the intent that came of it. */
interface Thought {
  readonly callId: string;
  readonly intentId: string;
}

function think(loop: BrainLoop): Thought | null {
  const { brain, ports, observed } = loop;
  if (brain === null || observed === null) return null;
  const nowMs = ports.nowMs();
  if (nowMs - loop.sentMs > answerMs && loop.outcome?.kind === "pending") loop.outcome = lost;
  const { view } = observed;
  const observation: Observation = {
    nowNs: Math.round(observed.nowNs + (nowMs - loop.observedMs) * 1e6),
    mode: observed.mode,
    outcome: loop.outcome,
    events: loop.events,
    ...(isWorldView(view) ? { look: () => view } : {}),
    image: (camera) => loop.images.get(camera) ?? null,
  };
  loop.events = [];
  const decision = brain.decide(observation);
  if (decision === null) return null;
  for (const raw of decision.proposals) sendIntent(loop, raw, false);
  if (decision.unreadable !== undefined) sendIntent(loop, null, true);
  const { callId } = decision;
  if (callId !== undefined) {
    return { callId, intentId: decision.proposals.length > 0 ? loop.lastId : "" };
  }
  // No call was made: steps of a mission, a script, a generated answer.
  ports.send({
    kind: fromMindKinds.event,
    value: {
      kind: "response",
      data: {
        intentId: loop.lastId,
        model: decision.label ?? "scripted",
        text: (decision.text ?? JSON.stringify(decision.proposals)).slice(0, 65_536),
        latencyMs: 0,
      },
    },
  });
  return null;
}

function sendReport(loop: BrainLoop): void {
  const { brain } = loop;
  const report = brain?.report?.();
  loop.reported = report?.state ?? "";
  const question = report?.question ?? null;
  const mission = brain?.mission() ?? { state: "none", reason: "" };
  loop.ports.send({
    kind: fromMindKinds.report,
    value: {
      state: report?.state ?? (brain === null ? "none" : "ok"),
      driver: report?.driver ?? "scripted",
      model: report?.model ?? "",
      tokens: report?.tokens ?? 0,
      usd: report?.usd ?? 0,
      caps: report?.caps ?? [],
      warning: report?.warning?.slice(0, 300) ?? null,
      store: "none",
      line: (report?.line ?? "").slice(0, 1000),
      mission: { state: mission.state, reason: mission.reason.slice(0, 1000) },
      missions: (report?.missions ?? []).slice(0, 64),
      questions: question === null ? [] : [{
        questionId: question.id,
        question: question.question.slice(0, 2000),
        options: question.options.slice(0, 16),
      }],
    },
  });
}

/** One turn: sign of life, thinking, what the brain reports. */
export function turnBrain(loop: BrainLoop): void {
  const nowMs = loop.ports.nowMs();
  const thought = think(loop);
  const drained = loop.brain?.drain?.() ?? [];
  const nowNs = loop.observed?.nowNs ?? 0;
  const events = thought === null
    ? drained
    : linkEvents(drained, thought.callId, thought.intentId, nowNs);
  for (const event of events) {
    loop.ports.send({ kind: fromMindKinds.event, value: { kind: event.kind, data: event.data } });
  }
  if (nowMs - loop.leaseMs >= leasePeriodMs) {
    loop.leaseMs = nowMs;
    loop.ports.send({ kind: fromMindKinds.beat, value: { lease: true } });
  }
  const changed = (loop.brain?.report?.().state ?? "") !== loop.reported;
  if (nowMs - loop.reportMs >= (changed ? changePeriodMs : reportPeriodMs)) {
    loop.reportMs = nowMs;
    sendReport(loop);
  }
}
