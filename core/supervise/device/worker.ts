/**
 * The thread that starts the simulated robot: its one right is to run this binary. The device's
 * standard input is its lifeline: when this process goes, the device sees the end of it.
 *
 * @module
 */

/** What the thread is told. */
export interface DeviceStart {
  readonly command: string;
  readonly args: readonly string[];
  /** The job as one line of JSON. */
  readonly job: string;
}

declare const self: {
  onmessage: ((event: MessageEvent<DeviceStart>) => void) | null;
  postMessage(message: unknown): void;
};

self.onmessage = async ({ data }) => {
  const child = new Deno.Command(data.command, {
    args: [...data.args],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
    clearEnv: true,
    env: {},
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${data.job}\n`));
  const reader = child.stdout.getReader();
  await reader.read();
  self.postMessage({ kind: "ready", pid: child.pid });
  const { code } = await child.status;
  self.postMessage({ kind: "ended", code });
};
