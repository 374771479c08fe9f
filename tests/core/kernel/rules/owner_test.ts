/** The owner's rules: said by their names with every reason, and kept by the limiter. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkInvariants, step, why } from "core/kernel/mod.ts";
import { decisionReasons, decisionText } from "core/messages/mod.ts";
import { runs } from "tests/tier.ts";
import { applyHostile, type HostileTick, hostileTick, passGap } from "tests/core/kernel/hostile.ts";
import { ask, autoRig, healthy, type Rig, run, tick } from "tests/core/kernel/kernel_fixture.ts";

const rules = [
  { name: "night", refuseIf: "odom.x < 100.0", reason: "the shop is closed" },
  { name: "not here", refuseIf: "odom.x > 100.0", reason: "never said" },
  { name: "glass $& aisle", capIf: "true", maxLinearMps: 0.1, reason: "fragile" },
  { name: "dizzy", capIf: "true", maxAngularRadps: 0.3 },
  { name: "no key", refuseIf: "battery.percent > 10.0" },
];

Deno.test("a refusal names every owner's rule that holds, with its reason", () => {
  const rig = autoRig({ set: { "kernel.rules": rules } });
  const out = ask(rig, "drive", { x: 0.2, z: 0.5 });
  const { said } = rig.compiled.params;
  assert.deepEqual(decisionReasons(out, 0, said).map(({ code, text }) => [code, text]), [
    ["GATE_OWNER_RULE", `Owner's rule "night" refuses this: the shop is closed`],
    ["GATE_OWNER_RULE", `Owner's rule "no key" refuses this`],
    ["GATE_OWNER_CAP", `Owner's rule "glass $& aisle" allows at most 0.1 m/s: fragile`],
    ["GATE_OWNER_TURN", `Owner's rule "dizzy" allows at most 0.3 rad/s`],
  ]);
  assert.match(
    decisionText(out, 0, said),
    /^Owner's rule "night" refuses this: the shop is closed;/,
  );
  // Without the names, as of a recording whose config is damaged: the numbers.
  assert.match(decisionText(out, 0), /^Owner's rule 1 refuses this; Owner's rule 5 refuses this;/);
});

Deno.test("a cap slows a drive that runs already, says so, and lets it go on afterwards", () => {
  const zone = { name: "ramp", capIf: "odom.x > 0.5 && odom.x < 1.0", maxLinearMps: 0.1 };
  const rig = autoRig({ set: { "kernel.rules": [zone] } });
  ask(rig, "drive", { x: 0.5, durationMs: 60_000 });
  const reached = (x: number) => {
    for (let i = 0; i < 3000 && rig.kernel.outputs.odomXM < x; i++) tick(rig);
    return rig.kernel.outputs;
  };
  assert.equal(reached(0.49).linearMps, 0.5);
  const slow = reached(0.8);
  assert.ok(Math.abs(slow.linearMps - 0.1) < 1e-9, `${slow.linearMps}`);
  assert.match(
    why(slow, [], rig.compiled.params.said).line,
    /: Owner's rule "ramp" allows at most 0\.1 m\/s$/,
  );
  assert.equal(reached(1.3).linearMps, 0.5);
});

Deno.test("a cap of the turn rate holds a turn that runs already", () => {
  const rig = autoRig({
    set: { "kernel.rules": [{ name: "a", capIf: "true", maxAngularRadps: 0.3 }] },
  });
  ask(rig, "turn", { z: 1.5 });
  let fastest = 0;
  for (let i = 0; i < 400; i++) fastest = Math.max(fastest, Math.abs(tick(rig).angularRadps));
  assert.ok(Math.abs(fastest - 0.3) < 1e-9, `${fastest}`);
});

/** One hostile tick; the invariants hold after it. */
function hostileStep(rig: Rig, hostile: HostileTick): void {
  passGap(rig, hostile);
  healthy(rig);
  applyHostile(rig, hostile);
  const out = step(rig.kernel, rig.inputs, rig.nowNs);
  checkInvariants(rig.monitor, rig.inputs, out);
  rig.tick += 1;
  rig.nowNs += rig.periodNs;
}

Deno.test("whatever arrives, no command is above an owner's cap that holds all the time", () => {
  const caps = [
    { name: "a", capIf: "true", maxLinearMps: 0.12 },
    { name: "b", capIf: "t >= 0.0", maxAngularRadps: 0.4, maxLinearMps: 0.3 },
  ];
  const check = (ticks: readonly HostileTick[]) => {
    const rig = autoRig({ beams: 24, strict: false, set: { "kernel.rules": caps } });
    ask(rig, "drive", { x: 0.5, z: 2, durationMs: 30_000 });
    run(rig, 300);
    for (const hostile of ticks) {
      hostileStep(rig, hostile);
      const { linearMps, angularRadps } = rig.kernel.outputs;
      assert.ok(Math.abs(linearMps) <= 0.12 + 1e-9, `${linearMps} m/s`);
      assert.ok(Math.abs(angularRadps) <= 0.4 + 1e-9, `${angularRadps} rad/s`);
    }
    assert.deepEqual(rig.monitor.violations, []);
  };
  const sequence = fc.array(hostileTick, { minLength: 1, maxLength: 30, size: "max" });
  fc.assert(fc.property(sequence, check), runs(80, 5000));
});
