import assert from "node:assert/strict";
import { modes, nameOf } from "core/messages/mod.ts";
import { finishRun, worldHash } from "sim/scenario/mod.ts";
import { plainScenario, runText, timesOf, tryLoad, tryRun } from "./load_text.ts";

const drive = `
brain: { driver: scripted, script: [ { at: 500ms, intent: { action: drive, linearMps: 0.2, angularRadps: 0, durationMs: 5000 } } ] }
`;

Deno.test("events fire on rising edges only, and not on slots that hold nothing yet", () => {
  const text = plainScenario(`
world: { start: { x: 3, y: 0 } }
duration: 6s
${drive}
events:
  - { name: blank, when: "robot.x < 1 || clearanceM < 0.5", operator: { tell: a } }
  - { name: once, when: "robot.x > 3.2", operator: { tell: b } }
  - { name: always, when: "t >= 0", operator: { tell: c } }
  - { name: each, when: "t - 2 > 0 && t < 2.5 || t > 3", repeat: true, operator: { tell: d } }
invariantsOnly: true
`);
  const times = timesOf(text);
  assert.equal(times.get("blank"), undefined);
  assert.equal(times.get("once")?.length, 1);
  assert.deepEqual(times.get("always"), [0.005]);
  assert.deepEqual(times.get("each"), [2.01, 3.01]);
});

Deno.test("faults end after `for`, say so, and are begun anew by a second event", () => {
  const text = plainScenario(`
duration: 6s
events:
  - { at: 1s, fault: { kind: lidar.off, for: 500ms } }
  - { at: 2s, fault: { kind: imu.off, for: 2s } }
  - { at: 3s, fault: { kind: imu.off, for: 2s } }
  - { at: 4s, fault: { kind: bumper.stuck } }
invariantsOnly: true
`);
  const times = timesOf(text);
  assert.deepEqual(times.get("fault.lidar.off"), [1]);
  assert.deepEqual(times.get("fault.lidar.off.cleared"), [1.5]);
  assert.deepEqual(times.get("fault.imu.off.cleared"), [5]);
  assert.equal(times.get("fault.bumper.stuck.cleared"), undefined);
});

Deno.test("start: manual leaves the start to events; without it the operator starts once", () => {
  const manual = runText(plainScenario("start: manual\nduration: 2s\ninvariantsOnly: true\n"));
  assert.equal(nameOf(modes, manual.kernel.outputs.mode), "idle");
  const later = timesOf(plainScenario(`
start: manual
duration: 2s
events: [ { at: 1s, operator: { start: true } } ]
invariantsOnly: true
`));
  assert.deepEqual(later.get("operator.start"), [1]);
  const auto = timesOf(plainScenario("duration: 2s\ninvariantsOnly: true\n"));
  assert.equal(auto.get("operator.start")?.length, 1);
});

Deno.test("mission: pause is an event by both of its names", () => {
  const times = timesOf(plainScenario(`
duration: 2s
mission: "wait 5 s"
events: [ { at: 1s, operator: { mission: pause } } ]
invariantsOnly: true
`));
  assert.deepEqual(times.get("operator.mission"), [1]);
  assert.deepEqual(times.get("operator.mission.pause"), [1]);
});

function walkScenario(person: string, more: string): string {
  return plainScenario(`
set: { sim.noise: false }
duration: 8s
world: { pedestrians: [ ${person} ] }
${more}
expect:
  - { never: collision }
  - { never: contact }
`);
}

Deno.test("a person who walks into a standing robot touches it, which is no collision", () => {
  const person = "{ path: [[2, 0], [-2, 0]], speedMps: 1, radiusM: 0.2, pushes: true }";
  const run = runText(walkScenario(person, "start: manual"));
  const outcomes = finishRun(run, 1).expectations.map((one) => one.outcome);
  assert.deepEqual(outcomes, ["passed", "failed"]);
});

Deno.test("people stop 0.3 m before the robot unless they push", () => {
  const person = "{ path: [[2, 0], [-2, 0]], speedMps: 1, radiusM: 0.2 }";
  let least = Infinity;
  runText(walkScenario(person, "start: manual"), 1, (run) => {
    least = Math.min(least, run.robot.world.contact.clearanceM);
  });
  assert.ok(least >= 0.3 && least < 0.306, `stopped at ${least} m`);
});

Deno.test("a robot that meets a person while it drives collides", () => {
  const text = `
mechos: scenario/1
name: push
robot: ../../../sim/robots/turtlebot3_burger.yaml
set:
  sim.noise: false
  robot.sensors: [ { name: wheels, kind: encoder, required: true, ticksPerTurn: 4096 } ]
duration: 8s
world: { pedestrians: [ { path: [[0.5, 0], [-3, 0]], speedMps: 0.3, radiusM: 0.1, pushes: true, startS: 3 } ] }
brain: { driver: scripted, script: [ { at: 500ms, intent: { action: drive, linearMps: 0.2, angularRadps: 0, durationMs: 7000 } } ] }
events: [ { at: 0s, operator: { present: 8s } } ]
expect: [ { never: collision } ]
`;
  const [met] = finishRun(runText(text), 1).expectations;
  assert.equal(met?.outcome, "failed", "met while driving");
});

Deno.test("the seed reaches sensors and people: other seeds see another world, equal ones the same", () => {
  const text = plainScenario(`
duration: 4s
world: { pedestrians: [ { path: [[3, 1], [-3, 1]], speedMps: 0.8 } ] }
invariantsOnly: true
`);
  const [one, two, again] = [1, 2, 1].map((seed) => worldHash(runText(text, seed)));
  assert.equal(one, again);
  assert.notEqual(one, two);
});

const refused: readonly (readonly [string, string, RegExp])[] = [
  [
    "duration: 2s\nevents: [ { at: 1s, operator: {} } ]\ninvariantsOnly: true",
    "SIM_SCENARIO",
    /nothing/,
  ],
  [
    "duration: 2s\nevents: [ { fault: { kind: lidar.off } } ]\ninvariantsOnly: true",
    "SIM_SCENARIO",
    /at, when and after/,
  ],
  [
    "duration: 2s\nevents: [ { at: 1s, fault: { kind: lidar.of } } ]\ninvariantsOnly: true",
    "SIM_UNKNOWN_FAULT",
    /lidar\.of/,
  ],
  [
    "duration: 2s\nevents: [ { at: 1s, set: { kernel.limits.maxLinearMps: 9 } } ]\ninvariantsOnly: true",
    "CONFIG_LIMIT_ABOVE_ROBOT",
    /machine's limit/,
  ],
  [
    "duration: 2s\nevents: [ { at: 1s, set: { kernel.limits.maxLinearMps: -1 } } ]\ninvariantsOnly: true",
    "CONFIG_RANGE",
    /below 0/,
  ],
  [
    "duration: 2s\nmission: stop\nbrain: { script: [] }\ninvariantsOnly: true",
    "SIM_SCENARIO",
    /both/,
  ],
  ["duration: 2s", "SIM_NO_EXPECTATION", /expects nothing/],
  ["duration: 2\ninvariantsOnly: true", "CONFIG_UNIT", /unit/],
  ["duration: 2s\nexpect: [ { never: colision } ]", "CONFIG_CONDITION_NAME", /colision/],
  [
    "duration: 2s\nexpect: [ { never: collision, always: contact } ]",
    "SIM_SCENARIO",
    /exactly one/,
  ],
  [
    "duration: 2s\nexpect: [ { after: fault.lidar.frezze, never: collision } ]",
    "CONFIG_CONDITION_NAME",
    /frezze/,
  ],
];

Deno.test("scenarios that make no sense are refused with line, code and help", () => {
  for (const [lines, code, pattern] of refused) {
    const run = tryRun(plainScenario(lines));
    assert.ok(!run.ok, lines);
    assert.equal(run.fault.code, code, lines);
    assert.match(run.fault.message, pattern);
    assert.ok((run.fault.place?.line ?? 0) > 1, `no line: ${lines}`);
    assert.notEqual(run.fault.help ?? "", "");
  }
});

Deno.test("--brain replaces driver, model, file, seed and script, and nothing else", () => {
  const text = plainScenario(`
duration: 2s
brain: { driver: scripted, hz: 2, seed: 9, script: [ { at: 0s, intent: { action: stop } } ] }
invariantsOnly: true
`);
  const plain = tryLoad(text, "adversary");
  assert.ok(plain.ok);
  assert.deepEqual(
    [plain.value.config.brain.driver, plain.value.config.brain.seed, plain.value.config.brain.hz],
    ["adversary", undefined, 2],
  );
  const seeded = tryLoad(text, "adversary:4");
  assert.ok(seeded.ok);
  assert.equal(seeded.value.config.brain.seed, 4);
  const bad = tryLoad(text, "adversary:four");
  assert.ok(!bad.ok);
});
