import assert from "node:assert/strict";
import { starterConfig, starterScenario } from "cli/starter.ts";
import { runMechos } from "tests/cli/run_cli.ts";

Deno.test("init --yes writes a config and a scenario that passes", async () => {
  const folder = await Deno.makeTempDir();
  const made = await runMechos(["init", "scout", "--yes", "--name", "scout"], { cwd: folder });
  assert.deepEqual([made.code, made.err], [0, ""]);
  const robot = `${folder}/scout`;
  assert.equal((await runMechos(["config", "check"], { cwd: robot })).code, 0);
  const run = await runMechos(["sim", "scenarios/first.yaml", "--json"], { cwd: robot });
  assert.equal(run.code, 0, run.out);
  assert.equal(JSON.parse(run.out).outcome, "passed");
  const shown = await runMechos(["config", "show", "--json"], { cwd: robot });
  assert.equal(JSON.parse(shown.out).robot.name, "scout");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("init leaves files that are there alone, and asks nobody who cannot answer", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/mechos.yaml`, "mine\n");
  const again = await runMechos(["init", "--yes"], { cwd: folder });
  assert.equal(again.code, 2);
  assert.match(again.err, /it is there already/);
  assert.equal(await Deno.readTextFile(`${folder}/mechos.yaml`), "mine\n");
  assert.equal((await runMechos(["init"], { cwd: folder })).code, 2);
  const forced = await runMechos(["init", "--yes", "--force", "--json"], { cwd: folder });
  assert.deepEqual(JSON.parse(forced.out).files, ["mechos.yaml", "scenarios/first.yaml"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("init makes a robot of any size that passes its first scenario", async () => {
  const sizes = [
    { name: "tiny", separationM: 0.08, wheelRadiusM: 0.015, maxLinearMps: 0.1 },
    { name: 'a "big" one', separationM: 0.6, wheelRadiusM: 0.12, maxLinearMps: 1.2 },
  ];
  for (const answers of sizes) {
    const folder = await Deno.makeTempDir();
    await Deno.mkdir(`${folder}/scenarios`);
    await Deno.writeTextFile(`${folder}/mechos.yaml`, starterConfig(answers));
    await Deno.writeTextFile(`${folder}/scenarios/first.yaml`, starterScenario(answers));
    const run = await runMechos(["sim", "scenarios/first.yaml"], { cwd: folder });
    assert.equal(run.code, 0, `${answers.name}: ${run.out}${run.err}`);
    await Deno.remove(folder, { recursive: true });
  }
});
