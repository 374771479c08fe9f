/**
 * Tries what a thread with the same rights could do: each forbidden thing really, not by asking.
 * `mechos doctor` and the tests of the binary start it with the rights of each thread in turn.
 *
 * @module
 */

/** What is tried. */
export type Deed = "read" | "write" | "net" | "env" | "run" | "ffi" | "sys" | "code";

/** What became of each: refused, or not. */
export type ProbeResult = Readonly<Record<Deed, "denied" | "allowed">>;

/** Where to try: things that exist on every Linux machine. */
export interface ProbeJob {
  readonly libc: string;
}

declare const self: {
  onmessage: ((event: MessageEvent<ProbeJob>) => void) | null;
  postMessage(message: ProbeResult): void;
};

function isRefusal(error: unknown): boolean {
  return error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied ||
    error instanceof EvalError;
}

async function attempt(deed: () => unknown): Promise<"denied" | "allowed"> {
  try {
    await deed();
    return "allowed";
  } catch (error) {
    // Refused by the machine (nobody listens, no such file) is not refused by the sandbox.
    return isRefusal(error) ? "denied" : "allowed";
  }
}

self.onmessage = async ({ data }) => {
  self.postMessage({
    read: await attempt(() => Deno.readTextFileSync("/etc/passwd")),
    write: await attempt(() =>
      Deno.openSync("/tmp/mechos-probe", { write: true, create: true }).close()
    ),
    net: await attempt(async () =>
      (await Deno.connect({ hostname: "127.0.0.1", port: 9 })).close()
    ),
    env: await attempt(() => Deno.env.get("HOME")),
    run: await attempt(() => new Deno.Command("/bin/true").outputSync()),
    ffi: await attempt(() => Deno.dlopen(data.libc, {}).close()),
    sys: await attempt(() => Deno.hostname()),
    code: await attempt(() => new Function("return 1")()),
  });
};
