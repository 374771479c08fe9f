import assert from "node:assert/strict";
import fc from "fast-check";
import { type MissionStep, parseMissionText } from "core/missions/mod.ts";

const places = ["bay", "shelf", "loading ramp", "the end", "Gate 7", "dock"];

function go(place: string): MissionStep {
  return { action: "goto", place };
}

Deno.test("parseMissionText() reads the simple forms and what joins them", () => {
  const cases: [string, MissionStep[]][] = [
    ["go to bay", [go("bay")]],
    ["Go to the BAY.", [go("bay")]],
    ["go to the end", [go("the end")]],
    ["go to loading ramp", [go("loading ramp")]],
    ["go to Gate 7", [go("Gate 7")]],
    ["go to 7, 7", [{ action: "goto", x: 7, y: 7 }]],
    ["go to -7.5, 0.25", [{ action: "goto", x: -7.5, y: 0.25 }]],
    ["come home", [go("dock")]],
    ["wait 10 s", [{ action: "wait", durationMs: 10_000 }]],
    ["wait 1.5s", [{ action: "wait", durationMs: 1500 }]],
    ["wait 250 ms", [{ action: "wait", durationMs: 250 }]],
    ["wait 2 minutes", [{ action: "wait", durationMs: 120_000 }]],
    ["stop", [{ action: "stop" }]],
    ["patrol bay, shelf, Gate 7", [go("bay"), go("shelf"), go("Gate 7")]],
    ["patrol bay and shelf", [go("bay"), go("shelf")]],
    ["go to bay, then wait 10 s, then come home", [
      go("bay"),
      { action: "wait", durationMs: 10_000 },
      go("dock"),
    ]],
    ["go to 7, 7, wait 2 s, go to 3, 7, stop", [
      { action: "goto", x: 7, y: 7 },
      { action: "wait", durationMs: 2000 },
      { action: "goto", x: 3, y: 7 },
      { action: "stop" },
    ]],
    ["patrol bay, shelf, then go to 1, 2 and then come home", [
      go("bay"),
      go("shelf"),
      { action: "goto", x: 1, y: 2 },
      go("dock"),
    ]],
    ["patrol bay, shelf, come home", [go("bay"), go("shelf"), go("dock")]],
    ["go to bay\nthen wait 1 s", [go("bay"), { action: "wait", durationMs: 1000 }]],
  ];
  for (const [text, steps] of cases) {
    const result = parseMissionText(text, places);
    assert.ok(result.ok, `${text}: ${result.ok ? "" : result.fault.message}`);
    assert.deepEqual(result.value, steps, text);
  }
});

Deno.test("parseMissionText() refuses anything else by name", () => {
  const cases: [string, string, RegExp][] = [
    ["", "", /go to PLACE/],
    ["dance", "dance", /go to PLACE/],
    ["go to bay, then dance, then come home", "dance", /patrol/],
    ["go to bya", "go to bya", /"bay"/],
    ["patrol bay, shlef", "patrol bay, shlef", /"shelf"/],
    ["go to 7", "go to 7", /unknown place/],
    ["go to 7, 7, 7", "7", /go to X, Y/],
    ["wait", "wait", /wait N s/],
    ["wait -5 s", "wait -5 s", /at least/],
    ["wait 5", "wait 5", /wait N s/],
    ["wait 5 hours", "wait 5 hours", /wait N s/],
    ["go to bay and wait 5 s", "go to bay and wait 5 s", /unknown place/],
    [`go to 1${"0".repeat(400)}, 2`, `go to 1${"0".repeat(400)}, 2`, /./],
    ["patrol", "patrol", /patrol A, B, C/],
  ];
  for (const [text, phrase, help] of cases) {
    const result = parseMissionText(text, places);
    assert.ok(!result.ok, text);
    assert.equal(result.fault.code, "MISSION_TEXT");
    assert.equal(result.fault.value, phrase, text);
    assert.match(result.fault.help ?? "", help, text);
  }
});

Deno.test("parseMissionText() says so where there is no dock to come home to", () => {
  const result = parseMissionText("come home", ["bay"]);
  assert.ok(!result.ok);
  assert.match(result.fault.help ?? "", /no dock/);
});

Deno.test("parseMissionText() bounds the number of steps", () => {
  const result = parseMissionText(Array.from({ length: 101 }, () => "stop").join(", "), places);
  assert.ok(!result.ok);
  assert.match(result.fault.help ?? "", /100 steps/);
});

const metres = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 8);
const step: fc.Arbitrary<{ text: string; steps: readonly MissionStep[] }> = fc.oneof(
  fc.constantFrom(...places).map((place) => ({ text: `go to ${place}`, steps: [go(place)] })),
  fc.tuple(metres, metres).map(([x, y]) => ({
    text: `go to ${x}, ${y}`,
    steps: [{ action: "goto" as const, x, y }],
  })),
  fc.integer({ min: 1, max: 9999 }).map((s) => ({
    text: `wait ${s} s`,
    steps: [{ action: "wait" as const, durationMs: s * 1000 }],
  })),
  fc.constant({ text: "come home", steps: [go("dock")] }),
  fc.constant({ text: "stop", steps: [{ action: "stop" as const }] }),
  fc.array(fc.constantFrom(...places), { minLength: 1, maxLength: 4 }).map((names) => ({
    text: `patrol ${names.join(", ")}`,
    steps: names.map(go),
  })),
);
const joint = fc.constantFrom(", ", " then ", ", then ", ", and then ", "; ");

Deno.test("parseMissionText() reads back any mission that is written in its forms", () => {
  const mission = fc.array(fc.tuple(step, joint), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(mission, (parts) => {
      const text = parts.map(([one, join], i) => (i > 0 ? join : "") + one.text).join("");
      const result = parseMissionText(text, places);
      assert.ok(result.ok, `${text}: ${result.ok ? "" : result.fault.message}`);
      assert.deepEqual(result.value, parts.flatMap(([one]) => one.steps), text);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("parseMissionText() never throws on any text", () => {
  const words = fc.constantFrom(
    ..."go to bay , then and patrol wait 5 s 7 . ; come home stop -".split(" "),
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 15 }).map((all) => all.join(" ")),
  );
  fc.assert(fc.property(text, (mission) => void parseMissionText(mission, places)), {
    numRuns: 3000,
  });
});
