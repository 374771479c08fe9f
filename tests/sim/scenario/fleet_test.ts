/** Several robots in one scenario: the list of one is the robot alone, and what is refused. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { verifyRecording } from "core/replay/mod.ts";
import { finishRun, type Run, stepRun } from "sim/scenario/mod.ts";
import { runText, tryLoad, tryRun } from "./load_text.ts";
import { load, recordThinking, simulate } from "./simulate.ts";

const burger = "../../../sim/robots/turtlebot3_burger.yaml";
const rover = "../../../sim/robots/rover.yaml";

function fleet(robots: string, lines = "duration: 6s\ninvariantsOnly: true\n"): string {
  return `mechos: scenario/1
name: fleet
brain: { driver: scripted }
${lines}robots:
${robots}`;
}

function member(run: Run, index: number): Run {
  const robot = run.robots[index];
  assert.ok(robot !== undefined);
  return robot;
}

Deno.test("createRun() of one named robot makes the same hashes as of a robot alone", () => {
  const what = `brain: { driver: scripted }
mission: "go to 1, 0.5"
duration: 8s
invariantsOnly: true
`;
  const start = "start: { x: 0.2, y: 0, yawDeg: 30 }";
  const alone = runText(
    `mechos: scenario/1\nname: s\nrobot: ${burger}\nworld: { ${start} }\n${what}`,
  );
  const named = runText(
    `mechos: scenario/1\nname: s\n${what}robots:\n  only: { robot: ${burger}, ${start} }\n`,
  );
  const [one, other] = [finishRun(alone, 1), finishRun(named, 1)];
  assert.equal(other.stateHash, one.stateHash);
  assert.equal(other.worldHash, one.worldHash);
  assert.equal(one.robots, undefined);
  assert.deepEqual(other.robots?.map((robot) => [robot.name, robot.stateHash]), [
    ["only", one.stateHash],
  ]);
});

Deno.test("a robot that nobody is near drives the same way as it does alone", () => {
  const first = `  a: { robot: ${burger}, start: { x: 0, y: 0 }, mission: "go to 1, 0" }\n`;
  const far = `  b: { robot: ${rover}, start: { x: 0, y: 90 }, mission: "go to 1, 90" }\n`;
  const alone = finishRun(runText(fleet(first)), 1);
  const both = finishRun(runText(fleet(first + far)), 1);
  // Its kernel knows of a peer; what it does is the same.
  assert.equal(both.worldHash, alone.worldHash);
  assert.notEqual(both.robots?.[1]?.worldHash, alone.worldHash);
});

Deno.test("stepRun() of several robots is the same each time, and each recording replays", async () => {
  const loaded = load("sim/scenarios/fleet/one-of-two-goes-blind.yaml");
  const hashes = (result: ReturnType<typeof simulate>) =>
    result.robots?.map((robot) => [robot.stateHash, robot.worldHash]);
  const first = simulate(loaded, 3);
  const { result, robots } = await recordThinking(loaded, 3);
  assert.deepEqual(hashes(result), hashes(first));
  assert.notDeepEqual(hashes(simulate(loaded, 4)), hashes(first));
  assert.equal(robots.length, 2);
  for (const [index, bytes] of robots.entries()) {
    const found = unwrap(verifyRecording(bytes));
    assert.deepEqual([found.outcome, found.stateHash], [
      "identical",
      result.robots?.[index]?.stateHash,
    ]);
  }
});

Deno.test("robots are seen by each other's lidar, and what each says of itself is its own", () => {
  const text = fleet(
    `  a: { robot: ${rover}, start: { x: 0, y: 0 } }
  b: { robot: ${rover}, start: { x: 1.2, y: 0, yawDeg: 90 } }
`,
    `duration: 2s
expect:
  - { atEnd: "distance(robots.b.robot, 1.2, 0) < 0.01 && distance(robots.a.odom, 0, 0) < 0.05" }
  - { atEnd: "robots.a.robot.x == robot.x && robots.b.robot.x > 1.1" }
  - { always: "robots.b.mode == mode && robots.b.mission.reason != 'nothing'" }
  - { atEnd: "abs(clearanceM - 0.81) < 0.01" }
`,
  );
  const run = runText(text);
  assert.deepEqual(
    finishRun(run, 1).expectations.filter((one) => one.outcome !== "passed"),
    [],
  );
  const { ranges } = member(run, 0).robot.suite.scans.measured;
  // Ahead is the middle beam: the other robot's side, 0.18 m from its middle.
  assert.ok(Math.abs((ranges[200] ?? NaN) - 1.02) < 0.06, `${ranges[200]}`);
  assert.equal(ranges[100], Infinity);
  const names = run.robots.map(({ loaded }) => loaded.config.robot.name);
  assert.deepEqual(names, ["a", "b"]);
});

Deno.test("an event happens to the robot that it names, its name is heard by all", () => {
  const text = fleet(
    `  a: { robot: ${burger} }
  b: { robot: ${burger}, start: { x: 3, y: 0 } }
`,
    `duration: 3s
events:
  - { at: 1s, name: blind, robot: b, fault: { kind: lidar.nan, for: 500ms } }
  - { at: 2s, heal: true }
expect:
  - { after: robots.b.fault.lidar.nan, within: 1s, eventually: "event('robots.b.fault.lidar.nan.cleared')" }
  - { never: "event('fault.lidar.nan')" }
`,
  );
  const told: string[][] = [[], []];
  const run = runText(text, 1, (now) => {
    for (const [index, robot] of now.robots.entries()) {
      for (const name of robot.happened) if (name !== "operator.start") told[index]?.push(name);
    }
  });
  assert.equal(finishRun(run, 1).outcome, "passed");
  assert.ok(told[0]?.includes("blind") && !told[0].includes("fault.lidar.nan"), `${told[0]}`);
  assert.ok(told[1]?.includes("blind") && told[1].includes("fault.lidar.nan"), `${told[1]}`);
});

const two = `  a: { robot: ${burger} }\n  b: { robot: ${burger}, start: { x: 3, y: 0 } }\n`;
const whole = "duration: 2s\ninvariantsOnly: true\n";

const refused: readonly (readonly [why: string, text: string, code: string, line: number])[] = [
  [
    "a text for robots",
    `mechos: scenario/1\nname: x\nrobots: y.yaml\n${whole}`,
    "CONFIG_UNKNOWN_KEY",
    3,
  ],
  ["no robot", fleet("  {}\n", whole), "CONFIG_RANGE", 7],
  ["a robot without config", fleet("  a: { start: { x: 0, y: 0 } }\n", whole), "SIM_SCENARIO", 7],
  [
    "a key of no robot",
    fleet(`  a: { robot: ${burger}, duration: 3s }\n`, whole),
    "CONFIG_UNKNOWN_KEY",
    7,
  ],
  ["a name with a dot", fleet(`  a.b: { robot: ${burger} }\n`, whole), "CONFIG_RANGE", 7],
  [
    "one start for all",
    fleet(two, `${whole}world: { start: { x: 1, y: 1 } }\n`),
    "SIM_SCENARIO",
    6,
  ],
  ["chaos", fleet(two, `${whole}chaos: {}\n`), "SIM_SCENARIO", 6],
  [
    "an event for nobody",
    fleet(two, `${whole}events: [{ at: 1s, robot: c, heal: true }]\n`),
    "CONFIG_REFERENCE",
    6,
  ],
  [
    "a name of nobody",
    fleet(two, 'duration: 2s\nexpect: [{ never: "robots.c.collision" }]\n'),
    "CONFIG_CONDITION_NAME",
    5,
  ],
  [
    "an event of nobody",
    fleet(two, 'duration: 2s\nexpect: [{ after: robots.c.tea, eventually: "t > 1" }]\n'),
    "CONFIG_CONDITION_NAME",
    5,
  ],
  [
    "a mission and a script",
    fleet(`  a: { robot: ${burger}, mission: "stop", brain: { script: [] } }\n`, whole),
    "SIM_SCENARIO",
    7,
  ],
  [
    "a simulator outside",
    fleet(`${two}`, `${whole}set: { sim.engine: external }\n`),
    "SIM_SCENARIO",
    8,
  ],
  [
    "two paces",
    fleet(
      `  a: { robot: ${burger} }\n  b: { robot: ${burger}, set: { kernel.tickHz: 100 }, start: { x: 3, y: 0 } }\n`,
      whole,
    ),
    "SIM_SCENARIO",
    8,
  ],
  [
    "one place for two",
    fleet(`  a: { robot: ${burger} }\n  b: { robot: ${burger}, start: { x: 0.1, y: 0 } }\n`, whole),
    "SIM_SCENARIO",
    8,
  ],
  [
    "a bad mission of the second",
    fleet(
      `  a: { robot: ${burger} }\n  b:\n    robot: ${burger}\n    start: { x: 3, y: 0 }\n    mission: "dance"\n`,
      whole,
    ),
    "MISSION_TEXT",
    11,
  ],
  [
    "an event's robot without several",
    `mechos: scenario/1\nname: x\nrobot: ${burger}\n${whole}events: [{ at: 1s, robot: a, heal: true }]\n`,
    "CONFIG_REFERENCE",
    6,
  ],
];

for (const [why, text, code, line] of refused) {
  Deno.test(`createRun() refuses ${why} with ${code} and its line`, () => {
    const made = tryRun(text);
    assert.ok(!made.ok, "it was taken");
    assert.equal(made.fault.code, code, made.fault.message);
    assert.equal(made.fault.place?.line, line, made.fault.message);
    assert.ok((made.fault.help ?? "") !== "", "says what to do");
  });
}

Deno.test("loadScenario() lays what a robot has of its own over what all have", () => {
  const loaded = unwrap(tryLoad(fleet(
    `  a: { set: { kernel.limits.maxLinearMps: 0.1 }, mission: "go to 1, 0" }
  b: { robot: ${rover}, start: { x: 3, y: 0 }, brain: { driver: adversary } }
`,
    `${whole}robot: ${burger}\nset: { kernel.limits.maxLinearMps: 0.2, sim.friction: 0.7 }\n`,
  )));
  const [b] = loaded.others;
  assert.ok(b !== undefined);
  assert.equal(loaded.config.kernel.limits.maxLinearMps, 0.1);
  assert.equal(b.config.kernel.limits.maxLinearMps, 0.2);
  assert.deepEqual([loaded.config.sim.friction, b.config.sim.friction], [0.7, 0.7]);
  assert.deepEqual([loaded.config.brain.driver, b.config.brain.driver], ["scripted", "adversary"]);
  assert.deepEqual([loaded.scenario.mission, b.scenario.mission], ["go to 1, 0", undefined]);
  assert.equal(b.config.robot.drive.wheelRadiusM, 0.06);
});

Deno.test("stepRun() goes on where one robot's kernel misses ticks, and the other's runs", () => {
  const run = unwrap(
    tryRun(
      fleet(two, `${whole}events: [{ at: 1s, robot: b, fault: { kind: kernel.drop, p: 0.5 } }]\n`),
    ),
  );
  let missed = 0;
  while (run.tick <= run.ticks) {
    stepRun(run);
    assert.equal(member(run, 0).missed, false);
    if (member(run, 1).missed) missed += 1;
  }
  assert.ok(missed > 50, `${missed}`);
});
