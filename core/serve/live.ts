/**
 * What the server's thread does: takes the recorder's messages out of shared memory, shows them to
 * viewers over the WebSocket and to recorders over a Unix socket, and tells the recorder what is
 * wanted, so that it passes nothing on while nobody looks.
 *
 * @module
 */
import { drill, openRegion, type Region, type RingReader } from "core/bus/mod.ts";
import type { Fault } from "core/fault.ts";
import { careOf, type PartHead, topicSchema } from "core/record/mod.ts";
import type { AccessRules } from "./access.ts";
import { viewChannel } from "./channels.ts";
import { decodeFeed, feedLevels, type FeedMessage } from "./feed.ts";
import { createHub, type Hub } from "./hub.ts";
import { serveViewers, type ViewServer } from "./http.ts";
import { openTap, type Tap } from "./tap.ts";

/** What the thread is told. */
export interface LiveJob {
  readonly memory: SharedArrayBuffer;
  readonly robot: string;
  readonly sessionId: string;
  /** What a recording of this run says of itself; secrets are masked in it. */
  readonly head: PartHead;
  /** Viewers over TCP; null where config does not want them. */
  readonly viewers: { readonly port: number; readonly access: AccessRules } | null;
  /** Path of the recorders' socket; null in a simulation. */
  readonly tapPath: string | null;
}

/** What it says. */
export type LiveSaid =
  | { readonly kind: "ready"; readonly port: number | null }
  | { readonly kind: "fault"; readonly fault: Fault };

/** The running server. */
export interface Live {
  /** Takes what waits and passes it on. False once the robot ends. */
  turn(): boolean;
  close(): Promise<void>;
}

const maxViewers = 8;
/** A viewer with more waiting than this is let go: some seconds of a rich robot. */
const maxWaitingBytes = 16 * 1024 * 1024;
/** Messages of one turn: the thread must stay able to answer. */
const turnMessages = 2000;

interface State {
  readonly job: LiveJob;
  readonly region: Region;
  readonly ring: RingReader;
  readonly hub: Hub;
  readonly tap: Tap | null;
  /** Channel ids by topic; -1 where no viewer reads it. */
  readonly channels: Map<string, number>;
  timeNs: number;
}

/** Tells the recorder what is wanted; asks for last values where somebody is new. */
function demand(region: Region, hub: Hub, tap: Tap | null): void {
  const { words } = region;
  const level = (tap?.clients ?? 0) > 0
    ? feedLevels.everything
    : hub.counts.viewers > 0
    ? feedLevels.drawn
    : feedLevels.nothing;
  const before = words.get("viewersWant");
  words.set("viewersWant", level);
  if (level > before) words.count("viewersAsk");
}

function channelOf(state: State, message: FeedMessage): number {
  const known = state.channels.get(message.topic);
  if (known !== undefined) return known;
  const schema = topicSchema(state.job.head.about.structs, message.key);
  const id = state.channels.size + 1;
  const channel = viewChannel(id, message.topic, schema.messageEncoding, schema);
  state.channels.set(message.topic, channel === null ? -1 : id);
  if (channel !== null) state.hub.advertise([channel]);
  return channel === null ? -1 : id;
}

function take(state: State): void {
  const { ring, hub, tap } = state;
  for (let i = 0; i < turnMessages && ring.take(); i++) {
    const bytes = ring.bytes.subarray(0, ring.length);
    const message = decodeFeed(bytes);
    if (message === null) continue;
    tap?.send(bytes);
    state.timeNs = Math.max(state.timeNs, message.timeNs);
    const id = channelOf(state, message);
    if (id < 0) continue;
    hub.publish(id, message.timeNs, message.data, careOf(message.key).isLatched);
  }
}

function openViewers(
  job: LiveJob,
  hub: Hub,
  say: (said: LiveSaid) => void,
): ViewServer | null {
  if (job.viewers === null) return null;
  const server = serveViewers({ ...job.viewers, hub, files: [] });
  if (server.ok) return server.value;
  // The robot runs without viewers: nobody's safety hangs on them.
  say({ kind: "fault", fault: server.fault });
  return null;
}

/** Begins. Sockets that cannot be had are told as faults; the rest runs. */
export async function openLive(job: LiveJob, say: (said: LiveSaid) => void): Promise<Live> {
  const region = openRegion(job.memory, "server");
  let tap: Tap | null = null;
  const hub = createHub({
    info: {
      name: `mechos ${job.robot}`,
      sessionId: job.sessionId,
      capabilities: ["time"],
      spanNs: null,
      metadata: { ...job.head.about.versions },
    },
    maxViewers,
    maxWaitingBytes,
    onDemand: () => demand(region, hub, tap),
    onPlayback: null,
  });
  if (job.tapPath !== null) {
    const opened = await openTap(job.tapPath, job.head, () => demand(region, hub, tap));
    if (opened.ok) tap = opened.value;
    else say({ kind: "fault", fault: opened.fault });
  }
  const server = openViewers(job, hub, say);
  const state: State = {
    job,
    region,
    ring: region.ringReader("viewers"),
    hub,
    tap,
    channels: new Map(),
    timeNs: 0,
  };
  demand(region, hub, tap);
  // What the last life of this thread had asked for is asked for again.
  region.words.count("viewersAsk");
  say({ kind: "ready", port: server?.port ?? null });
  return {
    turn: () => {
      region.words.count("beatServer");
      drill(region.words.get("drill"), "server");
      take(state);
      if (hub.counts.viewers > 0) hub.time(state.timeNs);
      return region.words.get("quit") === 0;
    },
    close: async () => {
      tap?.close();
      await server?.close();
    },
  };
}
