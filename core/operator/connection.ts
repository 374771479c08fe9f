/**
 * One peer of a socket: bytes in, bounded lines out, answers back without ever waiting for a peer
 * that does not read.
 *
 * Why node:net: with Deno.Conn a peer cannot be let go while a read is pending (Deno 2.8.3 keeps
 * the handle until the peer acts; measured), so that strangers could use up all handles.
 *
 * @module
 */
import type { Socket } from "node:net";
import type { Fault } from "core/fault.ts";
import type { Client } from "./desk.ts";
import { faultLine } from "./json_rpc.ts";
import { createLineReader, type LineReader } from "./line_reader.ts";
import { createRateLimit, type RateLimit } from "./rate_limit.ts";

/** What a connection may cost. */
export interface ConnectionLimits {
  /** Longest line, bytes. */
  readonly lineBytes: number;
  /** Answers that may wait for a slow reader, bytes; and how long one may block, ms. */
  readonly queueBytes: number;
  readonly writeMs: number;
  /** A begun line must end within, ms. */
  readonly halfLineMs: number;
  /** A silent peer without a lease or a request under way is let go after, ms. */
  readonly idleMs: number;
  /** Bytes a second, and at once. */
  readonly bytesPerSecond: number;
  readonly burstBytes: number;
  /** Lines in a row, malformed or beyond the rate, after which a peer is garbage. */
  readonly badLines: number;
}

/** Limits of the operator socket (DESIGN.md, Limits: line 64 kB). */
export const operatorLimits: ConnectionLimits = {
  lineBytes: 64 * 1024,
  queueBytes: 256 * 1024,
  writeMs: 1000,
  halfLineMs: 2000,
  idleMs: 300_000,
  bytesPerSecond: 256 * 1024,
  burstBytes: 128 * 1024,
  badLines: 50,
};

/** Limits of the stop socket: nothing but three short methods comes here. */
export const stopLimits: ConnectionLimits = {
  lineBytes: 4096,
  queueBytes: 32 * 1024,
  writeMs: 500,
  halfLineMs: 1000,
  idleMs: 10_000,
  bytesPerSecond: 16 * 1024,
  burstBytes: 16 * 1024,
  badLines: 20,
};

/** A served peer. */
export interface Connection {
  readonly client: Client;
  /** When it last said a whole line, or came. */
  heardMs: number;
  /** Looks at the peer's clocks: half lines, slow reading, silence. */
  sweep(nowMs: number, holdsLease: boolean): void;
  /** Says why, as far as the peer reads it, and lets go. */
  drop(fault: Fault | null): void;
}

/** What a connection is made from. */
export interface ConnectionOptions {
  /** A peer that was accepted with `allowHalfOpen`. */
  readonly socket: Socket;
  readonly limits: ConnectionLimits;
  readonly nowMs: () => number;
  readonly open: (send: (line: string) => void) => Client | null;
  readonly onLine: (client: Client, line: string) => void;
  /** The peer ended its side: nothing more comes, answers may still be read. */
  readonly onEnd: (client: Client) => void;
  readonly onClose: (connection: Connection) => void;
}

/** Bytes that count as one token of a peer's rate. */
const tokenBytes = 256;
/** How long answers may follow the end of a peer's own lines, ms. */
const lastAnswersMs = 1000;
/** How long a peer that floods or sends garbage is kept waiting before it is let go, ms. */
const detainMs = 250;

interface Peer {
  readonly options: ConnectionOptions;
  readonly reader: LineReader;
  readonly rate: RateLimit;
  /** Since when what was written waits for the peer to read; Infinity = nothing waits. */
  waitsSinceMs: number;
  /** No more lines are taken and no more answers given; what was written still goes out. */
  closing: boolean;
  /** Set when the peer ended its side; then its last answers are waited for, ms. */
  endedMs: number | null;
}

function protocolFault(message: string): Fault {
  return {
    code: "OPERATOR_PROTOCOL",
    message,
    help: "one JSON-RPC 2.0 object a line, at most 64 kB, and read the answers",
  };
}

function send(peer: Peer, line: string): void {
  const { socket, limits, nowMs } = peer.options;
  if (peer.closing || socket.destroyed) return;
  const text = `${line}\n`;
  if (socket.writableLength + text.length > limits.queueBytes) {
    socket.destroy();
    return;
  }
  if (peer.waitsSinceMs === Infinity) peer.waitsSinceMs = nowMs();
  socket.write(text, () => {
    peer.waitsSinceMs = socket.writableLength > 0 ? nowMs() : Infinity;
  });
}

function drop(peer: Peer, fault: Fault | null): void {
  const { socket } = peer.options;
  if (fault !== null) send(peer, faultLine(null, fault));
  peer.closing = true;
  socket.end(() => socket.destroy());
}

/**
 * Says why and takes nothing more, but lets go only later: a flood that must come back for every
 * few lines costs the more the sooner it is let go.
 */
function detain(peer: Peer, fault: Fault): void {
  const { socket } = peer.options;
  send(peer, faultLine(null, fault));
  peer.closing = true;
  socket.pause();
  setTimeout(() => drop(peer, null), detainMs);
}

/** Slows a flood down by not reading it: the longer, the more it sent beyond its rate. */
function slowDown(peer: Peer, bytes: number): void {
  const { socket, nowMs } = peer.options;
  let over = 0;
  for (let sent = 0; sent < bytes; sent += tokenBytes) if (!peer.rate.take(nowMs())) over += 1;
  if (over === 0) return;
  const pauseMs = over * tokenBytes * 1000 / peer.options.limits.bytesPerSecond;
  socket.pause();
  setTimeout(() => {
    if (!socket.destroyed && !peer.closing) socket.resume();
  }, Math.max(5, pauseMs));
}

function takeBytes(peer: Peer, connection: Connection, bytes: Uint8Array): void {
  const { limits, nowMs, onLine } = peer.options;
  if (peer.closing) return;
  slowDown(peer, bytes.length);
  const found = peer.reader.take(bytes, nowMs());
  for (const line of found.lines) {
    if (peer.closing || peer.options.socket.destroyed) return;
    connection.heardMs = nowMs();
    onLine(connection.client, line);
    if (connection.client.bad >= limits.badLines) {
      const what = `${limits.badLines} lines in a row were malformed or beyond the rate`;
      return detain(peer, protocolFault(what));
    }
  }
  if (found.broken === "long") {
    drop(peer, protocolFault(`Line is longer than ${limits.lineBytes} bytes`));
  } else if (found.broken === "text") drop(peer, protocolFault("Line is not UTF-8 text"));
}

function sweep(peer: Peer, connection: Connection, nowMs: number, holdsLease: boolean): void {
  const { limits, socket } = peer.options;
  const { client } = connection;
  if (socket.destroyed) return;
  if (nowMs - peer.waitsSinceMs > limits.writeMs) {
    socket.destroy();
    return;
  }
  if (peer.endedMs !== null) {
    const answered = client.open === 0 && socket.writableLength === 0;
    if (answered || nowMs - peer.endedMs > lastAnswersMs) drop(peer, null);
    return;
  }
  const half = peer.reader.halfSinceMs();
  if (half !== null && nowMs - half > limits.halfLineMs) {
    return drop(peer, protocolFault(`Line did not end within ${limits.halfLineMs} ms`));
  }
  const busy = holdsLease || client.open > 0 || client.watchesTuning;
  if (!busy && nowMs - connection.heardMs > limits.idleMs) drop(peer, null);
}

/** Serves a peer; null where the service has no number left for it. */
export function serveConnection(options: ConnectionOptions): Connection | null {
  const { limits, socket } = options;
  const peer: Peer = {
    options,
    reader: createLineReader(limits.lineBytes),
    rate: createRateLimit(limits.bytesPerSecond / tokenBytes, limits.burstBytes / tokenBytes),
    waitsSinceMs: Infinity,
    closing: false,
    endedMs: null,
  };
  const client = options.open((line) => send(peer, line));
  if (client === null) return null;
  const connection: Connection = {
    client,
    heardMs: options.nowMs(),
    sweep: (nowMs, holdsLease) => sweep(peer, connection, nowMs, holdsLease),
    drop: (fault) => drop(peer, fault),
  };
  socket.on("data", (bytes: Uint8Array) => takeBytes(peer, connection, bytes));
  socket.on("end", () => {
    peer.endedMs ??= options.nowMs();
    options.onEnd(client);
  });
  // A connection that breaks has ended, like one that was closed: `close` follows.
  socket.on("error", () => socket.destroy());
  socket.on("close", () => options.onClose(connection));
  return connection;
}
