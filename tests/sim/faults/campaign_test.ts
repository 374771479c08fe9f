/**
 * The fault scenarios as a table: each row of the plan that lockstep can show has its file, and
 * says its deadline to the first command (and to standstill, where it must stop).
 */
import assert from "node:assert/strict";

const folder = "sim/scenarios/faults";
const files = [...Deno.readDirSync(folder)].map((entry) => entry.name);

/** Rows of the fault table that arise in kernel, simulator and operator's connection. */
const rows = [
  ...Array.from({ length: 14 }, (_item, i) => `S${String(i + 1).padStart(2, "0")}`),
  ...Array.from({ length: 7 }, (_item, i) => `A${String(i + 1).padStart(2, "0")}`),
  ...["O01", "O02", "O04", "O05", "O06", "O07", "E01", "E02", "E05", "E06"],
  ...["B01", "B02", "B03", "B04", "B05", "X01", "X03", "X06", "X07"],
];

Deno.test("every row of the campaign has its scenario, named by its id", () => {
  for (const id of rows) {
    assert.ok(files.some((name) => name.startsWith(`${id}-`)), `no scenario for ${id}`);
  }
});

Deno.test("every file under core/kernel/HAZARDS.md that it names is there", async () => {
  const page = await Deno.readTextFile("core/kernel/HAZARDS.md");
  const named = page.match(/\b[SAOEBPX]\d\d-[a-z-]+/g) ?? [];
  assert.ok(named.length > 25, `${named.length}`);
  for (const name of named) assert.ok(files.includes(`${name}.yaml`), name);
});
