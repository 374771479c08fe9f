/**
 * The server's HTTP side: lets viewers in, hands their sockets to the hub, and serves recordings in
 * ranges, so that a viewer opens a large one without reading all of it.
 *
 * @module
 */
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import {
  type AccessFacts,
  type AccessRules,
  allowsOrigin,
  judgeAccess,
  judgeOrigin,
  type Refusal,
} from "./access.ts";
import { readByteRange } from "./byte_range.ts";
import type { Hub, Viewer, ViewSocket } from "./hub.ts";
import { chooseSubprotocol } from "./protocol.ts";

/** A file that is served. Read piece by piece, so that its size does not matter. */
export interface ServedFile {
  /** Its name in the address. */
  readonly name: string;
  readonly size: number;
  /** Reads up to `into.length` bytes from `offset`; returns their number, 0 at the end. */
  readonly read: (offset: number, into: Uint8Array) => number;
}

/** What is served. */
export interface ServeOptions {
  readonly port: number;
  readonly access: AccessRules;
  readonly hub: Hub;
  readonly files: readonly ServedFile[];
}

/** A server that listens. */
export interface ViewServer {
  readonly port: number;
  close(): Promise<void>;
}

/** The only address that is listened on. */
export const listenAddress = "127.0.0.1";

/** Bytes of a file that are read at once. */
const pieceBytes = 256 * 1024;

function factsOf(request: Request, url: URL): AccessFacts {
  const { headers } = request;
  return {
    host: headers.get("host"),
    origin: headers.get("origin"),
    authorization: headers.get("authorization"),
    token: url.searchParams.get("token"),
  };
}

/** Headers that let pages of an allowed origin read the answer. */
function corsHeaders(rules: AccessRules, origin: string | null): Record<string, string> {
  if (origin === null || !allowsOrigin(rules, origin)) return {};
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "GET, HEAD, OPTIONS",
    "access-control-allow-headers": "range, authorization",
    "access-control-expose-headers": "accept-ranges, content-length, content-range, etag",
    // Browsers ask before a page of the internet may reach this machine.
    "access-control-allow-private-network": "true",
    "vary": "origin",
  };
}

function refuse(refusal: Refusal, cors: Record<string, string>): Response {
  return new Response(`${refusal.text}\n`, { status: refusal.status, headers: cors });
}

function streamOf(file: ServedFile, start: number, end: number): ReadableStream<Uint8Array> {
  let at = start;
  return new ReadableStream({
    pull: (controller) => {
      const piece = new Uint8Array(Math.min(pieceBytes, end - at));
      const count = piece.length === 0 ? 0 : file.read(at, piece);
      at += count;
      if (count > 0) controller.enqueue(piece.subarray(0, count));
      if (count === 0 || at >= end) controller.close();
    },
  });
}

function sendFile(file: ServedFile, request: Request, cors: Record<string, string>): Response {
  const range = readByteRange(request.headers.get("range"), file.size);
  const common = { ...cors, "accept-ranges": "bytes", "content-type": "application/octet-stream" };
  if (range.kind === "outside") {
    const headers = { ...common, "content-range": `bytes */${file.size}` };
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range.kind === "all" ? { start: 0, end: file.size } : range;
  // A HEAD request has the same headers; the runtime leaves the body out.
  const body = streamOf(file, start, end);
  const length = { "content-length": String(end - start) };
  if (range.kind === "all") return new Response(body, { headers: { ...common, ...length } });
  const contentRange = { "content-range": `bytes ${start}-${end - 1}/${file.size}` };
  return new Response(body, { status: 206, headers: { ...common, ...length, ...contentRange } });
}

/** What a socket of the runtime sends through. */
function socketOf(socket: WebSocket, protocol: string): ViewSocket {
  return {
    protocol,
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(message);
    },
    get waitingBytes() {
      return socket.bufferedAmount;
    },
    close: (code, reason) => socket.close(code, reason),
  };
}

function upgrade(request: Request, hub: Hub, cors: Record<string, string>): Response {
  const protocol = chooseSubprotocol(request.headers.get("sec-websocket-protocol"));
  if (protocol === null) {
    const text = "Offer the protocol foxglove.sdk.v1 or foxglove.websocket.v1\n";
    return new Response(text, { status: 400, headers: cors });
  }
  const { socket, response } = Deno.upgradeWebSocket(request, { protocol });
  socket.binaryType = "arraybuffer";
  let viewer: Viewer | null = null;
  socket.onopen = () => {
    viewer = hub.connect(socketOf(socket, protocol));
    if (viewer === null) socket.close(1013, "too many viewers");
  };
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") viewer?.text(data);
    else if (data instanceof ArrayBuffer) viewer?.bytes(new Uint8Array(data));
  };
  socket.onclose = () => viewer?.closed();
  // A connection that broke is followed by its close, which says it to the hub.
  socket.onerror = (event) => event.preventDefault();
  return response;
}

function answer(options: ServeOptions, request: Request): Response {
  const { access, hub, files } = options;
  const url = new URL(request.url);
  const facts = factsOf(request, url);
  const cors = corsHeaders(access, facts.origin);
  if (request.method === "OPTIONS") {
    const refusal = judgeOrigin(access, facts);
    return refusal === null
      ? new Response(null, { status: 204, headers: cors })
      : refuse(refusal, cors);
  }
  const refusal = judgeAccess(access, facts);
  if (refusal !== null) return refuse(refusal, cors);
  if (request.headers.get("upgrade")?.toLowerCase() === "websocket") {
    return upgrade(request, hub, cors);
  }
  const file = files.find(({ name }) => url.pathname === `/${encodeURIComponent(name)}`);
  const reads = request.method === "GET" || request.method === "HEAD";
  if (file !== undefined && reads) return sendFile(file, request, cors);
  const text = "This is a Foxglove WebSocket server: open its address in a viewer\n";
  return new Response(text, { status: url.pathname === "/" && reads ? 200 : 404, headers: cors });
}

function cannotListen(port: number, error: unknown): Fault {
  const taken = error instanceof Deno.errors.AddrInUse;
  const why = taken ? "it is in use" : error instanceof Error ? error.message : String(error);
  return {
    code: "LINK_PORT",
    message: `Cannot serve viewers on port ${port}: ${why}`,
    value: String(port),
    help: "name another port; 0 takes any that is free",
  };
}

/** Listens on loopback. Fails with LINK_PORT where the port is taken or not to be had. */
export function serveViewers(options: ServeOptions): Result<ViewServer> {
  try {
    const server = Deno.serve(
      { hostname: listenAddress, port: options.port, onListen: () => {} },
      (request) => answer(options, request),
    );
    return ok({
      port: server.addr.port,
      close: async () => {
        options.hub.close();
        await server.shutdown();
      },
    });
  } catch (error) {
    return fail(cannotListen(options.port, error));
  }
}
