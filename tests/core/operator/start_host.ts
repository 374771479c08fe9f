/** Starts host.ts and talks to it: over stdin as its owner, over sockets as anybody. @module */
import assert from "node:assert/strict";

/** A served robot. */
export interface Host {
  readonly name: string;
  readonly operator: string;
  readonly stop: string;
  /** How the latch was found at start. */
  readonly ready: string;
  /** What the robot really does. */
  look(): Promise<Record<string, unknown>>;
  drive(mps: number): Promise<void>;
  /** Ends it cleanly, or by SIGKILL. */
  end(how?: "quit" | "kill"): Promise<void>;
}

/** A folder for sockets and state, removed afterwards. */
export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mechos" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function parse(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line);
  assert.ok(typeof value === "object" && value !== null);
  return { ...value };
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    rest += decoder.decode(chunk, { stream: true });
    const found = rest.split("\n");
    rest = found.pop() ?? "";
    yield* found;
  }
}

/** Starts a host; its first line, which may be an error, comes with it. */
export async function startHost(
  folder: string,
  name = "test",
  config: readonly string[] = [],
): Promise<{ readonly first: Record<string, unknown>; readonly host: Host }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--quiet",
      "--no-check",
      new URL("./host.ts", import.meta.url).pathname,
      name,
      `${folder}/state-${name}`,
      ...config,
    ],
    env: { XDG_RUNTIME_DIR: folder },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const lines = linesOf(child.stdout);
  const next = async () => parse((await lines.next()).value ?? '{"ended":true}');
  const ask = async (line: string) => {
    await writer.write(new TextEncoder().encode(`${line}\n`));
    return await next();
  };
  const first = await next();
  let ended = false;
  const host: Host = {
    name,
    operator: String(first["operator"]),
    stop: String(first["stop"]),
    ready: String(first["ready"]),
    look: () => ask("look"),
    drive: async (mps) => {
      await ask(`drive ${mps}`);
    },
    end: async (how = "quit") => {
      if (ended) return;
      ended = true;
      if (how === "kill") child.kill("SIGKILL");
      else await writer.write(new TextEncoder().encode("quit\n"));
      await child.status;
      await writer.close().catch(() => child.status);
      await lines.return(undefined);
    },
  };
  return { first, host };
}

/** Runs work with a served robot, and ends it. */
export async function withHost(
  work: (host: Host, folder: string) => Promise<void>,
  config: readonly string[] = [],
): Promise<void> {
  await withFolder(async (folder) => {
    const { host } = await startHost(folder, "test", config);
    try {
      await work(host, folder);
    } finally {
      await host.end();
    }
  });
}
