/** `mechos map` as users run it: a drive becomes a map that the robot can load. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { isOccupied, loadMap, type OccupancyGrid } from "core/world/map/mod.ts";
import { readFile } from "cli/read_file.ts";
import { runMechos } from "./run_cli.ts";

const scenario = new URL("../../sim/scenarios/world/around-walls.yaml", import.meta.url).pathname;
const office = new URL("../../sim/maps/office.yaml", import.meta.url).pathname;

/** The nearest occupied cell of a map within `reachM` of a point, or Infinity, m. */
function wallNear(map: OccupancyGrid, xM: number, yM: number, reachM: number): number {
  let best = Infinity;
  for (let y = yM - reachM; y <= yM + reachM; y += map.resolutionM) {
    for (let x = xM - reachM; x <= xM + reachM; x += map.resolutionM) {
      const column = Math.floor((x - map.originXM) / map.resolutionM);
      const row = Math.floor((y - map.originYM) / map.resolutionM);
      if (column < 0 || row < 0 || column >= map.widthCells || row >= map.heightCells) continue;
      if (!isOccupied(map.cells[row * map.widthCells + column] ?? 0)) continue;
      best = Math.min(best, Math.hypot(x - xM, y - yM));
    }
  }
  return best;
}

Deno.test("mechos map save makes a map of a drive whose walls are the building's", async () => {
  const cwd = await Deno.makeTempDir();
  const drive = await runMechos(["sim", scenario, "--record", "log.mcap", "--quiet"], { cwd });
  assert.equal(drive.code, 0, drive.err);
  const made = await runMechos(["map", "save", "log.mcap", "--out", "new.yaml", "--json"], { cwd });
  assert.equal(made.code, 0, made.err);
  const told = JSON.parse(made.out);
  assert.ok(told.scans > 50, made.out);
  const map = unwrap(loadMap(`${cwd}/new.yaml`, readFile));
  assert.deepEqual([map.widthCells, map.heightCells], [told.widthCells, told.heightCells]);
  const truth = unwrap(loadMap(office, readFile));
  let walls = 0;
  let away = 0;
  let free = 0;
  for (let cell = 0; cell < map.cells.length; cell++) {
    if (map.cells[cell] === 0) free += 1;
    if (!isOccupied(map.cells[cell] ?? 0)) continue;
    const column = cell % map.widthCells;
    const row = (cell - column) / map.widthCells;
    const x = map.originXM + (column + 0.5) * map.resolutionM;
    const y = map.originYM + (row + 0.5) * map.resolutionM;
    walls += 1;
    if (wallNear(truth, x, y, 0.3) > 0.12) away += 1;
  }
  assert.ok(walls > 200 && free > 2000, `${walls} wall cells, ${free} free cells`);
  assert.ok(away < walls * 0.05, `${away} of ${walls} wall cells are no walls`);
  const again = await runMechos(["map", "save", "log.mcap", "--out", "new.yaml"], { cwd });
  assert.equal(again.code, 2, again.err);
  assert.match(again.err, /RECORD_EXISTS/);
  const cut = ["--force", "--to", "2s", "--resolution", "0.1"];
  const forced = await runMechos(["map", "save", "log.mcap", "--out", "new.yaml", ...cut], { cwd });
  assert.equal(forced.code, 0, forced.err);
  assert.equal(unwrap(loadMap(`${cwd}/new.yaml`, readFile)).resolutionM, 0.1);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("mechos map save exits 2, 3 or 4 and leaves no file where there is no map to make", async () => {
  const cwd = await Deno.makeTempDir();
  await Deno.writeTextFile(`${cwd}/text.mcap`, "no recording\n");
  const cases: readonly (readonly [readonly string[], number])[] = [
    [["map", "save", "gone.mcap", "--out", "m"], 4],
    [["map", "save", "text.mcap", "--out", "m"], 3],
    [["map", "save", "text.mcap", "--out", "m", "--resolution", "0"], 2],
    [["map", "save", "text.mcap", "--out", "m", "--from", "3s", "--to", "2s"], 2],
    [["map", "save", "text.mcap"], 2],
  ];
  for (const [args, code] of cases) {
    const run = await runMechos(args, { cwd });
    assert.equal(run.code, code, `${args.join(" ")}: ${run.err}`);
  }
  const left: string[] = [];
  for await (const entry of Deno.readDir(cwd)) left.push(entry.name);
  assert.deepEqual(left, ["text.mcap"]);
  await Deno.remove(cwd, { recursive: true });
});
