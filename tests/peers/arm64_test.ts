/**
 * Another CPU: the same scenarios give the same hashes on arm64, which qemu plays here. Deno for
 * arm64 is older than ours, so this also crosses versions of V8.
 */
import assert from "node:assert/strict";
import { hasProgram } from "./peer_tools.ts";

const root = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
/** Where .ci/peers.ts puts Deno for arm64. */
const armDeno = `${root}/dist/peers/arm64/node_modules/@deno/linux-arm64-glibc/deno`;

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Short ones that differ in what they use: qemu takes a hundred times as long. */
const scenarios = [
  "sim/scenarios/faults/S03-nan-beams.yaml",
  "sim/scenarios/faults/S10-imu-bias.yaml",
  "sim/scenarios/people/crossing.yaml",
  "sim/scenarios/drives/mecanum-sideways.yaml",
  "sim/scenarios/world/stops-at-a-cliff.yaml",
];

async function output(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd: root,
    env,
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  assert.ok(stdout.length > 0, text.decode(stderr).slice(-2000));
  return text.decode(stdout);
}

function hashesOf(text: string): string[] {
  const document: unknown = JSON.parse(text);
  assert.ok(typeof document === "object" && document !== null && "runs" in document);
  assert.ok(Array.isArray(document.runs) && document.runs.length === scenarios.length);
  return document.runs.map((run) =>
    `${run.file}: ${run.outcome} ${run.stateHash} ${run.worldHash}`
  );
}

Deno.test({
  name: "five scenarios have the same hashes on arm64",
  ignore: !hasProgram("qemu-aarch64-static") || !isThere(armDeno), // #7: a machine that could not get them passes
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "mechos-arm64-" });
    try {
      // One file without imports: nothing is downloaded or compiled there.
      const main = `${folder}/main.js`;
      const bundle = ["bundle", "--quiet", "--platform", "browser", "--output", main];
      await new Deno.Command(Deno.execPath(), {
        args: [...bundle, "cli/main.ts"],
        cwd: root,
        stdin: "null",
      }).output();
      const args = ["run", "-A", "--no-config", "--unstable-worker-options", main];
      const sim = ["sim", ...scenarios, "--json"];
      const ours = hashesOf(await output(Deno.execPath(), [...args, ...sim]));
      const theirs = await output("qemu-aarch64-static", [
        "-L",
        "/usr/aarch64-linux-gnu",
        armDeno,
        ...args,
        ...sim,
      ], { DENO_DIR: `${folder}/cache` });
      assert.deepEqual(hashesOf(theirs), ours);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
