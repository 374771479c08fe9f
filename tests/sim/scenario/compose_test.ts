import assert from "node:assert/strict";
import { ok, type Result, unwrap } from "core/fault.ts";
import type { ReadFile } from "core/config/mod.ts";
import { readFile } from "cli/read_file.ts";
import { type LoadedScenario, loadScenario } from "sim/scenario/mod.ts";

function load(files: Record<string, string>): Result<LoadedScenario> {
  const read: ReadFile = (path) => {
    const text = files[path];
    return text === undefined ? readFile(path) : ok(new TextEncoder().encode(text));
  };
  return loadScenario("tests/a/top.yaml", { readFile: read, env: {}, sets: [], brain: null });
}

const base = `
mechos: scenario/1
name: base
robot: ../../sim/robots/turtlebot3_burger.yaml
duration: 5s
world: { start: { x: 1, y: 2 }, obstacles: [ { circle: { x: 3, y: 0, radiusM: 0.2 } } ] }
events: [ { at: 1s, fault: { kind: imu.off } } ]
expect: [ { never: collision } ]
`;

Deno.test("include lays the file over what it includes, and joins the lists", () => {
  const loaded = unwrap(load({
    "tests/b/base.yaml": base,
    "tests/a/top.yaml": `
include: ../b/base.yaml
mechos: scenario/1
name: top
world: { start: { y: 3 } }
events: [ { at: 2s, fault: { kind: lidar.off } } ]
`,
  }));
  const { scenario } = loaded;
  assert.equal(scenario.name, "top");
  assert.deepEqual(scenario.world.start, { x: 1, y: 3 });
  assert.deepEqual(scenario.events.map((event) => event.fault?.kind), ["imu.off", "lidar.off"]);
  assert.equal(scenario.world.obstacles.length, 1);
  assert.equal(loaded.placeOf(["events", 0]).file, "tests/b/base.yaml");
  assert.equal(loaded.placeOf(["events", 1]).file, "tests/a/top.yaml");
});

Deno.test("a mistake in an included file is told at its line there", () => {
  const loaded = load({
    "tests/b/base.yaml": base.replace("imu.off", "imu.of"),
    "tests/a/top.yaml": "include: ../b/base.yaml\nname: top\n",
  });
  assert.ok(loaded.ok, "kinds are checked when a run is made");
  const broken = load({
    "tests/b/base.yaml": base.replace("duration: 5s", "duration: 5"),
    "tests/a/top.yaml": "include: ../b/base.yaml\nname: top\n",
  });
  assert.ok(!broken.ok);
  assert.equal(broken.fault.place?.file, "tests/b/base.yaml");
  assert.equal(broken.fault.place?.line, 5);
});

Deno.test("files that include each other, or nothing, are refused", () => {
  const circle = load({
    "tests/b/base.yaml": `include: ../a/top.yaml\n${base}`,
    "tests/a/top.yaml": "include: ../b/base.yaml\nname: top\n",
  });
  assert.ok(!circle.ok);
  assert.match(circle.fault.message, /more than/);
  const none = load({ "tests/a/top.yaml": `${base}\ninclude: []\n` });
  assert.ok(!none.ok);
  const lost = load({ "tests/a/top.yaml": `${base}\ninclude: nowhere.yaml\n` });
  assert.ok(!lost.ok);
  assert.equal(lost.fault.place?.file, "tests/a/top.yaml");
});
