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

/** Scenarios whose reaction is no stop, and what it is instead. */
const noStop: Readonly<Record<string, string>> = {
  "B05-unsafe-speed": "clamped: drives on within its limits",
  "B07-repetition": "never moves",
  "B09-model-missing": "another brain goes on",
  "B10-rate-limited": "waits at rest, then goes on",
  "B11-injected": "refused: what runs goes on",
  "B12-slow-drip": "stands until the first answer",
  "E07-battery-far": "returns",
  "P04-worker-crash": "a warning: motion does not need it",
  "P07-disk-full": "a warning: motion does not need it",
  "P11-clock-jump": "nothing",
  "P13-starvation": "slow",
  "S01-crawl-out": "stands before the fault, then crawls by hand",
  "S01-stale-gyro": "slow",
  "S02-frozen-gyro": "slow",
  "S04-jump": "each scan is rejected: slow, or hold as it falls",
  "S04-jump-encoder": "slow",
  "S05-dropped-10": "no chatter",
  "S05-dropped-50": "no chatter",
  "S06-reorder": "nothing",
  "S08-wrong-unit-gyro": "slow",
  "S13-battery-sag": "slow",
  "S14-battery-lost": "slow",
  "X04-injected-fence": "the fence and the limits hold",
};

Deno.test("every fault scenario has its time to standstill, or is known not to stop", () => {
  for (const name of files.filter((file) => file.endsWith(".yaml"))) {
    const text = Deno.readTextFileSync(`${folder}/${name}`);
    const named = [...text.matchAll(/name: standstill within (\d+) ms/g)].map(([, ms]) => ms);
    const within = [...text.matchAll(/standstill within \d+ ms[\s\S]*?within: (\d+)ms/g)];
    assert.deepEqual(within.map(([, ms]) => ms), named, `${name}: the name says another time`);
    const isKnown = noStop[name.replace(".yaml", "")] !== undefined;
    assert.equal(named.length > 0, !isKnown, name);
  }
});
