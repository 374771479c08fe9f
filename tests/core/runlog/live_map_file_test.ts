import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import {
  addScan,
  createLiveMap,
  knownPart,
  openLiveMap,
  squareAbout,
} from "core/perception/mod.ts";
import { mapFilesOf, saveLiveMap } from "core/runlog/mod.ts";
import { loadMap } from "core/world/map/mod.ts";
import { readFile } from "cli/read_file.ts";

const live = openLiveMap(createLiveMap(squareAbout(0, 0, 20, 0.05)));

Deno.test("saveLiveMap() writes what is known, replaces what was there, leaves nothing half done", () => {
  const folder = Deno.makeTempDirSync();
  const stem = `${folder}/hall`;
  assert.equal(unwrap(saveLiveMap(live, stem)), null, "nothing was seen");
  assert.deepEqual([...Deno.readDirSync(folder)], []);
  const scan = {
    rangesM: new Float32Array(90).fill(3),
    count: 90,
    startRad: 0,
    stepRad: Math.PI / 45,
    maxM: 6,
    yawRad: 0,
  };
  for (const xM of [0, 1, 1]) {
    addScan(live.map, { ...scan, xM, yM: 0 });
    const grid = unwrap(saveLiveMap(live, stem));
    assert.deepEqual(grid, knownPart(live.map));
    assert.deepEqual(unwrap(loadMap(`${stem}.yaml`, readFile)), grid);
  }
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assert.deepEqual(names, ["hall.pgm", "hall.yaml"]);
  assert.ok(names.every((name) => mapFilesOf(stem).includes(`${folder}/${name}`)));
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("saveLiveMap() says which file its folder takes not", () => {
  const saved = saveLiveMap(live, "/proc/nowhere/hall");
  assert.ok(!saved.ok);
  assert.equal(saved.fault.code, "WORLD_MAP_WRITE");
  assert.match(saved.fault.message, /\/proc\/nowhere\/hall\.yaml/);
});
