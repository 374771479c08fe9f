/** The leaf that lets the planner look anew. */
import assert from "node:assert/strict";
import { ask, autoRig, run } from "tests/core/kernel/kernel_fixture.ts";

Deno.test("clearCostmap lets the planner forget things with the next request, and only with it", () => {
  const clears = (leaves: string): number[] => {
    const tree = `mechos: tree/1\ntree:\n  sequence:\n    - stop\n${leaves}    - return\n`;
    const rig = autoRig({ set: { "world.planner.enabled": true }, tree });
    ask(rig, "drive", { x: 0.5, durationMs: 2500 });
    run(rig, 4000);
    const seen: number[] = [];
    let last = rig.kernel.outputs.planRequest;
    run(rig, 40_000, (inputs) => {
      inputs.mind.lease = 0;
      const { planRequest, planClear } = rig.kernel.outputs;
      if (planRequest !== last) seen.push(planClear);
      last = planRequest;
    });
    assert.ok(Math.abs(rig.kernel.outputs.odomXM) < 0.3, `home: ${rig.kernel.outputs.odomXM}`);
    return seen;
  };
  assert.deepEqual(clears("    - clearCostmap\n").slice(0, 1), [1]);
  assert.deepEqual(clears("").slice(0, 1), [0]);
});
