/** Runs the compiled binary, which `task build` makes. @module */

const root = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

/** Where the binary is. */
export const binary = `${root}/dist/mechos`;

/** What a run of it gave. */
export interface BinaryRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `dist/mechos` with an empty environment. Throws where it was not built. */
export async function mechos(args: readonly string[]): Promise<BinaryRun> {
  return await run(binary, args);
}

/** Runs the CLI from source in the same way. */
export async function fromSource(args: readonly string[]): Promise<BinaryRun> {
  const main = ["run", "-A", "--no-prompt", `${root}/cli/main.ts`];
  return await run(Deno.execPath(), [...main, ...args], { HOME: Deno.env.get("HOME") ?? "/" });
}

async function run(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<BinaryRun> {
  const output = await new Deno.Command(command, {
    args: [...args],
    cwd: root,
    env,
    clearEnv: command === binary,
    stdin: "null",
  }).output();
  return {
    code: output.code,
    stdout: new TextDecoder().decode(output.stdout),
    stderr: new TextDecoder().decode(output.stderr),
  };
}
