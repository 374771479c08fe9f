/**
 * The socket of those who record a running robot: everything that its own recorder writes, as it
 * comes. A peer gets one line of JSON, what a recording says of itself, and then messages of the
 * feed, each behind its length. Who does not keep up is let go.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import type { PartHead } from "core/record/mod.ts";
import { encodeBase64 } from "core/base64.ts";

/** The socket. */
export interface Tap {
  readonly clients: number;
  /** Sends a message of the feed to everybody. */
  send(message: Uint8Array): void;
  close(): void;
}

/** Peers at once. */
const maxClients = 4;
/** More than this waiting and a peer is let go: several seconds of everything at 1 kHz. */
const maxWaitingBytes = 32 * 1024 * 1024;

interface Client {
  readonly conn: Deno.UnixConn;
  readonly queue: Uint8Array[];
  waitingBytes: number;
  isSending: boolean;
}

/** The first line: versions, config and attachments of a recording. */
export function tapHeadLine(head: PartHead): string {
  const attachments = head.attachments.map(({ data, ...rest }) => ({
    ...rest,
    data: encodeBase64(data),
  }));
  return `${JSON.stringify({ about: head.about, attachments })}\n`;
}

/** Where a robot's recorders' socket is: beside its operator socket. */
export function tapBeside(operator: string): string {
  return operator.endsWith(".sock")
    ? `${operator.slice(0, -".sock".length)}.view`
    : `${operator}.view`;
}

async function answers(path: string): Promise<boolean> {
  try {
    const conn = await Deno.connect({ transport: "unix", path });
    conn.close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    return !(error instanceof Deno.errors.ConnectionRefused);
  }
}

/** Listens under the final rights and name, so that nobody meets the socket half made. */
async function listen(path: string): Promise<Result<Deno.UnixListener>> {
  const made = `${path}.new`;
  try {
    if (await answers(path)) throw new Error("another robot of this name runs");
    if (!await answers(made)) removeFile(made);
    const listener = Deno.listen({ transport: "unix", path: made });
    await Deno.chmod(made, 0o660);
    await Deno.rename(made, path);
    return ok(listener);
  } catch (error) {
    return fail({
      code: "OPERATOR_SOCKET",
      message: `Cannot make the socket "${path}": ${
        error instanceof Error ? error.message : String(error)
      }`,
      value: path,
      help: "mechos record cannot reach this robot; the robot is not affected",
    });
  }
}

function removeFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function writeAll(conn: Deno.UnixConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await conn.write(bytes.subarray(sent));
}

function hangUp(clients: Set<Client>, client: Client, onDemand: () => void): void {
  if (!clients.delete(client)) return;
  client.queue.length = 0;
  client.conn.close();
  onDemand();
}

async function sendQueue(client: Client): Promise<void> {
  client.isSending = true;
  for (let next = client.queue.shift(); next !== undefined; next = client.queue.shift()) {
    await writeAll(client.conn, next);
    client.waitingBytes -= next.length;
  }
  client.isSending = false;
}

/** Opens the socket. Fails with OPERATOR_SOCKET where it cannot be made. */
export async function openTap(
  path: string,
  head: PartHead,
  onDemand: () => void,
): Promise<Result<Tap>> {
  const listener = await listen(path);
  if (!listener.ok) return listener;
  const clients = new Set<Client>();
  const drop = (client: Client) => hangUp(clients, client, onDemand);
  const push = (client: Client, bytes: Uint8Array): void => {
    client.queue.push(bytes);
    client.waitingBytes += bytes.length;
    if (client.waitingBytes > maxWaitingBytes) return drop(client);
    if (!client.isSending) void sendQueue(client).catch(() => drop(client));
  };
  const line = new TextEncoder().encode(tapHeadLine(head));
  const greet = (conn: Deno.UnixConn): void => {
    const client: Client = { conn, queue: [], waitingBytes: 0, isSending: false };
    if (clients.size >= maxClients) return conn.close();
    clients.add(client);
    push(client, line);
    onDemand();
    // Peers say nothing: what comes is their end.
    conn.read(new Uint8Array(1)).then(() => drop(client), () => drop(client));
  };
  void accept(listener.value, greet);
  return ok({
    get clients() {
      return clients.size;
    },
    send: (message) => {
      if (clients.size === 0) return;
      const bytes = new Uint8Array(4 + message.length);
      new DataView(bytes.buffer).setUint32(0, message.length, true);
      bytes.set(message, 4);
      for (const client of [...clients]) push(client, bytes);
    },
    close: () => {
      listener.value.close();
      for (const client of [...clients]) drop(client);
      removeFile(path);
    },
  });
}

async function accept(listener: Deno.UnixListener, greet: (conn: Deno.UnixConn) => void) {
  try {
    for await (const conn of listener) greet(conn);
  } catch (error) {
    // A listener that was closed ends its loop this way.
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
