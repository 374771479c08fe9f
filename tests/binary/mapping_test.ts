/**
 * A robot that maps while it drives, as users run it: `mechos run` with `world.mapping`, the map
 * asked for in the middle and saved at the end, both with the walls of the building.
 */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { isOccupied, loadMap, type OccupancyGrid } from "core/world/map/mod.ts";
import { readFile } from "cli/read_file.ts";
import { LiveRobot, until } from "./live_robot.ts";
import { binary } from "./mechos.ts";

const office = new URL("../../sim/maps/office.yaml", import.meta.url).pathname;

interface MapFigures {
  readonly walls: number;
  readonly free: number;
  /** Occupied cells with no wall of the building within 0.1 m. */
  readonly strange: number;
}

function compare(map: OccupancyGrid, truth: OccupancyGrid): MapFigures {
  const nearWall = (x: number, y: number): boolean => {
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) {
        const column = Math.floor((x - truth.originXM) / truth.resolutionM) + dx;
        const row = Math.floor((y - truth.originYM) / truth.resolutionM) + dy;
        if (isOccupied(truth.cells[row * truth.widthCells + column] ?? 0)) return true;
      }
    }
    return false;
  };
  const found = { walls: 0, free: 0, strange: 0 };
  for (const [cell, value] of map.cells.entries()) {
    if (value === 0) found.free += 1;
    if (!isOccupied(value)) continue;
    const column = cell % map.widthCells;
    const row = (cell - column) / map.widthCells;
    const x = map.originXM + (column + 0.5) * map.resolutionM;
    const y = map.originYM + (row + 0.5) * map.resolutionM;
    found.walls += 1;
    if (!nearWall(x, y)) found.strange += 1;
  }
  return found;
}

Deno.test("mechos run maps what it sees: map save in the middle, and at the end", async () => {
  const robot = await LiveRobot.start({
    set: [
      `world.map=${office}`,
      "world.start={ x: 2, y: 7, yawDeg: 0 }",
      "world.mapping={ enabled: true, sizeM: 30, saveTo: here/hall.yaml }",
    ],
    args: ["--start", "--mission", "go to 5, 7, then wait 60 s"],
  });
  try {
    await Deno.mkdir(`${robot.folder}/here`);
    const save = async (...args: string[]) => {
      const output = await new Deno.Command(binary, {
        args: ["map", "save", "--json", ...args],
        cwd: robot.folder,
        clearEnv: true,
        env: { XDG_RUNTIME_DIR: robot.folder },
        stdin: "null",
      }).output();
      const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
      return { code: output.code, out: text(output.stdout), err: text(output.stderr) };
    };
    await robot.untilDriving();
    await until("there is a map", async () => (await save("--out", "copy.yaml")).code === 0);
    const copy = unwrap(loadMap(`${robot.folder}/copy.yaml`, readFile));
    const twice = await save("--out", "copy.yaml");
    assert.equal(twice.code, 2, twice.err);
    assert.match(twice.out, /RECORD_EXISTS/);
    assert.equal((await save("--from", "1s")).code, 2);
    await until("it stands again", () => {
      const speeds = robot.wheels().slice(-100);
      return speeds.length === 100 && speeds.every(({ speedRadps }) => speedRadps < 0.15);
    }, 40_000);
    robot.signal("SIGTERM");
    assert.equal(await robot.exit(), 0, robot.stdout);
    const told = JSON.parse(robot.stdout);
    assert.equal(told.map, `${robot.folder}/here/hall.yaml`);
    const map = unwrap(loadMap(told.map, readFile));
    const truth = unwrap(loadMap(office, readFile));
    const [early, late] = [compare(copy, truth), compare(map, truth)];
    assert.ok(early.walls > 50, JSON.stringify(early));
    assert.ok(late.walls > 150 && late.free > early.free, JSON.stringify([early, late]));
    assert.ok(late.strange < late.walls * 0.05, JSON.stringify(late));
    const left: string[] = [];
    for await (const { name } of Deno.readDir(`${robot.folder}/here`)) left.push(name);
    assert.deepEqual(left.sort(), ["hall.pgm", "hall.yaml"]);
  } finally {
    await robot.remove();
  }
});

Deno.test("map save of a robot that makes none is exit 4 and says how to", async () => {
  const robot = await LiveRobot.start();
  try {
    const output = await new Deno.Command(binary, {
      args: ["map", "save"],
      cwd: robot.folder,
      clearEnv: true,
      env: { XDG_RUNTIME_DIR: robot.folder },
      stdin: "null",
    }).output();
    assert.equal(output.code, 4);
    assert.match(new TextDecoder().decode(output.stderr), /world\.mapping\.enabled/);
  } finally {
    await robot.remove();
  }
});
