/**
 * The Foxglove WebSocket protocol as bytes and texts: what a server sends, and what clients send,
 * read within limits. Both names of the protocol have the same wire format; a client's first
 * offered one is taken.
 *
 * Numbers of the binary messages: server 1 message data, 2 time, 5 playback state; client 3
 * playback control. All fields are little-endian, times are ns.
 *
 * @module
 */
import { isRecord } from "./json_record.ts";

/** Names of the protocol. */
export const subprotocols: readonly string[] = ["foxglove.sdk.v1", "foxglove.websocket.v1"];

/**
 * Whether a client knows playback control: it came with the newer name, and the published client
 * of the older one fails at its messages.
 */
export function knowsPlayback(subprotocol: string): boolean {
  return subprotocol === "foxglove.sdk.v1";
}

/** The first protocol that a client offers and we speak; null where there is none. */
export function chooseSubprotocol(offered: string | null): string | null {
  const names = (offered ?? "").split(",").map((name) => name.trim());
  return names.find((name) => subprotocols.includes(name)) ?? null;
}

/** A channel as viewers are told of it. */
export interface ViewChannel {
  readonly id: number;
  readonly topic: string;
  readonly encoding: string;
  readonly schemaName: string;
  /** Schema as text: base64 for binary ones. */
  readonly schema: string;
  readonly schemaEncoding: string;
}

/** What the server says of itself. */
export interface ServerInfo {
  readonly name: string;
  readonly sessionId: string;
  readonly capabilities: readonly ("time" | "playbackControl")[];
  /** The span of a recording that is played, ns; null live. */
  readonly spanNs: { readonly start: number; readonly end: number } | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** State of a playback. */
export interface PlaybackState {
  readonly status: "playing" | "paused" | "buffering" | "ended";
  readonly timeNs: number;
  readonly speed: number;
  /** True where this follows a jump: viewers then forget what they drew. */
  readonly didSeek: boolean;
  /** The request that this answers; empty where nobody asked. */
  readonly requestId: string;
}

/** What a client asks of the playback. */
export interface PlaybackRequest {
  readonly play: boolean;
  readonly speed: number;
  readonly seekNs: number | null;
  readonly requestId: string;
}

/** A client's message. */
export type ClientMessage =
  | {
    readonly kind: "subscribe";
    readonly subscriptions: readonly { readonly id: number; readonly channelId: number }[];
  }
  | { readonly kind: "unsubscribe"; readonly ids: readonly number[] }
  | { readonly kind: "playback"; readonly request: PlaybackRequest }
  | { readonly kind: "unsupported"; readonly op: string }
  | { readonly kind: "bad"; readonly reason: string };

/** Longest message that is taken from a client, bytes (DESIGN.md, Limits). */
export const maxClientBytes = 1_048_576;
/** Subscriptions in one message. */
const maxListed = 10_000;

function timeRecord(ns: number): { readonly sec: number; readonly nsec: number } {
  const sec = Math.floor(ns / 1e9);
  return { sec, nsec: Math.min(999_999_999, Math.round(ns - sec * 1e9)) };
}

/** The first message to a client. */
export function serverInfoText(info: ServerInfo): string {
  const { name, sessionId, capabilities, spanNs, metadata } = info;
  const span = spanNs === null
    ? {}
    : { dataStartTime: timeRecord(spanNs.start), dataEndTime: timeRecord(spanNs.end) };
  return JSON.stringify({ op: "serverInfo", name, capabilities, metadata, sessionId, ...span });
}

/** Announces channels. */
export function advertiseText(channels: readonly ViewChannel[]): string {
  const listed = channels.map(({ schemaEncoding, ...channel }) =>
    schemaEncoding === "" ? channel : { ...channel, schemaEncoding }
  );
  return JSON.stringify({ op: "advertise", channels: listed });
}

/** Says something to the viewer's user. */
export function statusText(level: "info" | "warning" | "error", message: string): string {
  const levels = { info: 0, warning: 1, error: 2 };
  return JSON.stringify({ op: "status", level: levels[level], message });
}

function setTime(view: DataView, at: number, ns: number): void {
  view.setBigUint64(at, BigInt(Math.max(0, Math.round(ns))), true);
}

/** A message for one subscription. */
export function messageBytes(
  subscriptionId: number,
  timeNs: number,
  data: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(13 + data.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  view.setUint32(1, subscriptionId, true);
  setTime(view, 5, timeNs);
  bytes.set(data, 13);
  return bytes;
}

/** The server's time. */
export function timeBytes(timeNs: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(9);
  bytes[0] = 2;
  setTime(new DataView(bytes.buffer), 1, timeNs);
  return bytes;
}

const statuses = ["playing", "paused", "buffering", "ended"] as const;

/** The state of the playback. */
export function playbackBytes(state: PlaybackState): Uint8Array<ArrayBuffer> {
  const id = new TextEncoder().encode(state.requestId);
  const bytes = new Uint8Array(19 + id.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 5;
  bytes[1] = statuses.indexOf(state.status);
  setTime(view, 2, state.timeNs);
  view.setFloat32(10, state.speed, true);
  bytes[14] = state.didSeek ? 1 : 0;
  view.setUint32(15, id.length, true);
  bytes.set(id, 19);
  return bytes;
}

const bad = (reason: string): ClientMessage => ({ kind: "bad", reason });

/** Slowest and fastest playback that is taken. */
export const speedRange = { least: 0.01, most: 1000 } as const;

/** Reads a binary message of a client. */
export function readClientBytes(bytes: Uint8Array): ClientMessage {
  const [op = 0] = bytes;
  if (op !== 3) return { kind: "unsupported", op: `binary message ${op}` };
  if (bytes.length < 19) return bad("a playback request is too short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(15, true);
  if (length > 1024 || 19 + length !== bytes.length) return bad("a playback request has no id");
  const command = bytes[1] ?? 0;
  if (command > 1) return bad(`playback command ${command} does not exist`);
  const speed = view.getFloat32(2, true);
  if (!(speed >= speedRange.least && speed <= speedRange.most)) {
    return bad(`playback speed must be within ${speedRange.least} and ${speedRange.most}`);
  }
  const request = {
    play: command === 0,
    speed,
    seekNs: bytes[6] === 1 ? Number(view.getBigUint64(7, true)) : null,
    requestId: new TextDecoder().decode(bytes.subarray(19)),
  };
  return { kind: "playback", request };
}

function isId(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 2 ** 32;
}

function readSubscribe(list: unknown): ClientMessage {
  if (!Array.isArray(list) || list.length > maxListed) return bad("subscriptions must be a list");
  const subscriptions: { id: number; channelId: number }[] = [];
  for (const one of list) {
    if (!isRecord(one) || !isId(one["id"]) || !isId(one["channelId"])) {
      return bad("a subscription needs id and channelId");
    }
    subscriptions.push({ id: one["id"], channelId: one["channelId"] });
  }
  return { kind: "subscribe", subscriptions };
}

/** Reads a text message of a client. */
export function readClientText(text: string): ClientMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad("a text message must be JSON");
  }
  if (!isRecord(value) || typeof value["op"] !== "string") return bad("a message needs an op");
  const op = value["op"];
  if (op === "subscribe") return readSubscribe(value["subscriptions"]);
  if (op !== "unsubscribe") return { kind: "unsupported", op };
  const ids = value["subscriptionIds"];
  if (!Array.isArray(ids) || ids.length > maxListed || !ids.every(isId)) {
    return bad("subscriptionIds must be a list of numbers");
  }
  return { kind: "unsubscribe", ids };
}
