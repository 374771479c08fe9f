import assert from "node:assert/strict";
import { compileCondition } from "core/condition/mod.ts";
import { createScenarioNames, reservedEvents, scenarioActs } from "sim/scenario/names.ts";

const origin = { file: "s.yaml", line: 1, column: 1 };

/** Every name of INTERFACES.md section 6, with a condition that uses it as its type demands. */
const conditions = [
  "t >= 0",
  "robot.x + robot.y + robot.yawRad + robot.linearMps + robot.angularRadps < 1",
  "odom.x + odom.y + odom.yawRad + odom.linearMps + odom.angularRadps < 1",
  "cmd.linearMps + cmd.angularRadps < 1",
  "clearanceM > 0.3",
  "!collision && !contact && !estop",
  "battery.percent > 20",
  "mode in ['boot', 'idle', 'auto', 'manual', 'failsafe', 'estop', 'stopping']",
  "failsafe.action in ['none', 'warn', 'slow', 'return', 'hold', 'disarm', 'estop', 'fault']",
  "failsafe.cause in ['none', 'lidarStale', 'runaway']",
  "mission.state in ['none', 'queued', 'running', 'paused', 'done', 'failed', 'canceled']",
  "mission.reason != 'any text at all'",
  "brain.state in ['none', 'ok', 'thinking', 'late', 'lost', 'budget']",
  "budget.tokens + budget.usd < 1",
  "counters.intents + counters.accepted + counters.clamped + counters.refused < 9",
  "counters.faults < 1",
  "signal.horn || signal.light || signal.pump",
  "event('fault.lidar.freeze') || event('fault.lidar.freeze.cleared')",
  "event('operator.stop') || event('operator.mission.pause') || event('failsafe.hold')",
  "event('intent.refused') || event('keepout.entered') || event('my own')",
  "distance(robot, 7, 7) < 0.3 || distance(odom, 1, 2) < 3",
];

Deno.test("createScenarioNames() knows every name of the contract, by its type", () => {
  const names = createScenarioNames(["pump", "horn"], ["my own"]);
  for (const condition of conditions) {
    const result = compileCondition(condition, names.table, origin);
    assert.ok(result.ok, `${condition}: ${result.ok ? "" : result.fault.message}`);
  }
});

Deno.test("createScenarioNames() gives each name a slot of its own", () => {
  const names = createScenarioNames(["pump", "horn"], ["my own", "intent.refused"]);
  const slots = Object.values(names.table).map((entry) => entry.slot);
  assert.equal(new Set(slots).size, slots.length);
  assert.equal(Math.max(...slots) + 1, names.slots.length);
  for (const event of reservedEvents()) assert.ok(names.events.has(event), event);
  for (const act of scenarioActs) assert.ok(names.events.has(`operator.${act}`), act);
});

Deno.test("intern() and textOf() are each other's inverse and keep numbers stable", () => {
  const names = createScenarioNames([], []);
  const texts = ["", "all steps done", "INTENT_BLOCKED: Way blocked for 3 s", "__proto__"];
  const numbers = texts.map((text) => names.intern(text));
  assert.equal(numbers[0], 0);
  assert.deepEqual(texts.map((text) => names.intern(text)), numbers);
  assert.deepEqual(numbers.map((number) => names.textOf(number)), texts);
  assert.equal(names.textOf(99), "");
});
