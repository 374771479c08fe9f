/** A client of the sockets that sends whatever it is told to: for tests of what must be refused. @module */
import assert from "node:assert/strict";

/** A line that came, as data. */
export type Line = Record<string, unknown>;

/** A raw connection. */
export interface RawClient {
  readonly conn: Deno.UnixConn;
  readonly lines: Line[];
  /** Writes text as it is; false once the robot let go. */
  write(text: string): Promise<boolean>;
  /** Sends a request and waits for its answer. */
  call(method: string, params?: unknown): Promise<Line>;
  /** Waits for the next line that a test picks. */
  next(pick: (line: Line) => boolean): Promise<Line | null>;
  readonly ended: Promise<void>;
  close(): void;
}

interface Waiter {
  readonly pick: (line: Line) => boolean;
  readonly done: (line: Line | null) => void;
}

function deliver(line: Line, lines: Line[], waiters: Waiter[]): void {
  lines.push(line);
  const index = waiters.findIndex((waiter) => waiter.pick(line));
  if (index >= 0) waiters.splice(index, 1)[0]?.done(line);
}

async function readAll(conn: Deno.UnixConn, lines: Line[], waiters: Waiter[]): Promise<void> {
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(64 * 1024);
  let rest = "";
  for (;;) {
    const got = await conn.read(chunk).catch(() => null);
    if (got === null) break;
    rest += decoder.decode(chunk.subarray(0, got), { stream: true });
    const found = rest.split("\n");
    rest = found.pop() ?? "";
    for (const text of found) {
      const value: unknown = JSON.parse(text);
      assert.ok(typeof value === "object" && value !== null);
      deliver({ ...value }, lines, waiters);
    }
  }
  for (const waiter of waiters.splice(0)) waiter.done(null);
}

/** Connects. */
export async function connectRaw(path: string): Promise<RawClient> {
  const conn = await Deno.connect({ transport: "unix", path });
  const lines: Line[] = [];
  const waiters: Waiter[] = [];
  let open = true;
  let id = 0;
  const ended = readAll(conn, lines, waiters).then(() => {
    open = false;
  });
  const next = (pick: (line: Line) => boolean): Promise<Line | null> => {
    const found = lines.find(pick);
    if (found !== undefined || !open) return Promise.resolve(found ?? null);
    return new Promise((done) => waiters.push({ pick, done }));
  };
  const write = async (text: string): Promise<boolean> => {
    const bytes = new TextEncoder().encode(text);
    try {
      for (let sent = 0; sent < bytes.length;) sent += await conn.write(bytes.subarray(sent));
      return true;
    } catch {
      return false;
    }
  };
  return {
    conn,
    lines,
    write,
    next,
    call: async (method, params) => {
      const mine = ++id;
      await write(`${JSON.stringify({ jsonrpc: "2.0", id: mine, method, params })}\n`);
      const answer = await next((line) => line["id"] === mine);
      assert.ok(answer !== null, `${method} was not answered`);
      return answer;
    },
    ended,
    close: () => {
      open = false;
      // With a read pending the handle stays until the peer ends its side too.
      conn.closeWrite().then(() => conn.close(), () => conn.close());
    },
  };
}

/** A value deep in a line. */
export function field(value: unknown, ...path: string[]): unknown {
  let found = value;
  for (const key of path) {
    assert.ok(typeof found === "object" && found !== null, `no "${key}"`);
    found = Reflect.get(found, key);
  }
  return found;
}

/** The stable code of an error line. */
export const codeOf = (line: unknown): unknown => field(line, "error", "data", "code");
