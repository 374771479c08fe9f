import assert from "node:assert/strict";
import { fromSource, mechos } from "./mechos.ts";

function runs(text: string): { stateHash: string; worldHash: string; outcome: string }[] {
  const document: unknown = JSON.parse(text);
  assert.ok(typeof document === "object" && document !== null && "runs" in document);
  assert.ok(Array.isArray(document.runs));
  return document.runs;
}

Deno.test("mechos --version tells version, git hash, Deno, V8 and runtime", async () => {
  const { code, stdout } = await mechos(["--version"]);
  assert.equal(code, 0);
  assert.match(stdout, /^mechos \d+\.\d+\.\d+\ngit: [0-9a-f]{12}(-dirty)?\ndeno: \d+\.\d+\.\d+\n/);
  assert.match(stdout, /v8: \d+\..*\nruntime: (release|test-only)\n$/);
});

Deno.test("mechos names the nearest of a mistyped command and exits with 2", async () => {
  const { code, stderr } = await mechos(["smi"]);
  assert.equal(code, 2);
  assert.match(stderr, /CLI_UNKNOWN_COMMAND[\s\S]*"sim"/);
});

Deno.test("mechos checks a config with an empty environment", async () => {
  const { code, stderr } = await mechos(["config", "check", "--config", "sim/robots/rover.yaml"]);
  assert.equal(code, 0, stderr);
});

Deno.test("mechos sim gives the same hashes twice, and the same as from source", async () => {
  const args = ["sim", "sim/scenarios/demo.yaml", "--json"];
  const [first, second, source] = [await mechos(args), await mechos(args), await fromSource(args)];
  assert.equal(first.code, 0, first.stdout + first.stderr);
  assert.equal(source.code, 0, source.stdout + source.stderr);
  const [a] = runs(first.stdout);
  const [b] = runs(second.stdout);
  const [c] = runs(source.stdout);
  assert.ok(a !== undefined && b !== undefined && c !== undefined);
  assert.equal(a.outcome, "passed");
  assert.match(a.stateHash, /^[0-9a-f]{16}$/);
  assert.deepEqual([a.stateHash, a.worldHash], [b.stateHash, b.worldHash]);
  assert.deepEqual([a.stateHash, a.worldHash], [c.stateHash, c.worldHash]);
});

Deno.test("mechos replays what it recorded, and what was recorded from source", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, make] of [["binary", mechos], ["source", fromSource]] as const) {
      const path = `${folder}/${name}.mcap`;
      const made = await make(["sim", "sim/scenarios/demo.yaml", "--record", path]);
      assert.equal(made.code, 0, made.stderr);
      const { code, stdout } = await mechos(["replay", path]);
      assert.equal(code, 0, stdout);
      assert.match(stdout, /^identical: 30001 ticks/);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("mechos exits with 3 and the line of a broken scenario", async () => {
  const path = await Deno.makeTempFile({ suffix: ".yaml" });
  await Deno.writeTextFile(path, "mechos: scenario/1\nname: x\nrobots: y.yaml\nduration: 5\n");
  const { code, stderr } = await mechos(["sim", path]);
  await Deno.remove(path);
  assert.equal(code, 3);
  assert.match(stderr, /error\[CONFIG_UNKNOWN_KEY\]/);
  assert.match(stderr, /:3:1\b/);
});
