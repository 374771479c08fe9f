/**
 * The two sockets of a robot: accepts peers, keeps their number bounded, and never lets the stop
 * socket be full: there the peer that was silent for longest makes room.
 *
 * @module
 */
import type { Socket } from "node:net";
import { type Fault, ok, type Result } from "core/fault.ts";
import {
  type Connection,
  type ConnectionLimits,
  operatorLimits,
  serveConnection,
  stopLimits,
} from "./connection.ts";
import { faultLine } from "./json_rpc.ts";
import type { OperatorService } from "./service.ts";
import { bindSocket, type BoundSocket } from "./socket_file.ts";
import type { SocketPaths } from "./socket_path.ts";

/** Operators that may be connected at once (DESIGN.md, Limits). */
export const maxOperators = 8;
/** Peers of the stop socket at once. */
export const maxStoppers = 32;

/** What is served. */
export interface ServerOptions {
  readonly service: OperatorService;
  readonly paths: SocketPaths;
  /** Monotonic clock, ms. */
  readonly nowMs: () => number;
}

/** The sockets while they listen. */
export interface OperatorServer {
  readonly paths: SocketPaths;
  /** Call every 20 ms or so: follows the kernel, lets go of peers that hang. */
  sweep(): void;
  close(): void;
}

interface Door {
  readonly kind: "operator" | "stop";
  readonly socket: BoundSocket;
  readonly limits: ConnectionLimits;
  readonly max: number;
  readonly peers: Set<Connection>;
}

const full: Fault = {
  code: "OPERATOR_CLIENTS",
  message: `Cannot take another operator: ${maxOperators} are connected`,
  value: String(maxOperators),
  help: "close one; the stop socket (NAME.stop) always answers",
};

/** Tells a peer why it is not served: it gets one line and is let go. */
function refuse(socket: Socket): void {
  socket.on("error", () => socket.destroy());
  socket.end(`${faultLine(null, full)}\n`, () => socket.destroy());
}

/** Lets the peer go that was silent for longest. */
function makeRoom(door: Door): void {
  let idlest: Connection | null = null;
  for (const peer of door.peers) {
    if (idlest === null || peer.heardMs < idlest.heardMs) idlest = peer;
  }
  if (idlest === null) return;
  door.peers.delete(idlest);
  idlest.drop(null);
}

function admit(options: ServerOptions, door: Door, socket: Socket): void {
  const { service, nowMs } = options;
  if (door.peers.size >= door.max) {
    if (door.kind === "operator") {
      refuse(socket);
      return;
    }
    makeRoom(door);
  }
  const connection = serveConnection({
    socket,
    limits: door.limits,
    nowMs,
    open: (send) => service.connect(door.kind, send),
    onLine: (client, line) => service.line(client, line),
    onEnd: (client) => service.hangUp(client),
    onClose: (closed) => {
      door.peers.delete(closed);
      service.disconnect(closed.client);
    },
  });
  if (connection === null) refuse(socket);
  else door.peers.add(connection);
}

/** Opens both sockets and serves them until `close`. */
export async function serveOperators(options: ServerOptions): Promise<Result<OperatorServer>> {
  const { paths } = options;
  const operator = await bindSocket(paths.operator, 0o660);
  if (!operator.ok) return operator;
  const stop = await bindSocket(paths.stop, 0o666);
  if (!stop.ok) {
    operator.value.close();
    return stop;
  }
  const doors: readonly Door[] = [
    {
      kind: "operator",
      socket: operator.value,
      limits: operatorLimits,
      max: maxOperators,
      peers: new Set(),
    },
    {
      kind: "stop",
      socket: stop.value,
      limits: stopLimits,
      max: maxStoppers,
      peers: new Set(),
    },
  ];
  for (const door of doors) {
    door.socket.server.on("connection", (socket: Socket) => admit(options, door, socket));
  }
  return ok({
    paths,
    sweep: () => {
      options.service.poll();
      const nowMs = options.nowMs();
      const holder = options.service.holder();
      for (const door of doors) {
        for (const peer of door.peers) peer.sweep(nowMs, peer.client.operator === holder);
      }
    },
    close: () => {
      for (const door of doors) {
        door.socket.close();
        for (const peer of door.peers) peer.drop(null);
      }
    },
  });
}
