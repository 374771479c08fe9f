/**
 * What carries messages from robot to robot in lockstep: with the latency and loss of config
 * (`sim.fleet`), in a bounded queue, and no faster than a mind should be woken. What arrives is data
 * of an outside voice, stamped with who sent it; it gives nobody any authority.
 *
 * @module
 */
import { createPrng, type Prng, uniform } from "core/math/mod.ts";
import { intentActions, sameId, verdicts } from "core/messages/mod.ts";
import type { LoadedScenario } from "./load.ts";
import type { SentIntent } from "./mind.ts";
import type { Run } from "./run.ts";
import { isFrozen } from "./spoil.ts";

interface PeerMessage {
  readonly from: string;
  readonly text: string;
  readonly dueNs: number;
}

/** The messages on their way to one robot. */
export interface Carrier {
  /** In the order of arrival. */
  readonly inbox: PeerMessage[];
  /** When the last message of each sender arrives, ns. */
  readonly lastDueNs: Map<string, number>;
  readonly chance: Prng;
  readonly latencyNs: number;
  readonly lossShare: number;
  sent: number;
  heard: number;
  lost: number;
}

/** Messages of one sender that may wait for a robot; more are lost, so that none can crowd others. */
const waiting = 8;
/** A robot hears one sender no more often than this, ns: each message may wake a model. */
const paceNs = 500_000_000;
/** Longest text that is carried, characters. */
const longest = 1000;

/** An empty queue. */
export function createCarrier(loaded: LoadedScenario, seed: number): Carrier {
  const { latencyMs, lossShare } = loaded.config.sim.fleet;
  return {
    inbox: [],
    lastDueNs: new Map(),
    chance: createPrng(seed, "fleet"),
    latencyNs: latencyMs * 1e6,
    lossShare,
    sent: 0,
    heard: 0,
    lost: 0,
  };
}

/** Puts a message on its way to a robot. */
export function postMessage(to: Carrier, from: string, text: string, nowNs: number): void {
  const lost = to.lossShare > 0 && uniform(to.chance) < to.lossShare;
  let queued = 0;
  for (const message of to.inbox) if (message.from === from) queued += 1;
  if (lost || queued >= waiting) {
    to.lost += 1;
    return;
  }
  const soonestNs = (to.lastDueNs.get(from) ?? -Infinity) + paceNs;
  const dueNs = Math.max(nowNs + to.latencyNs, soonestNs);
  to.lastDueNs.set(from, dueNs);
  let at = to.inbox.length;
  while (at > 0 && (to.inbox[at - 1]?.dueNs ?? 0) > dueNs) at -= 1;
  to.inbox.splice(at, 0, { from, text: text.slice(0, longest), dueNs });
}

/** Lets the mind of a robot hear what has arrived. */
export function hearPeers(run: Run): void {
  const { carrier, mind, nowNs } = run;
  while (carrier.inbox[0] !== undefined && carrier.inbox[0].dueNs <= nowNs) {
    if (isFrozen(mind.faults)) return;
    const message = carrier.inbox.shift();
    if (message === undefined) return;
    carrier.heard += 1;
    mind.brain?.hear?.({ kind: "peer", from: message.from, text: message.text });
    run.happened.add("peer.heard");
  }
}

function fieldOf(raw: unknown, name: string): unknown {
  return typeof raw === "object" && raw !== null ? Reflect.get(raw, name) : undefined;
}

/** The text of a message; one with a structure travels as JSON. */
function textOf(raw: unknown): string {
  const message = fieldOf(raw, "message");
  return typeof message === "string" ? message : JSON.stringify(message ?? "");
}

/** Whom an accepted intent speaks to; none where it is no message. */
function addressees(run: Run, robots: readonly Run[], sent: SentIntent): readonly Run[] {
  const action = intentActions[sent.record.action];
  const { peers } = run.loaded.config.fleet;
  const reachable = robots.filter(({ loaded }) => peers.includes(loaded.robotName ?? ""));
  if (action === "broadcast_fleet") return reachable;
  if (action !== "message_peer") return [];
  const to = fieldOf(sent.raw, "robotId");
  return reachable.filter(({ loaded }) => loaded.robotName === to);
}

/** Carries what the gate accepted at this tick to the other robots. Call once all have decided. */
export function carryMessages(robots: readonly Run[]): void {
  for (const run of robots) {
    if (run.missed || run.mind.sent.length === 0) continue;
    const { decisions, decisionCount } = run.kernel.outputs;
    for (const sent of run.mind.sent) {
      const accepted = decisions.some((d, i) =>
        i < decisionCount && sameId(sent.record, d.id0, d.id1, d.id2, d.id3) &&
        verdicts[d.verdict] !== "refused"
      );
      if (!accepted) continue;
      for (const to of addressees(run, robots, sent)) {
        run.carrier.sent += 1;
        postMessage(to.carrier, run.loaded.robotName ?? "", textOf(sent.raw), run.nowNs);
      }
    }
  }
}
