import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import {
  expandSkill,
  type MissionFacts,
  readMissionFile,
  readMissionText,
  type Skills,
} from "core/missions/mod.ts";

const skills: Skills = {
  inspect: {
    description: "goes and looks",
    arguments: {
      place: { type: "place" },
      angleRad: { type: "number", min: 0.1, max: 3, unit: "rad", default: 1 },
    },
    body: [
      { action: "goto", place: "$place" },
      { action: "turn", angleRad: "-$angleRad" },
      { action: "say", text: "at $place: $angleRad rad" },
    ],
  },
};
const facts: MissionFacts = { names: { places: ["bay", "dock"], relays: ["horn"] }, skills };

function read(text: string) {
  return readMissionFile(new TextEncoder().encode(text), "m.yaml", facts);
}

Deno.test("readMissionFile() reads steps, phrases, skills, conditions and law of a mission", () => {
  const plan = unwrap(read(`
mechos: mission/1
name: round
success: "distance(robot, 1, 2) < 0.3 && !signal.horn"
deadline: 10m
priority: 5
afterReboot: resume
steps:
  - go to bay, then wait 2 s
  - { action: inspect, place: dock, timeout: 30s, retries: 0, optional: true, until: "t > 3" }
  - { action: wait, durationMs: 100, when: "battery.percent > 20" }
`));
  assert.deepEqual(plan.steps.map(({ intent }) => intent), [
    { action: "goto", place: "bay" },
    { action: "wait", durationMs: 2000 },
    { action: "goto", place: "dock" },
    { action: "turn", angleRad: -1 },
    { action: "say", text: "at dock: 1 rad" },
    { action: "wait", durationMs: 100 },
  ]);
  assert.deepEqual(plan.steps.map(({ until }) => until), [null, null, null, null, "t > 3", null]);
  assert.deepEqual(
    plan.steps.map(({ timeoutMs, retries, optional }) => [timeoutMs, retries, optional])
      .slice(1, 4),
    [[null, 2, false], [30_000, 0, true], [30_000, 0, true]],
  );
  const { name, deadlineMs, priority, afterReboot } = plan;
  assert.deepEqual([name, deadlineMs, priority, afterReboot], ["round", 600_000, 5, "resume"]);
});

Deno.test("readMissionFile() refuses what cannot be carried out, at its line, with the nearest name", () => {
  const cases: [string, string, number, RegExp][] = [
    ["steps:\n  - { action: gotoo, place: bay }", "MISSION_STEP", 2, /"goto"/],
    ["steps:\n  - { action: goto, place: bya }", "MISSION_STEP", 2, /"bay"/],
    ["steps:\n  - { action: goto, place: bay, fast: true }", "MISSION_STEP", 2, /fields/],
    ["steps:\n  - go to bay\n  - dance", "MISSION_TEXT", 3, /say "go to/],
    ["steps:\n  - { action: inspect }", "MISSION_STEP", 2, /place/],
    ["steps:\n  - { action: inspect, place: bay, angleRad: 9 }", "MISSION_STEP", 2, /0.1..3 rad/],
    ["steps:\n  - go to bay\nsuccess: robto.x > 1", "CONFIG_CONDITION_NAME", 3, /robot/],
    ["steps:\n  - { action: stop, until: robot.x }", "CONFIG_CONDITION_TYPE", 2, /./],
    ["steps: []", "MISSION_STEP", 1, /steps/],
    ["steps:\n  - go to bay\ndeadline: 5", "CONFIG_UNIT", 3, /5s/],
    ["steps:\n  - go to bay\nafterreboot: resume", "CONFIG_UNKNOWN_KEY", 3, /afterReboot/],
  ];
  for (const [text, code, line, help] of cases) {
    const result = read(text);
    assert.equal(result.ok, false, text);
    if (result.ok) continue;
    const { fault } = result;
    assert.equal(fault.code, code, `${text}: ${fault.message}`);
    assert.equal(fault.place?.line, line, `${text}: ${fault.message}`);
    assert.match(`${fault.message} ${fault.help}`, help, text);
  }
});

Deno.test("readMissionText() takes YAML and words; free words only for a model", () => {
  assert.equal(unwrap(readMissionText("steps: [go to bay]", facts, false)).steps.length, 1);
  assert.equal(unwrap(readMissionText("go to bay, then stop", facts, false)).steps.length, 2);
  assert.equal(readMissionText("tidy up", facts, false).ok, false);
  const goal = unwrap(readMissionText("tidy up", facts, true));
  assert.deepEqual([goal.goal, goal.steps.length], ["tidy up", 0]);
});

Deno.test("expandSkill() fills arguments in, and refuses unknown, missing and far ones", () => {
  const skill = skills["inspect"];
  assert.ok(skill !== undefined);
  const expand = (given: Record<string, unknown>) =>
    expandSkill("inspect", skill, given, facts.names);
  assert.deepEqual(unwrap(expand({ place: "bay", angleRad: "0.5" }))[1]?.intent, {
    action: "turn",
    angleRad: -0.5,
  });
  for (
    const bad of [{}, { place: "moon" }, { place: "bay", angleRad: NaN }, { place: 3 }, {
      place: "bay",
      angleRad: 3.1,
    }, { place: "bay", speed: 1 }]
  ) {
    const result = expand(bad);
    assert.equal(result.ok ? "" : result.fault.code, "MISSION_SKILL", JSON.stringify(bad));
  }
});

Deno.test("readMissionFile() takes angles in degrees, and refuses them in both units", () => {
  const plan = unwrap(read(`mechos: mission/1
steps:
  - { action: goto, x: 1, y: 2, yawDeg: 90 }
  - { action: turn, angleDeg: -180 }
`));
  assert.deepEqual(plan.steps.map(({ intent }) => intent), [
    { action: "goto", x: 1, y: 2, yawRad: Math.PI / 2 },
    { action: "turn", angleRad: -Math.PI },
  ]);
  const both = read("mechos: mission/1\nsteps: [ { action: turn, angleDeg: 1, angleRad: 1 } ]\n");
  assert.equal(both.ok ? "" : both.fault.code, "MISSION_STEP");
});
