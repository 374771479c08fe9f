/**
 * Doctors of MCAP files find nothing wrong with ours, count what we count, and recover of a cut file
 * what we recover. The official tool is used where it is on the PATH (it cannot be installed from a
 * registry); a second one comes from PyPI.
 */
import assert from "node:assert/strict";
import { quickInfo, readMessages } from "core/record/mod.ts";
import { peerPython } from "./peer_tools.ts";
import { recordingSamples } from "./recording_samples.ts";

interface Ran {
  readonly code: number;
  readonly out: string;
}

async function run(program: string, ...args: readonly string[]): Promise<Ran> {
  const command = new Deno.Command(program, {
    args: [...args],
    // Reports of width 80 would wrap what is looked for.
    env: { COLUMNS: "200", NO_COLOR: "1" },
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout) + text.decode(stderr) };
}

/** Works on the samples as files of a folder. */
async function withSamples(
  work: (folder: string, files: Map<string, Uint8Array>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const files = recordingSamples();
    for (const [name, bytes] of files) await Deno.writeFile(`${folder}/${name}`, bytes);
    await work(folder, files);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function count(bytes: Uint8Array): number {
  let messages = 0;
  for (const { damaged } of readMessages(bytes, {})) messages += damaged ? 0 : 1;
  return messages;
}

/** Cuts a recording in its middle, lets a tool recover it, and compares what both find in it. */
async function recovers(
  folder: string,
  whole: Uint8Array,
  recover: (from: string, to: string) => Promise<Ran>,
): Promise<void> {
  const cut = whole.subarray(0, Math.floor(whole.length * 0.6));
  await Deno.writeFile(`${folder}/torn.mcap`, cut);
  const { out } = await recover(`${folder}/torn.mcap`, `${folder}/theirs.mcap`);
  assert.equal(count(await Deno.readFile(`${folder}/theirs.mcap`)), count(cut), out);
}

const pymcap = peerPython("pymcap_cli")?.replace(/python$/, "pymcap-cli") ?? null;

function isThere(path: string | null): path is string {
  try {
    return path !== null && Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.test({
  name: "pymcap-cli doctor finds nothing wrong with our files, and recovers what we recover",
  ignore: !isThere(pymcap), // #6: a machine without PyPI passes
  fn: async () => {
    await withSamples(async (folder, files) => {
      for (const [name, bytes] of files) {
        const { code, out } = await run(
          pymcap ?? "",
          "doctor",
          "--format",
          "jsonl",
          `${folder}/${name}`,
        );
        const lines = out.trim().split("\n").map((line) => JSON.parse(line));
        const summary = lines.find(({ type }) => type === "summary");
        assert.deepEqual([code, summary?.errors], [0, 0], `${name}: ${out}`);
        // What replay compares by bytes has an encoding of its own, which no registry lists.
        const known = ["SCHEMA_ENCODING_UNKNOWN"];
        const warnings = lines.filter(({ severity }) => severity === "warning");
        assert.deepEqual(warnings.filter((one) => !known.includes(one.code)), [], name);
        assert.equal(summary.messages, quickInfo(bytes).messages, name);
      }
      const whole = files.get("whole.mcap") ?? new Uint8Array(0);
      await recovers(folder, whole, (from, to) => run(pymcap ?? "", "recover", from, "-o", to));
    });
  },
});

/** The official tool on the PATH, or null. */
function officialTool(): string | null {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return folders.map((folder) => `${folder}/mcap`).find((path) => isThere(path)) ?? null;
}

const official = officialTool();

Deno.test({
  name: "the mcap tool's doctor, info and recover take our files",
  ignore: official === null, // #6: no registry has it; a machine where it was installed uses it
  fn: async () => {
    await withSamples(async (folder, files) => {
      for (const [name, bytes] of files) {
        const doctor = await run(official ?? "", "doctor", `${folder}/${name}`);
        assert.equal(doctor.code, 0, `${name}: ${doctor.out}`);
        assert.doesNotMatch(doctor.out, /error|warning/i, name);
        const info = await run(official ?? "", "info", `${folder}/${name}`);
        assert.equal(info.code, 0, info.out);
        const told = Number(/messages:\s+(\d+)/.exec(info.out)?.[1]);
        assert.equal(told, quickInfo(bytes).messages, name);
      }
      const whole = files.get("whole.mcap") ?? new Uint8Array(0);
      await recovers(folder, whole, (from, to) => run(official ?? "", "recover", from, "-o", to));
    });
  },
});
