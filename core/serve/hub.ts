/**
 * The viewers of one stream: who is connected, who wants which channel, and what each is sent. It
 * knows no network: a socket is what can be sent to. A viewer that does not keep up is let go, for
 * nothing of the robot may wait for it.
 *
 * @module
 */
import {
  advertiseText,
  type ClientMessage,
  knowsPlayback,
  maxClientBytes,
  messageBytes,
  playbackBytes,
  type PlaybackRequest,
  type PlaybackState,
  readClientBytes,
  readClientText,
  type ServerInfo,
  serverInfoText,
  statusText,
  timeBytes,
  type ViewChannel,
} from "./protocol.ts";

/** The sending side of a viewer's connection. */
export interface ViewSocket {
  /** The name of the protocol that was agreed on. */
  readonly protocol: string;
  send(message: string | Uint8Array<ArrayBuffer>): void;
  /** Bytes that wait to be sent. */
  readonly waitingBytes: number;
  close(code: number, reason: string): void;
}

/** A viewer's connection, as its socket's owner reports to it. */
export interface Viewer {
  text(message: string): void;
  bytes(message: Uint8Array): void;
  closed(): void;
}

/** What the hub is for. */
export interface HubOptions {
  readonly info: ServerInfo;
  /** Most viewers at once. */
  readonly maxViewers: number;
  /** A viewer with more waiting than this is let go. */
  readonly maxWaitingBytes: number;
  /** A viewer came or went, or wants other channels. */
  readonly onDemand: () => void;
  /** Null where nothing is played. */
  readonly onPlayback: ((request: PlaybackRequest) => void) | null;
}

/** Counts, for status and tests. */
export interface HubCounts {
  readonly viewers: number;
  /** Viewers let go because they did not keep up. */
  readonly dropped: number;
}

/** The hub. */
export interface Hub {
  readonly counts: HubCounts;
  /** Adds a channel, or nothing where its id is known. */
  advertise(channels: readonly ViewChannel[]): void;
  /** Sends to those who want it; `keep` holds it for those who come later. */
  publish(channelId: number, timeNs: number, data: Uint8Array, keep: boolean): void;
  /** True where somebody wants a channel. */
  wants(channelId: number): boolean;
  time(timeNs: number): void;
  playback(state: PlaybackState): void;
  /** Takes a viewer; null where there are too many. */
  connect(socket: ViewSocket): Viewer | null;
  close(): void;
}

interface State {
  readonly options: HubOptions;
  readonly channels: Map<number, ViewChannel>;
  readonly last: Map<number, { readonly timeNs: number; readonly data: Uint8Array }>;
  readonly viewers: Set<Seat>;
  playback: PlaybackState | null;
  dropped: number;
}

interface Seat {
  readonly socket: ViewSocket;
  /** Whether it knows playback control. */
  readonly plays: boolean;
  /** Channel id to subscription id. */
  readonly wants: Map<number, number>;
}

/** WebSocket close codes: the viewer broke a rule; its message was too big; the server ends. */
const closeCodes = { policy: 1008, tooBig: 1009, goingAway: 1001 } as const;

function letGo(state: State, seat: Seat, code: number, reason: string): void {
  if (!state.viewers.delete(seat)) return;
  seat.socket.close(code, reason);
  state.options.onDemand();
}

function send(state: State, seat: Seat, message: string | Uint8Array<ArrayBuffer>): void {
  if (seat.socket.waitingBytes > state.options.maxWaitingBytes) {
    state.dropped += 1;
    return letGo(state, seat, closeCodes.policy, "too slow: more waits than is kept");
  }
  seat.socket.send(message);
}

function subscribe(state: State, seat: Seat, id: number, channelId: number): void {
  if (!state.channels.has(channelId)) {
    return send(state, seat, statusText("warning", `Channel ${channelId} does not exist`));
  }
  seat.wants.set(channelId, id);
  const last = state.last.get(channelId);
  if (last !== undefined) send(state, seat, messageBytes(id, last.timeNs, last.data));
}

function take(state: State, seat: Seat, message: ClientMessage): void {
  switch (message.kind) {
    case "subscribe":
      for (const { id, channelId } of message.subscriptions) {
        subscribe(state, seat, id, channelId);
      }
      return state.options.onDemand();
    case "unsubscribe":
      for (const [channelId, id] of seat.wants) {
        if (message.ids.includes(id)) seat.wants.delete(channelId);
      }
      return state.options.onDemand();
    case "playback":
      if (state.options.onPlayback === null) {
        return send(state, seat, statusText("warning", "Nothing is played: this is live"));
      }
      return state.options.onPlayback(message.request);
    case "unsupported":
      return send(state, seat, statusText("warning", `This server knows no "${message.op}"`));
    case "bad":
      return send(state, seat, statusText("error", `Cannot read a message: ${message.reason}`));
    default:
      message satisfies never;
  }
}

function viewerOf(state: State, seat: Seat): Viewer {
  const sized = (length: number, read: () => ClientMessage): void => {
    if (!state.viewers.has(seat)) return;
    if (length > maxClientBytes) letGo(state, seat, closeCodes.tooBig, "a message is too big");
    else take(state, seat, read());
  };
  return {
    text: (message) => sized(message.length, () => readClientText(message)),
    bytes: (message) => sized(message.length, () => readClientBytes(message)),
    closed: () => {
      if (state.viewers.delete(seat)) state.options.onDemand();
    },
  };
}

function infoFor(info: ServerInfo, plays: boolean): ServerInfo {
  if (plays) return info;
  const capabilities = info.capabilities.filter((name) => name !== "playbackControl");
  return { ...info, capabilities, spanNs: null };
}

function connect(state: State, socket: ViewSocket): Viewer | null {
  if (state.viewers.size >= state.options.maxViewers) return null;
  const plays = knowsPlayback(socket.protocol);
  const seat: Seat = { socket, plays, wants: new Map() };
  state.viewers.add(seat);
  send(state, seat, serverInfoText(infoFor(state.options.info, plays)));
  if (state.channels.size > 0) send(state, seat, advertiseText([...state.channels.values()]));
  if (state.playback !== null && plays) send(state, seat, playbackBytes(state.playback));
  state.options.onDemand();
  return viewerOf(state, seat);
}

function advertise(state: State, channels: readonly ViewChannel[]): void {
  const fresh = channels.filter(({ id }) => !state.channels.has(id));
  for (const channel of fresh) state.channels.set(channel.id, channel);
  if (fresh.length === 0) return;
  const text = advertiseText(fresh);
  for (const seat of state.viewers) send(state, seat, text);
}

/** Makes a hub without viewers. */
export function createHub(options: HubOptions): Hub {
  const state: State = {
    options,
    channels: new Map(),
    last: new Map(),
    viewers: new Set(),
    playback: null,
    dropped: 0,
  };
  return {
    get counts() {
      return { viewers: state.viewers.size, dropped: state.dropped };
    },
    advertise: (channels) => advertise(state, channels),
    publish: (channelId, timeNs, data, keep) => {
      if (keep) state.last.set(channelId, { timeNs, data: data.slice() });
      for (const seat of state.viewers) {
        const id = seat.wants.get(channelId);
        if (id !== undefined) send(state, seat, messageBytes(id, timeNs, data));
      }
    },
    wants: (channelId) => {
      for (const seat of state.viewers) if (seat.wants.has(channelId)) return true;
      return false;
    },
    time: (timeNs) => {
      const bytes = timeBytes(timeNs);
      for (const seat of state.viewers) send(state, seat, bytes);
    },
    playback: (playback) => {
      // Who comes later is told how things are, not that somebody jumped.
      state.playback = { ...playback, didSeek: false, requestId: "" };
      const bytes = playbackBytes(playback);
      for (const seat of state.viewers) if (seat.plays) send(state, seat, bytes);
    },
    connect: (socket) => connect(state, socket),
    close: () => {
      for (const seat of [...state.viewers]) {
        letGo(state, seat, closeCodes.goingAway, "the server ends");
      }
    },
  };
}
