/** Several robots on the command line: a file each, failed runs too, and what `run` refuses. */
import assert from "node:assert/strict";
import { runMechos } from "./run_cli.ts";

const robot = new URL("../../sim/robots/turtlebot3_burger.yaml", import.meta.url).pathname;

function pair(expect: string): string {
  return `mechos: scenario/1
name: pair
robot: ${robot}
duration: 3s
brain: { driver: scripted }
robots:
  left: { start: { x: 0, y: 0 }, mission: "go to 0.3, 0" }
  right: { start: { x: 2, y: 0 } }
expect: [ ${expect} ]
`;
}

interface Robot {
  readonly name: string;
  readonly stateHash: string;
  readonly recording: string | null;
}

interface Document {
  readonly runs: readonly { readonly stateHash: string; readonly robots: readonly Robot[] }[];
}

async function inFolder(text: string, test: (cwd: string) => Promise<void>): Promise<void> {
  const cwd = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${cwd}/pair.yaml`, text);
    await test(cwd);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

Deno.test("sim --record writes a recording for each robot, and replay verifies each", async () => {
  await inFolder(pair("{ atEnd: \"robots.right.mode == 'auto'\" }"), async (cwd) => {
    const run = await runMechos(["sim", "pair.yaml", "--record", "out/", "--json"], { cwd });
    assert.equal(run.code, 0, run.err + run.out);
    const document: Document = JSON.parse(run.out);
    const [first] = document.runs;
    assert.ok(first !== undefined);
    assert.deepEqual(first.robots.map(({ name, recording }) => [name, recording]), [
      ["left", "out/pair-1.mcap"],
      ["right", "out/pair-1-right.mcap"],
    ]);
    assert.equal(first.stateHash, first.robots[0]?.stateHash);
    for (const one of first.robots) {
      const replay = await runMechos(["replay", one.recording ?? "", "--json"], { cwd });
      assert.equal(replay.code, 0, replay.err);
      const found: { outcome: string; stateHash: string } = JSON.parse(replay.out);
      assert.deepEqual([found.outcome, found.stateHash], ["identical", one.stateHash]);
    }
  });
});

Deno.test("sim keeps a recording of each robot of a failed run, and says where", async () => {
  await inFolder(pair('{ never: "robots.right.t > 1" }'), async (cwd) => {
    const run = await runMechos(["sim", "pair.yaml"], { cwd });
    assert.equal(run.code, 1, run.err);
    for (const name of ["pair-1", "pair-1-right"]) {
      assert.ok(run.out.includes(`recording: recordings/failed/${name}.mcap`), run.out);
      await Deno.stat(`${cwd}/recordings/failed/${name}.mcap`);
    }
  });
});

Deno.test("sim explain names every robot and what it is to do", async () => {
  await inFolder(pair('{ never: "contact" }'), async (cwd) => {
    const run = await runMechos(["sim", "explain", "pair.yaml"], { cwd });
    assert.equal(run.code, 0, run.err);
    assert.match(
      run.out,
      /2 robots, on an open plain\n {2}left: mission: go to 0.3, 0\n {2}right: /,
    );
  });
});

Deno.test("run refuses peers, which nothing can reach there", async () => {
  const run = await runMechos(
    ["run", "--check", "--config", robot, "--set", "fleet.peers=[other]"],
    {
      env: { XDG_RUNTIME_DIR: await Deno.makeTempDir() },
    },
  );
  assert.equal(run.code, 3, run.err);
  assert.match(run.err, /error\[LINK_PEERS\].*"other"/);
});
