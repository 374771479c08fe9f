import assert from "node:assert/strict";
import { createSharedMemory, openRegion } from "core/bus/mod.ts";
import { unwrap } from "core/fault.ts";
import {
  createInputs,
  createOutputs,
  createOutputsEncoder,
  inputsCapacity,
  inputSections,
  outputsBytes,
  ReadCursor,
  WriteCursor,
} from "core/messages/mod.ts";
import { createNavigation, stepNavigation } from "core/navigation/mod.ts";
import {
  createLiveMap,
  knownPart,
  lidarViewOf,
  type LiveMapJob,
  openLiveMap,
  squareAbout,
} from "core/perception/mod.ts";
import { readFile } from "cli/read_file.ts";
import { createRun, loadScenario, stepRun } from "sim/scenario/mod.ts";

function indexOf(name: string): number {
  return inputSections.findIndex((section) => section.name === name);
}

/** A navigation thread beside a robot in the office, with the kernel's lanes in the test's hands. */
function bench(mapping: LiveMapJob | null = null) {
  const loaded = unwrap(
    loadScenario("sim/scenarios/world/around-walls.yaml", {
      readFile,
      env: {},
      sets: [],
      brain: null,
    }),
  );
  const run = unwrap(createRun(loaded, 1));
  while (run.tick < 60) stepRun(run);
  const memory = createSharedMemory();
  const { config, site } = loaded;
  assert.ok(site !== null);
  const lidar = lidarViewOf(config);
  const { places } = loaded.kernel.params;
  const navigation = createNavigation({ memory, config, site, lidar, mapping, places });
  const outputs = openRegion(memory, "kernel").slotWriter("outputs");
  const region = openRegion(memory, "hal");
  const encoder = createOutputsEncoder();
  const words = new Int32Array(inputsCapacity >> 2);
  return {
    run,
    navigation,
    say: (change: Partial<ReturnType<typeof createOutputs>>) => {
      encoder.encode({ ...run.kernel.outputs, ...change });
      const padded = new Int32Array(Math.ceil(outputsBytes / 4));
      new Uint8Array(padded.buffer).set(encoder.bytes);
      outputs.write(padded, outputsBytes);
    },
    see: (measuredNs: number) => {
      const { inputs } = run;
      inputs.scan.measuredNs = measuredNs;
      const cursor = new WriteCursor(new DataView(words.buffer));
      const section = inputSections[indexOf("scan")];
      section?.visit(cursor, inputs);
      region.sectionWriter(indexOf("scan")).write(words, cursor.position());
    },
    ways: openRegion(memory, "link").slotReader("placeWays"),
    heard: (name: "path" | "match") => {
      const slot = region.sectionReader(indexOf(name));
      if (slot.read() < 0) return null;
      const into = createInputs();
      const cursor = new ReadCursor(slot.view);
      cursor.reset(slot.view);
      inputSections[indexOf(name)]?.visit(cursor, into);
      return into[name];
    },
  };
}

Deno.test("stepNavigation() answers a request of the kernel with a path of its number", () => {
  const b = bench();
  b.say({ planRequest: 7, planGoalXM: 11.8, planGoalYM: 3, planToleranceM: 0.1, skill: 5 });
  stepNavigation(b.navigation);
  const path = b.heard("path");
  assert.ok(path !== null && "request" in path);
  assert.equal(path.request, 7);
  assert.equal(path.status, 0);
  assert.ok(path.count > 2);
  assert.ok(Math.abs((path.xM[path.count - 1] ?? 0) - 11.8) < 1e-9);
  stepNavigation(b.navigation);
  b.say({ planRequest: 8, planGoalXM: 7.05, planGoalYM: 2, planToleranceM: 0, skill: 5 });
  stepNavigation(b.navigation);
  const none = b.heard("path");
  assert.ok(none !== null && "status" in none && none.status === 3 && none.nearestXM > 5);
});

Deno.test("stepNavigation() matches each new scan once", () => {
  const b = bench();
  b.say({});
  b.see(5e8);
  stepNavigation(b.navigation);
  const match = b.heard("match");
  assert.ok(match !== null && "quality" in match);
  assert.ok(match.quality > 0.9, `${match.quality}`);
  assert.equal(match.measuredNs, 5e8);
  const { robot } = b.run.robot.world;
  assert.ok(Math.hypot(match.xM - robot.xM, match.yM - robot.yM) < 0.05);
});

Deno.test("stepNavigation() tells the ways to the places, one after the other, with their times", () => {
  const b = bench();
  for (let k = 0; k < 4; k++) {
    b.say({ nowNs: 1e9 + k * 1e9 });
    stepNavigation(b.navigation);
  }
  const bytes = b.ways.read();
  assert.equal(bytes, 4 * 16, "three places and the dock");
  const way = (index: number) => b.ways.view.getFloat64(index * 16, true);
  const { xM, yM } = b.run.robot.world.robot;
  for (const [index, goal] of b.navigation.ways.goals.entries()) {
    const straightM = Math.hypot(goal.xM - xM, goal.yM - yM);
    assert.ok(way(index) >= straightM - 0.3 && way(index) < 80, `${index}: ${way(index)} m`);
    assert.equal(b.ways.view.getFloat64(index * 16 + 8, true), 1e9 + index * 1e9);
  }
  b.say({ nowNs: 4.1e9 });
  stepNavigation(b.navigation);
  assert.equal(b.ways.read(), -1, "not so soon again");
});

Deno.test("stepNavigation() lays each new scan into the map in the making, but none of a lost robot", () => {
  const job = createLiveMap(squareAbout(3, 7, 30, 0.05));
  const { navigation, say, see, run } = bench(job);
  const { map, counts } = openLiveMap(job);
  say({});
  see(run.nowNs);
  stepNavigation(navigation);
  stepNavigation(navigation);
  assert.deepEqual([...counts], [1, 0]);
  const part = knownPart(map);
  assert.ok(part !== null && part.cells.filter((cell) => cell === 0).length > 1000);
  say({ lost: 1 });
  see(run.nowNs + 1e8);
  stepNavigation(navigation);
  assert.deepEqual([...counts], [1, 1]);
});
