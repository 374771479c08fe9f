/**
 * One peer of a socket: bytes in, bounded lines out, answers back without ever waiting for a peer
 * that does not read.
 *
 * @module
 */
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
  /** Malformed lines in a row after which a peer is garbage. */
  readonly malformed: number;
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
  malformed: 50,
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
  malformed: 20,
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
  readonly closed: boolean;
}

/** What a connection is made from. */
export interface ConnectionOptions {
  readonly conn: Deno.UnixConn;
  readonly limits: ConnectionLimits;
  readonly nowMs: () => number;
  readonly open: (send: (line: string) => void) => Client | null;
  readonly onLine: (client: Client, line: string) => void;
  /** The peer ended its side: nothing more comes, answers may still be read. */
  readonly onEnd: (client: Client) => void;
  readonly onClose: (connection: Connection) => void;
}

/** Bytes read at once: small, so that many flooding peers share the thread with a stop. */
const readBytes = 4096;
/** How long answers may follow the end of a peer's own lines, ms. */
const lastAnswersMs = 1000;
const encoder = new TextEncoder();

interface Peer {
  readonly options: ConnectionOptions;
  readonly reader: LineReader;
  readonly rate: RateLimit;
  readonly queue: Uint8Array[];
  queued: number;
  writingSinceMs: number;
  closed: boolean;
  closing: boolean;
}

function protocolFault(message: string): Fault {
  return {
    code: "OPERATOR_PROTOCOL",
    message,
    help: "one JSON-RPC 2.0 object a line, at most 64 kB, and read the answers",
  };
}

function shut(peer: Peer): void {
  if (peer.closed) return;
  peer.closed = true;
  peer.queue.length = 0;
  peer.options.conn.close();
}

async function writeOut(peer: Peer): Promise<void> {
  while (!peer.closed) {
    const bytes = peer.queue.shift();
    if (bytes === undefined) break;
    peer.writingSinceMs = peer.options.nowMs();
    try {
      for (let sent = 0; sent < bytes.length;) {
        sent += await peer.options.conn.write(bytes.subarray(sent));
      }
    } catch {
      // The peer went away: nobody is left to be told.
      shut(peer);
    }
    peer.queued -= bytes.length;
    peer.writingSinceMs = Infinity;
  }
  if (peer.closing) shut(peer);
}

function send(peer: Peer, line: string): void {
  if (peer.closed || peer.closing) return;
  const bytes = encoder.encode(`${line}\n`);
  if (peer.queued + bytes.length > peer.options.limits.queueBytes) return shut(peer);
  const idle = peer.queued === 0;
  peer.queue.push(bytes);
  peer.queued += bytes.length;
  if (idle) writeOut(peer);
}

function drop(peer: Peer, fault: Fault | null): void {
  if (fault !== null) send(peer, faultLine(null, fault));
  peer.closing = true;
  if (peer.queued === 0) shut(peer);
}

/** Waits until the peer may be read again: a flood is slowed down by not reading it. */
async function awaitTurn(peer: Peer): Promise<void> {
  while (!peer.closed && !peer.rate.take(peer.options.nowMs())) {
    await new Promise<void>((done) => setTimeout(done, 5));
  }
}

async function readIn(peer: Peer, connection: Connection): Promise<void> {
  const { conn, limits, nowMs, onLine } = peer.options;
  const chunk = new Uint8Array(readBytes);
  while (!peer.closed && !peer.closing) {
    await awaitTurn(peer);
    let got: number | null = null;
    try {
      got = peer.closed ? null : await conn.read(chunk);
    } catch {
      // A connection that breaks has ended, like one that was closed.
      got = null;
    }
    if (got === null) break;
    const found = peer.reader.take(chunk.subarray(0, got), nowMs());
    for (const line of found.lines) {
      connection.heardMs = nowMs();
      onLine(connection.client, line);
    }
    if (found.broken === "long") {
      drop(peer, protocolFault(`Line is longer than ${limits.lineBytes} bytes`));
    } else if (found.broken === "text") drop(peer, protocolFault("Line is not UTF-8 text"));
    else if (connection.client.malformed >= limits.malformed) {
      drop(peer, protocolFault(`${connection.client.malformed} lines in a row were malformed`));
    }
  }
}

function sweep(peer: Peer, connection: Connection, nowMs: number, holdsLease: boolean): void {
  const { limits } = peer.options;
  if (peer.closed) return;
  if (nowMs - peer.writingSinceMs > limits.writeMs) return shut(peer);
  const half = peer.reader.halfSinceMs();
  if (half !== null && nowMs - half > limits.halfLineMs) {
    return drop(peer, protocolFault(`Line did not end within ${limits.halfLineMs} ms`));
  }
  const { client } = connection;
  const busy = holdsLease || client.open > 0 || client.watchesTuning;
  if (!busy && nowMs - connection.heardMs > limits.idleMs) drop(peer, null);
}

/** What was asked for before the end is still answered, as far as the peer reads. */
async function finish(peer: Peer, connection: Connection): Promise<void> {
  const { nowMs, onEnd, onClose } = peer.options;
  onEnd(connection.client);
  const untilMs = nowMs() + lastAnswersMs;
  const waits = () => connection.client.open > 0 || peer.queued > 0;
  while (!peer.closed && waits() && nowMs() < untilMs) {
    await new Promise<void>((done) => setTimeout(done, 5));
  }
  shut(peer);
  onClose(connection);
}

/** Serves a peer; null where the service has no number left for it. */
export function serveConnection(options: ConnectionOptions): Connection | null {
  const { limits } = options;
  const peer: Peer = {
    options,
    reader: createLineReader(limits.lineBytes),
    rate: createRateLimit(limits.bytesPerSecond / readBytes, limits.burstBytes / readBytes),
    queue: [],
    queued: 0,
    writingSinceMs: Infinity,
    closed: false,
    closing: false,
  };
  const client = options.open((line) => send(peer, line));
  if (client === null) return null;
  const connection: Connection = {
    client,
    heardMs: options.nowMs(),
    sweep: (nowMs, holdsLease) => sweep(peer, connection, nowMs, holdsLease),
    drop: (fault) => drop(peer, fault),
    get closed() {
      return peer.closed;
    },
  };
  readIn(peer, connection).then(() => finish(peer, connection));
  return connection;
}
