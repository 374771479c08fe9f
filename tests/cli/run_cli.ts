/** Runs the command line as users do: a process of its own, from source. @module */

/** What a run of the command line gave. */
export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const root = new URL("../../", import.meta.url);
/** The command line's entry. */
export const cliFile = new URL("cli/main.ts", root).pathname;

/** Runs `mechos ARGS` in the project's folder (or another), with no variables but those given. */
export async function runMechos(
  args: readonly string[],
  options: { readonly env?: Record<string, string>; readonly cwd?: string } = {},
): Promise<CliRun> {
  const { code, stdout, stderr } = await commandOf(args, options).output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), err: text.decode(stderr) };
}

function commandOf(
  args: readonly string[],
  options: { readonly env?: Record<string, string>; readonly cwd?: string },
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", cliFile, ...args],
    cwd: options.cwd ?? root.pathname,
    clearEnv: true,
    env: { HOME: Deno.env.get("HOME") ?? "/", ...cacheOf(), ...options.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** A command that goes on until it is told to end. */
export interface CliStream {
  /** The next line on stdout; null at its end. */
  line(): Promise<string | null>;
  signal(signal: Deno.Signal): void;
  /** Its exit code, and all that it said on stderr. */
  ended(): Promise<{ readonly code: number; readonly err: string }>;
}

/** Starts the command line and reads its output as it comes. */
export function streamMechos(args: readonly string[], env: Record<string, string>): CliStream {
  const child = commandOf(args, { env }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const err = new Response(child.stderr).text();
  let rest = "";
  return {
    line: async () => {
      while (!rest.includes("\n")) {
        const { done, value } = await reader.read();
        if (done) return null;
        rest += value;
      }
      const end = rest.indexOf("\n");
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      return line;
    },
    signal: (signal) => child.kill(signal),
    ended: async () => {
      await reader.cancel();
      return { code: (await child.status).code, err: await err };
    },
  };
}

function cacheOf(): Record<string, string> {
  const folder = Deno.env.get("DENO_DIR");
  return folder === undefined ? {} : { DENO_DIR: folder };
}
