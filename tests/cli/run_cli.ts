/** Runs the command line as users do: a process of its own, from source. @module */

/** What a run of the command line gave. */
export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const root = new URL("../../", import.meta.url);

/** Runs `mechos ARGS` in the project's folder (or another), with no variables but those given. */
export async function runMechos(
  args: readonly string[],
  options: { readonly env?: Record<string, string>; readonly cwd?: string } = {},
): Promise<CliRun> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", new URL("cli/main.ts", root).pathname, ...args],
    cwd: options.cwd ?? root.pathname,
    clearEnv: true,
    env: { HOME: Deno.env.get("HOME") ?? "/", ...cacheOf(), ...options.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), err: text.decode(stderr) };
}

function cacheOf(): Record<string, string> {
  const folder = Deno.env.get("DENO_DIR");
  return folder === undefined ? {} : { DENO_DIR: folder };
}
