import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { checkSkillTrees, expandSkill, type Skill, skillNeeds } from "core/missions/mod.ts";

const names = { places: ["bay", "dock"], relays: ["horn"] };

function skill(tree: Record<string, unknown>, more: Partial<Skill> = {}): Skill {
  return { description: "a tree", arguments: {}, tree, ...more };
}

const patrol = skill({
  repeat: {
    cycles: "$rounds",
    do: { sequence: [{ goto: "$place" }, { triggerRelay: { relayId: "horn", state: "on" } }] },
  },
}, {
  arguments: {
    rounds: { type: "number", min: 1, max: 3 },
    place: { type: "place" },
  },
});

Deno.test("skillNeeds() names the actions of a tree's leaves", () => {
  assert.deepEqual([...skillNeeds(patrol)].sort(), ["goto", "trigger_relay"]);
});

Deno.test("expandSkill() fills arguments into a tree, which stays one part", () => {
  const given = { rounds: 2, place: "bay" };
  const [part, ...rest] = unwrap(expandSkill("patrol", patrol, given, names));
  assert.deepEqual(rest, []);
  assert.deepEqual(part?.intent, { action: "patrol" });
  assert.match(JSON.stringify(part?.tree), /"cycles":2,.*"goto":"bay"/);
  const far = expandSkill("patrol", patrol, { rounds: 9, place: "bay" }, names);
  assert.match(far.ok ? "" : far.fault.message, /"rounds" is 9/);
});

Deno.test("checkSkillTrees() refuses unknown nodes, ports, conditions, and misses no argument", () => {
  const check = (tree: Record<string, unknown>): string => {
    const found = checkSkillTrees({ one: skill(tree) }, names);
    return found.ok ? "valid" : `${found.fault.code} ${found.fault.message}`;
  };
  assert.equal(unwrap(checkSkillTrees({ patrol }, names)), undefined);
  assert.equal(check({ sequence: ["stop", { wait: "2s" }] }), "valid");
  assert.match(check({ sequence: ["stopp"] }), /CONFIG_TREE_NODE Unknown node "stopp"/);
  assert.match(check({ drive: { linearMps: 0.1, durationMs: 500 } }), /lacks "angularRadps"/);
  assert.match(check({ goto: { plase: "bay" } }), /Unknown key "plase"/);
  assert.match(check({ turn: { angleRad: 1, skipIf: "robot.z > 1" } }), /robot\.z/);
  assert.match(check({ mission: { state: "done" } }), /Unknown node "mission"/);
});
