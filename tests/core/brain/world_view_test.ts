/** What a brain is shown of its robot: truthful, with ages, and bounded however large the site is. */
import assert from "node:assert/strict";
import { createOutputs, type KernelOutputs, noReasonNames } from "core/messages/mod.ts";
import { mostPlaces, type ViewParts, type WorldView, worldView } from "core/brain/mod.ts";
import { buildPrompt } from "core/brain/prompt.ts";

const nothing: ViewParts = {
  relays: [],
  said: noReasonNames,
  sectors: null,
  scanAgeMs: null,
  places: [],
  ways: null,
};

function outputs(change: Partial<KernelOutputs>): KernelOutputs {
  return { ...createOutputs(), nowNs: 10e9, ...change };
}

/** Places along the x axis, each a metre farther. */
function placesAlong(count: number): ViewParts["places"] {
  return Array.from({ length: count }, (_, i) => ({ name: `p${i}`, xM: i + 1, yM: 0 }));
}

function promptOf(world: WorldView): string {
  const facts = {
    robot: "r",
    names: { places: [], relays: [], conditions: [] },
    skills: {},
    places: [],
    relays: [],
    cameras: [],
    actions: [],
    maxLinearMps: 1,
    maxReverseMps: 1,
    maxAngularRadps: 1,
    maxLateralMps: 0,
    leastRadiusM: 0,
    maxDriveMs: 3000,
    hasDock: false,
    peers: [],
  };
  const [, data] = buildPrompt({
    facts,
    rules: [],
    goal: "",
    goalTrust: "operator",
    world,
    history: [],
    heard: [],
    events: [],
    memories: [],
    question: null,
    images: [],
    nowNs: 0,
    warnings: [],
  });
  return data?.text ?? "";
}

Deno.test("worldView() ranks places by their way, not by the straight line, and says how old it is", () => {
  const wayM = Float64Array.from([9, 2, Infinity, NaN]);
  const plannedNs = Float64Array.from([8e9, 9e9, 9.5e9, -Infinity]);
  const view = worldView(outputs({}), {
    ...nothing,
    places: placesAlong(4),
    ways: { wayM, plannedNs },
  });
  assert.deepEqual(view.places, [
    { name: "p1", awayM: 2, wayM: 2, wayAgeS: 1 },
    { name: "p3", awayM: 4, wayM: null, wayAgeS: null },
    { name: "p0", awayM: 1, wayM: 9, wayAgeS: 2 },
    { name: "p2", awayM: 3, wayM: "none", wayAgeS: 0.5 },
  ]);
});

Deno.test("worldView() tells range against the way home, null where a robot cannot know", () => {
  const known = worldView(outputs({ batteryPercent: 50, rangeM: 420, homeM: 31 }), nothing);
  assert.deepEqual([known.batteryPercent, known.rangeM, known.homeM], [50, 420, 31]);
  const unknown = worldView(outputs({}), nothing);
  assert.deepEqual([unknown.batteryPercent, unknown.rangeM, unknown.homeM], [null, null, null]);
});

Deno.test("the prompt's view of the world stays small at a site of 500 places", () => {
  const names = ["front", "left", "rear", "right"].map((name) => ({ name, nearestM: 1.25 }));
  const world = worldView(outputs({ lost: 1, rangeM: 420, homeM: 31, freeM: 2 }), {
    relays: [],
    said: noReasonNames,
    sectors: names,
    scanAgeMs: 40,
    places: placesAlong(500),
    ways: { wayM: new Float64Array(500).fill(3), plannedNs: new Float64Array(500).fill(9e9) },
  });
  assert.equal(world.places.length, mostPlaces);
  const text = promptOf(world);
  assert.ok(text.length < 1500, `${text.length} characters`);
  for (const part of ['"lost":true', '"batteryLastsM":420', '"wayHomeM":31', '"scanAgeMs":40']) {
    assert.ok(text.includes(part), `${part} in ${text}`);
  }
  assert.match(text, /"nearestPlaces":\[\{"name":"p0","awayM":1,"wayM":3,"ageS":1\}/);
});
