/**
 * A robot of the TurtleBot3's limits in the depot map of others, on a floor that slips: random
 * goals are reached without a touch, outside keep-out, within the speed mask, on ways hardly
 * longer than the shortest; a saved map is read by Python. The figures are printed.
 */
import assert from "node:assert/strict";
import { saveMap } from "core/world/map/mod.ts";
import { isFull } from "tests/tier.ts";
import { loadDepot } from "./depot_site.ts";
import { driveTour, type TourFigures } from "./depot_tour.ts";
import { judgeTours } from "./tour_verdict.ts";

/** Seeds and goals of the tier that is on; the full one takes about half an hour. */
const seeds = isFull ? 20 : 1;
const goals = isFull ? 30 : 10;

Deno.test("depot: random goals are reached, clear of walls and keep-out, by short ways", () => {
  const all: TourFigures[] = [];
  for (let seed = 1; seed <= seeds; seed++) all.push(driveTour(seed, goals));
  judgeTours("depot goals", all, { reachedShare: 0.95, wayRatio: 1.15 });
});

/** Reads a map as map_server does, with nothing of ours. */
const reader = `
import sys
head = dict(line.split(": ", 1) for line in open(sys.argv[1]).read().strip().split("\\n"))
data = open(sys.argv[2], "rb").read()
magic, width, height, levels, pixels = data.split(None, 4)[:4] + [data[-int(data.split()[1]) * int(data.split()[2]):]]
assert magic == b"P5" and levels == b"255"
w, h = int(width), int(height)
cells = []
for row in range(h - 1, -1, -1):
    for x in range(w):
        p = (255 - pixels[row * w + x]) / 255.0
        cells.append(100 if p > float(head["occupied_thresh"]) else 0 if p < float(head["free_thresh"]) else 255)
print(w, h, head["resolution"], head["origin"], sum((i % 9973 + 1) * c for i, c in enumerate(cells)))
`;

Deno.test("saveMap() is read by Python with the same cells", async () => {
  const loaded = loadDepot({ start: [0, 0], durationS: 1, lines: "invariantsOnly: true" });
  const grid = loaded.site?.map;
  assert.ok(grid !== undefined);
  const folder = await Deno.makeTempDir();
  const files = saveMap(grid, "saved");
  await Deno.writeTextFile(`${folder}/saved.yaml`, files.yaml);
  await Deno.writeFile(`${folder}/saved.pgm`, files.pgm);
  const { stdout, stderr, success } = await new Deno.Command("python3", {
    args: ["-c", reader, `${folder}/saved.yaml`, `${folder}/saved.pgm`],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  let sum = 0;
  for (const [i, cell] of grid.cells.entries()) sum += (i % 9973 + 1) * cell;
  const expected = `${grid.widthCells} ${grid.heightCells} 0.05 [0, 0, 0] ${sum}`;
  assert.equal(new TextDecoder().decode(stdout).trim(), expected);
  await Deno.remove(folder, { recursive: true });
});
