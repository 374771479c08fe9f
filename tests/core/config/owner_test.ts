/** What an owner may write of rules, orders and boxes, and what is refused at load with its place. */
import assert from "node:assert/strict";
import { compileBench } from "tests/core/kernel/bench_robot.ts";
import { MechError } from "core/fault.ts";

const valve = { action: "trigger_relay", relay: "hatch", state: "on" };
const turn = { action: "turn" };
const box = { name: "a", min: [0, 0, 0], max: [1, 1, 1] };

/** What is written, and the code of the refusal; null = it loads. */
const cases: readonly [says: string, path: string, value: unknown, code: string | null][] = [
  ["a rule that refuses", "rules", [{ name: "a", refuseIf: "true" }], null],
  ["a rule that caps", "rules", [{ name: "a", capIf: "true", maxLinearMps: 0.1 }], null],
  ["a rule of neither kind", "rules", [{ name: "a" }], "CONFIG_CONFLICT"],
  [
    "a rule of both kinds",
    "rules",
    [{ name: "a", refuseIf: "true", capIf: "true", maxLinearMps: 1 }],
    "CONFIG_CONFLICT",
  ],
  ["a cap without a speed", "rules", [{ name: "a", capIf: "true" }], "CONFIG_CONFLICT"],
  [
    "a refusal with a speed",
    "rules",
    [{ name: "a", refuseIf: "true", maxLinearMps: 1 }],
    "CONFIG_CONFLICT",
  ],
  ["a cap of nothing", "rules", [{ name: "a", capIf: "true", maxLinearMps: 0 }], "CONFIG_RANGE"],
  [
    "a cap of some actions",
    "rules",
    [{ name: "a", capIf: "true", maxLinearMps: 1, actions: ["drive"] }],
    "CONFIG_CONFLICT",
  ],
  [
    "a refusal of stop",
    "rules",
    [{ name: "a", refuseIf: "true", actions: ["stop"] }],
    "CONFIG_CHOICE",
  ],
  [
    "two rules of one name",
    "rules",
    [{ name: "a", refuseIf: "true" }, { name: "a", refuseIf: "false" }],
    "CONFIG_CONFLICT",
  ],
  [
    "an unknown name",
    "rules",
    [{ name: "a", capIf: "odom.z > 1.0", maxLinearMps: 1 }],
    "CONFIG_CONDITION_NAME",
  ],
  ["only with after", "order", [{ name: "a", only: valve, after: turn }], null],
  ["once with then", "order", [{ name: "a", once: valve, then: turn, withinSteps: 2 }], null],
  ["once without an end", "order", [{ name: "a", once: valve, then: turn }], "CONFIG_CONFLICT"],
  ["half an order", "order", [{ name: "a", only: valve }], "CONFIG_CONFLICT"],
  ["a mixed order", "order", [{ name: "a", only: valve, then: turn }], "CONFIG_CONFLICT"],
  [
    "an unknown relay",
    "order",
    [{ name: "a", only: { ...valve, relay: "hatsh" }, after: turn }],
    "CONFIG_REFERENCE",
  ],
  [
    "an unknown place",
    "order",
    [{ name: "a", only: turn, after: { action: "goto", place: "bey" } }],
    "CONFIG_REFERENCE",
  ],
  [
    "a relay of a turn",
    "order",
    [{ name: "a", only: { ...turn, relay: "hatch" }, after: valve }],
    "CONFIG_CONFLICT",
  ],
  ["a box", "workspace", { inside: [box], outside: [{ ...box, frame: "map" }] }, null],
  ["a box inside out", "workspace", { inside: [{ ...box, max: [1, 0, 1] }] }, "CONFIG_CONFLICT"],
  ["a flat box", "workspace", { inside: [{ ...box, max: [1, 1] }] }, "CONFIG_MISSING_KEY"],
  [
    "a box of an unknown frame",
    "workspace",
    { inside: [{ ...box, frame: "tool" }] },
    "CONFIG_CHOICE",
  ],
];

for (const [says, path, value, code] of cases) {
  Deno.test(`config ${code === null ? "takes" : `refuses with ${code}`} ${says}`, () => {
    const load = () => compileBench({ set: { [`kernel.${path}`]: value } });
    if (code === null) return void load();
    assert.throws(load, (error: unknown) => {
      assert.ok(error instanceof MechError, String(error));
      assert.equal(error.fault.code, code, error.fault.message);
      assert.match(error.fault.path ?? "", new RegExp(`^kernel\\.${path}`));
      return true;
    });
  });
}
