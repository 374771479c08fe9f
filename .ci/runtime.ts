/**
 * The runtime that `deno compile` puts a program into, in the order of preference of the design:
 * DENORT_BIN, the download that `deno compile` makes itself, and for tests only the runtime
 * inside an npm package of somebody's compiled program, whose bytes are pinned here.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** Which runtime was found; `path` null = leave it to `deno compile`. */
export interface Runtime {
  readonly kind: "release" | "test-only";
  readonly path: string | null;
}

/** The test runtime: denort 2.6.10, the head of a file in an npm package. */
const testRuntime = {
  package: "@dgellow/rfc-linux-x64@0.0.6",
  file: "package/bin/rfc",
  bytes: 92_183_912,
  sha256: "1b136202dc147212ad0b129de0c10eb5f17060917c9754c7921cd68f764ad2e2",
} as const;

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function run(command: string, args: string[], cwd: string): Promise<string> {
  const output = await new Deno.Command(command, { args, cwd, stdin: "null" }).output();
  if (output.success) return new TextDecoder().decode(output.stdout).trim();
  const said = new TextDecoder().decode(output.stderr).trim().split("\n").slice(-3).join(" ");
  throw new Error(`${command} ${args[0] ?? ""} failed: ${said}`);
}

/** Fetches the test runtime into `cache` unless it is there, and checks its digest. */
export async function fetchTestRuntime(cache: string): Promise<string> {
  const path = `${cache}/denort-test-only`;
  try {
    const kept = await Deno.readFile(path);
    if (digest(kept) === testRuntime.sha256) return path;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await Deno.mkdir(cache, { recursive: true });
  const printed = await run("npm", ["pack", "--silent", testRuntime.package], cache);
  const tarball = `${cache}/${printed.split("\n").pop() ?? ""}`;
  await run("tar", ["-xzf", tarball, testRuntime.file], cache);
  const bytes = (await Deno.readFile(`${cache}/${testRuntime.file}`)).slice(0, testRuntime.bytes);
  if (digest(bytes) !== testRuntime.sha256) {
    throw new Error(`The test runtime of ${testRuntime.package} has other bytes than those pinned`);
  }
  await Deno.writeFile(path, bytes, { mode: 0o755 });
  await Deno.remove(tarball);
  await Deno.remove(`${cache}/package`, { recursive: true });
  return path;
}

/** Whether `deno compile` can get its own runtime: a compile of nothing tells. */
async function ownRuntimeWorks(cache: string): Promise<boolean> {
  await Deno.mkdir(cache, { recursive: true });
  const probe = `${cache}/probe.ts`;
  await Deno.writeTextFile(probe, "");
  const command = new Deno.Command(Deno.execPath(), {
    args: ["compile", "--no-config", "--output", `${cache}/probe`, probe],
    stdin: "null",
    stdout: "null",
    stderr: "null",
    signal: AbortSignal.timeout(60_000),
  });
  const { success } = await command.output();
  return success;
}

/** Finds the runtime to build with. */
export async function findRuntime(cache: string): Promise<Runtime> {
  const given = Deno.env.get("DENORT_BIN");
  if (given !== undefined && given !== "") return { kind: "release", path: given };
  if (await ownRuntimeWorks(cache)) return { kind: "release", path: null };
  return { kind: "test-only", path: await fetchTestRuntime(cache) };
}
