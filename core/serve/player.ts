/**
 * Plays a recording in its own time: play, pause, jump, speed. It has no clock and no timer; its
 * owner says how late it is and how often to look. Where what is due is more than a turn may take,
 * the playback falls behind its speed rather than leaving messages out.
 *
 * @module
 */
import type { PlayIndex, PlaySpan, RecordedMessage } from "core/record/mod.ts";
import type { PlaybackRequest, PlaybackState } from "./protocol.ts";

/** What a player needs. */
export interface PlayerOptions {
  readonly index: PlayIndex;
  /** Played part of the recording, ns. */
  readonly startNs: number;
  readonly endNs: number;
  readonly speed: number;
  readonly publish: (message: RecordedMessage) => void;
  readonly onState: (state: PlaybackState) => void;
}

/** A player; `nowMs` is a monotonic clock. */
export interface Player {
  readonly timeNs: number;
  readonly speed: number;
  readonly status: PlaybackState["status"];
  request(request: PlaybackRequest, nowMs: number): void;
  /** Sends what is due. */
  turn(nowMs: number): void;
}

/** Most bytes that a turn sends. */
const turnBytes = 8 * 1024 * 1024;
/** Speed of a playback that is caught up at most this far in one turn, ms of wall clock. */
const longestTurnMs = 250;

interface State {
  readonly options: PlayerOptions;
  status: PlaybackState["status"];
  speed: number;
  timeNs: number;
  /** When `timeNs` was reached, on the owner's clock. */
  atMs: number;
  /** Next stretch to open, by index. */
  nextSpan: number;
  /** Opened messages by time; those before `nextMessage` are sent. */
  pending: RecordedMessage[];
  nextMessage: number;
}

function tell(state: State, didSeek: boolean, requestId: string): void {
  const { status, timeNs, speed } = state;
  state.options.onState({ status, timeNs, speed, didSeek, requestId });
}

/** Opens every stretch that may hold messages up to `untilNs`. */
function open(state: State, untilNs: number): void {
  const { index } = state.options;
  for (;;) {
    const span = index.spans[state.nextSpan];
    if (span === undefined || span.startNs > untilNs) return;
    state.nextSpan += 1;
    const rest = state.pending.slice(state.nextMessage);
    state.nextMessage = 0;
    const more = index.read(span);
    const first = more[0];
    const inOrder = first === undefined || (rest.at(-1)?.logTimeNs ?? -Infinity) <= first.logTimeNs;
    state.pending = [...rest, ...more];
    if (!inOrder) state.pending.sort((a, b) => a.logTimeNs - b.logTimeNs);
  }
}

/** Sends messages up to `untilNs`; returns the time that was reached. */
function sendUntil(state: State, untilNs: number): number {
  let bytes = 0;
  for (;;) {
    let message = state.pending[state.nextMessage];
    const dueNs = message?.logTimeNs ?? Infinity;
    const span = state.options.index.spans[state.nextSpan];
    if (span !== undefined && span.startNs <= Math.min(dueNs, untilNs)) {
      open(state, Math.min(dueNs, untilNs));
      message = state.pending[state.nextMessage];
    }
    if (message === undefined || message.logTimeNs > untilNs) return untilNs;
    if (bytes > turnBytes) return message.logTimeNs;
    state.nextMessage += 1;
    state.options.publish(message);
    bytes += message.data.length;
  }
}

/** The last message of each channel at or before a time: what a viewer shows after a jump there. */
export function lastBefore(index: PlayIndex, timeNs: number): RecordedMessage[] {
  const wanted = new Set(index.channels.map((channel) => channel.id));
  const found: RecordedMessage[] = [];
  const spans: readonly PlaySpan[] = index.spans.filter((span) => span.startNs <= timeNs)
    .toSorted((a, b) => b.endNs - a.endNs);
  for (const span of spans) {
    if (wanted.size === 0) break;
    if (![...span.channels].some((id) => wanted.has(id))) continue;
    for (const message of index.read(span).reverse()) {
      if (message.logTimeNs > timeNs || !wanted.delete(message.channel.id)) continue;
      found.push(message);
    }
  }
  return found.sort((a, b) => a.logTimeNs - b.logTimeNs);
}

function jump(state: State, toNs: number): void {
  const { index, startNs, endNs, publish } = state.options;
  state.timeNs = Math.min(endNs, Math.max(startNs, toNs));
  const first = index.spans.findIndex((span) => span.endNs > state.timeNs);
  state.nextSpan = first < 0 ? index.spans.length : first;
  state.pending = [];
  state.nextMessage = 0;
  open(state, state.timeNs);
  const next = state.pending.findIndex((message) => message.logTimeNs > state.timeNs);
  state.nextMessage = next < 0 ? state.pending.length : next;
  for (const message of lastBefore(index, state.timeNs)) publish(message);
}

function request(state: State, asked: PlaybackRequest, nowMs: number): void {
  const { startNs, endNs } = state.options;
  state.speed = asked.speed;
  state.atMs = nowMs;
  const again = asked.play && asked.seekNs === null && state.status === "ended";
  const target = asked.seekNs ?? (again ? startNs : null);
  // The state is told before the messages: a jump makes viewers forget what came before it.
  if (target !== null) state.timeNs = Math.min(endNs, Math.max(startNs, target));
  state.status = asked.play ? state.timeNs >= endNs ? "ended" : "playing" : "paused";
  tell(state, target !== null, asked.requestId);
  if (target !== null) jump(state, target);
}

function turn(state: State, nowMs: number): void {
  if (state.status !== "playing") return;
  const { endNs } = state.options;
  const passedMs = Math.min(longestTurnMs, Math.max(0, nowMs - state.atMs));
  const untilNs = Math.min(endNs, state.timeNs + passedMs * 1e6 * state.speed);
  state.atMs = nowMs;
  state.timeNs = sendUntil(state, untilNs);
  if (state.timeNs < endNs) return;
  state.status = "ended";
  tell(state, false, "");
}

/** Makes a player that stands at the start of the played part. */
export function createPlayer(options: PlayerOptions): Player {
  const state: State = {
    options,
    status: "paused",
    speed: options.speed,
    timeNs: options.startNs,
    atMs: 0,
    nextSpan: 0,
    pending: [],
    nextMessage: 0,
  };
  jump(state, options.startNs);
  tell(state, false, "");
  return {
    get timeNs() {
      return state.timeNs;
    },
    get speed() {
      return state.speed;
    },
    get status() {
      return state.status;
    },
    request: (asked, nowMs) => request(state, asked, nowMs),
    turn: (nowMs) => turn(state, nowMs),
  };
}
