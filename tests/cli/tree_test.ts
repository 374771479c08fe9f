/** `mechos tree` as users run it. */
import assert from "node:assert/strict";
import { runMechos } from "./run_cli.ts";

async function withFile(name: string, text: string, use: (path: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/${name}`, text);
    await use(`${folder}/${name}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const foreign = `<root BTCPP_format="4"><BehaviorTree ID="Go">
  <Sequence><ComputePathToPose goal="{g}"/><Stop/></Sequence>
</BehaviorTree></root>`;

Deno.test("mechos tree check lists unknown nodes; --strict makes them a failure", async () => {
  await withFile("go.xml", foreign, async (path) => {
    const plain = await runMechos(["tree", "check", path]);
    assert.equal(plain.code, 0, plain.err);
    assert.match(plain.out, /ComputePathToPose {2}leaf {2}\S+go\.xml:2:13/);
    const strict = await runMechos(["tree", "check", path, "--strict", "--json"]);
    assert.equal(strict.code, 1, strict.err);
    const told = JSON.parse(strict.out);
    assert.equal(told.runnable, false);
    assert.deepEqual(told.unknown[0].places, [{ line: 2, column: 13 }]);
  });
});

Deno.test("mechos tree show draws the built-in tree, and an SVG where asked", async () => {
  await withFile("x.txt", "", async (path) => {
    const svg = path.replace("x.txt", "tree.svg");
    const shown = await runMechos(["tree", "show", "--svg", svg]);
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /├─ Honk {2}msec=1000/);
    assert.match(await Deno.readTextFile(svg), /^<svg /);
  });
});

Deno.test("mechos tree check exits 3 for a bad file, 4 for one that is not there", async () => {
  await withFile("bad.yaml", "mechos: tree/1\ntree: stopp\n", async (path) => {
    const bad = await runMechos(["tree", "check", path, "--json"]);
    assert.equal(bad.code, 3);
    const { error } = JSON.parse(bad.out);
    assert.deepEqual([error.code, error.line, error.column], ["CONFIG_TREE_NODE", 2, 7]);
    const gone = await runMechos(["tree", "check", `${path}.not`]);
    assert.equal(gone.code, 4);
  });
});
