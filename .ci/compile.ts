/**
 * Makes dist/mechos: the CLI bundled for a browser platform (so that no package reads the
 * environment), with version and git hash baked in, compiled with the rights that it may ever
 * need and no more.
 *
 * @module
 */
import { workerEntries } from "core/supervise/mod.ts";
import { findRuntime } from "./runtime.ts";
import { say } from "./say.ts";

const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
const dist = `${root}/dist`;

async function deno(args: string[], env: Record<string, string> = {}): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: root,
    env,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`deno ${args[0] ?? ""} failed`);
}

async function git(args: string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command("git", {
    args,
    cwd: root,
    stdin: "null",
    stderr: "null",
  }).output();
  return success ? new TextDecoder().decode(stdout).trim() : "";
}

async function gitHash(): Promise<string> {
  const hash = await git(["rev-parse", "--short=12", "HEAD"]);
  const dirty = await git(["status", "--porcelain"]);
  return hash === "" ? "unknown" : dirty === "" ? hash : `${hash}-dirty`;
}

async function version(): Promise<string> {
  const text = await Deno.readTextFile(`${root}/deno.json`);
  const config: unknown = JSON.parse(text);
  const found = typeof config === "object" && config !== null && "version" in config
    ? config.version
    : null;
  if (typeof found !== "string") throw new Error("deno.json names no version");
  return found;
}

async function bundleMain(): Promise<string> {
  const out = `${dist}/main.js`;
  await deno(["bundle", "--quiet", "--platform", "browser", "--output", out, "cli/main.ts"]);
  return out;
}

/** Puts the build's facts in place of the constant in cli/build_info.ts. */
async function bake(main: string, facts: object): Promise<void> {
  const text = await Deno.readTextFile(main);
  const baked = text.replace(/\bbakedInfo = null;/, `bakedInfo = ${JSON.stringify(facts)};`);
  if (baked === text) throw new Error("The bundle has no `bakedInfo` to replace");
  await Deno.writeTextFile(main, baked);
}

/** Hash of what is compiled in: recordings name the code that made them. */
async function buildHash(paths: readonly string[]): Promise<string> {
  const texts = await Promise.all(paths.map((path) => Deno.readTextFile(path)));
  const bytes = new TextEncoder().encode(texts.join("\0"));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One bundle for each worker thread, from the table of threads; returns their paths. */
async function bundleWorkers(): Promise<string[]> {
  const paths: string[] = [];
  for (const { name, entry } of workerEntries) {
    const out = `${dist}/workers/${name}.js`;
    await deno(["bundle", "--quiet", "--platform", "browser", "--output", out, entry]);
    paths.push(out);
  }
  return paths;
}

/** Rights the binary is born with; each command drops what it does not need. */
const rights = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-run",
  "--allow-net",
  "--allow-ffi",
  "--allow-sys",
];

if (import.meta.main) {
  const began = performance.now();
  await Deno.mkdir(dist, { recursive: true });
  const runtime = await findRuntime(`${dist}/.cache`);
  const main = await bundleMain();
  const workers = await bundleWorkers();
  const build = await buildHash([main, ...workers]);
  await bake(main, {
    version: await version(),
    git: await gitHash(),
    runtime: runtime.kind,
    build,
  });
  await deno([
    "compile",
    "--quiet",
    "--no-config",
    "--no-check",
    "--no-prompt",
    "--unstable-worker-options",
    // Datagrams over Unix sockets, to a service manager.
    "--unstable-net",
    "--v8-flags=--disallow-code-generation-from-strings",
    ...rights,
    ...workers.flatMap((path) => ["--include", path]),
    "--output",
    `${dist}/mechos`,
    main,
  ], runtime.path === null ? {} : { DENORT_BIN: runtime.path });
  const { size } = await Deno.stat(`${dist}/mechos`);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`dist/mechos: ${(size / 1e6).toFixed(1)} MB, runtime ${runtime.kind}, ${seconds} s`);
}
