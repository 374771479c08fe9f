/** Capabilities given while the robot runs: they reach so far, last so long, and then are gone. */
import assert from "node:assert/strict";
import { intentNumber, intentStateNumber, sourceNumber } from "core/kernel/mod.ts";
import type { GrantReach } from "core/messages/mod.ts";
import { act, ask, autoRig, operate, type Rig, run, tick } from "./kernel_fixture.ts";

function rigWithout(): Rig {
  return autoRig({
    set: {
      "kernel.capabilities.brain": ["stop"],
      "world.regions": { lane: [[-1, -1], [2, -1], [2, 1], [-1, 1]] },
    },
  });
}

function grant(rig: Rig, reach: Partial<GrantReach>): void {
  tick(rig, (inputs) => act(inputs, "grant", intentNumber.drive, sourceNumber.brain, reach));
}

function isRefused(rig: Rig): boolean {
  return ask(rig, "drive", { durationMs: 60_000 }).decisions[0]?.refusedBy !== 0;
}

Deno.test("a capability that nobody granted is refused", () => {
  assert.ok(isRefused(rigWithout()));
});

Deno.test("a grant begins and ends with its time, and what it allowed ends with it", () => {
  const rig = rigWithout();
  grant(rig, { fromMs: 1000, forMs: 2000 });
  assert.ok(isRefused(rig), "too early");
  run(rig, 1000);
  assert.ok(!isRefused(rig), "in its time");
  run(rig, 1000);
  assert.ok(rig.kernel.outputs.linearMps > 0.1);
  let aborted = false;
  run(rig, 1500, () => {
    const out = rig.kernel.outputs;
    for (let i = 0; i < out.statusCount; i++) {
      if (out.statuses[i]?.state === intentStateNumber.aborted) aborted = true;
    }
  });
  assert.ok(aborted, "the drive was ended");
  assert.equal(rig.kernel.outputs.linearMps, 0);
  assert.ok(isRefused(rig), "too late");
});

Deno.test("a grant with a reach stands in place of what config gave, and leaves nothing behind", () => {
  const rig = autoRig();
  assert.ok(!isRefused(rig));
  grant(rig, { maxLinearMps: 0.1, forMs: 1000 });
  run(rig, 500);
  assert.ok(rig.kernel.outputs.linearMps < 0.11, "the running drive is slowed");
  run(rig, 1500);
  assert.ok(isRefused(rig));
  grant(rig, {});
  assert.ok(!isRefused(rig), "granted anew, without limit");
});

Deno.test("a grant's region holds a running drive, with room to brake", () => {
  const rig = rigWithout();
  grant(rig, { region: 1 });
  assert.ok(!isRefused(rig));
  run(rig, 10_000);
  const { xM } = rig.kernel.state.odometry;
  assert.ok(xM > 1.3 && xM < 2, `stands at ${xM} m of 2 m`);
  assert.equal(rig.kernel.outputs.linearMps, 0);
});

Deno.test("a grant for the mission ends with it", () => {
  for (const end of ["missionCancel"] as const) {
    const rig = rigWithout();
    grant(rig, { mission: 1 });
    assert.ok(!isRefused(rig));
    operate(rig, end);
    assert.ok(isRefused(rig), end);
  }
});

Deno.test("a revoked capability ends what runs by it", () => {
  const rig = autoRig();
  assert.ok(!isRefused(rig));
  run(rig, 500);
  operate(rig, "revoke", intentNumber.drive, sourceNumber.brain);
  run(rig, 1500);
  assert.equal(rig.kernel.outputs.linearMps, 0);
  assert.ok(isRefused(rig));
});

Deno.test("a grant that is no number, or names no region, changes nothing", () => {
  const rig = rigWithout();
  for (const reach of [{ maxLinearMps: NaN }, { forMs: NaN }, { fromMs: -1 }, { region: 7 }]) {
    grant(rig, reach);
    assert.ok(isRefused(rig), JSON.stringify(reach));
  }
});
