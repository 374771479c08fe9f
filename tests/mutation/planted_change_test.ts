/**
 * A recording of today's kernel, replayed by a kernel in which one stage was changed: replay finds
 * the first tick that differs and names the stage, gate, arbiter, limiter, controller or failsafe.
 */
import assert from "node:assert/strict";
import type { ReplayStage } from "core/replay/mod.ts";
import { load, record } from "tests/sim/scenario/simulate.ts";
import { copyProject, occurrences, root, type Slip, spoil } from "./tree_copy.ts";

/** A changed stage. */
interface Plant extends Slip {
  readonly stage: ReplayStage;
}

const plants: readonly Plant[] = [
  {
    stage: "gate",
    file: "core/kernel/rules/identity.ts",
    find: "ageMs <= r.ttlMs",
    replace: "ageMs < 0",
  },
  {
    stage: "arbiter",
    file: "core/kernel/arbiter.ts",
    find: "choose(kernel, intent.source, linearMps, angular",
    replace: "choose(kernel, intent.source, 0.999 * linearMps, angular",
  },
  {
    stage: "limiter",
    file: "core/kernel/limiter.ts",
    find: "return Math.min(wanted, now + up);",
    replace: "return Math.min(wanted, now + 0.999 * up);",
  },
  {
    stage: "controller",
    file: "core/kernel/controllers/wheel_pid.ts",
    find: "return Math.min(1, Math.max(-1, held + wheel.integral));",
    replace: "return Math.min(1, Math.max(-1, held + 0.999 * wheel.integral));",
  },
  {
    stage: "failsafe",
    file: "core/kernel/failsafe/conditions.ts",
    find: "nowNs - s.scan.measuredNs > w.scanNs ? 1 : 0",
    replace: "nowNs - s.scan.measuredNs > 1.5 * w.scanNs ? 1 : 0",
  },
];

Deno.test("every planted change still finds its place, exactly once", () => {
  for (const { file, find, stage } of plants) {
    assert.equal(occurrences(Deno.readTextFileSync(root + file), find), 1, stage);
  }
});

Deno.test("replay names the stage in which a kernel was changed", async () => {
  const folder = copyProject(["cli", "core", "hal", "sim"]);
  const replay = async (): Promise<{ readonly code: number; readonly found: string }> => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--quiet", "cli/main.ts", "replay", "run.mcap", "--json"],
      cwd: folder,
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, found: decoder.decode(stdout) || decoder.decode(stderr) };
  };
  try {
    const { bytes } = record(load("sim/scenarios/demo.yaml"));
    await Deno.writeFile(`${folder}/run.mcap`, bytes);
    const unchanged = await replay();
    assert.equal(unchanged.code, 0, unchanged.found);
    for (const plant of plants) {
      const mend = await spoil(folder, plant);
      const { code, found } = await replay();
      await mend();
      assert.equal(code, 1, `${plant.stage}: ${found}`);
      const { firstDifference, trace } = JSON.parse(found);
      assert.equal(trace.stage, plant.stage, JSON.stringify([firstDifference, trace.fields]));
      assert.ok(firstDifference.tick > 0 && trace.lastInputs.length > 0);
      assert.notEqual(firstDifference.recorded, firstDifference.replayed);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
