import assert from "node:assert/strict";
import { runMechos } from "./run_cli.ts";

const robot = new URL("../../sim/robots/rover.yaml", import.meta.url).pathname;
/** Bad gains on purpose: a weak feed-forward, a strong integral that swings. */
const scenario = `mechos: scenario/1
name: steps
robot: ${robot}
set: { kernel.wheelPid.kf: 0.6, kernel.wheelPid.ki: 12, kernel.wheelPid.kp: 0.05 }
duration: 7s
brain:
  script:
    - { at: 500ms, intent: { action: drive, linearMps: 0.4, angularRadps: 0, durationMs: 2500 } }
    - { at: 4s, intent: { action: turn, angleDeg: 60 } }
expect: [ { eventually: "robot.x > 0.5" } ]
`;

interface Found {
  readonly outcome: string;
  readonly cost: { readonly before: number; readonly after: number };
  readonly gains: readonly {
    readonly path: string;
    readonly before: number;
    readonly after: number;
  }[];
  readonly measures: readonly {
    readonly name: string;
    readonly before: number;
    readonly after: number;
  }[];
}

Deno.test("tune auto finds better gains, the same each time, and writes only what was asked for", async () => {
  const cwd = await Deno.makeTempDir();
  await Deno.writeTextFile(`${cwd}/steps.yaml`, scenario);
  const words = ["tune", "auto", "wheelPid", "--sim", "steps.yaml", "--budget", "14", "--json"];
  const first = await runMechos(words, { cwd });
  assert.equal(first.code, 0, first.err);
  const there: string[] = [];
  for await (const entry of Deno.readDir(cwd)) there.push(entry.name);
  assert.deepEqual(there, ["steps.yaml"]);
  const found: Found = JSON.parse(first.out);
  assert.equal(found.outcome, "better");
  assert.ok(found.cost.after < 0.8 * found.cost.before, first.out);
  const error = found.measures.find((one) => one.name === "trackingError");
  assert.ok(error !== undefined && error.after < error.before, first.out);
  const kf = found.gains.find((one) => one.path === "kernel.wheelPid.kf");
  assert.equal(kf?.before, 0.6);

  const second = await runMechos([...words, "--out", "gains.yaml", "--plot", "loop.svg"], { cwd });
  const again: Found = JSON.parse(second.out);
  assert.deepEqual(again.gains, found.gains);
  assert.match(await Deno.readTextFile(`${cwd}/loop.svg`), /^<svg .*polyline.*<\/svg>\n$/s);
  // The layer is a config that lies over the robot's.
  const shown = await runMechos(
    ["config", "show", "--json", "--config", robot, "--config", "gains.yaml"],
    { cwd },
  );
  assert.equal(shown.code, 0, shown.err);
  const config: { kernel: { wheelPid: { kf: number } } } = JSON.parse(shown.out);
  assert.equal(config.kernel.wheelPid.kf, kf?.after);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("tune auto says what is wrong with the words it was given", async () => {
  const scene = "sim/scenarios/modes/waits-for-a-start.yaml";
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [["whelPid", "--sim", scene], 2, /did you mean "wheelPid"/],
    [["wheelPid"], 2, /--sim names none/],
    [["wheelPid", "--sim", "absent.yaml"], 4, /absent\.yaml/],
    [["follow", "--sim", scene, "--budget", "0"], 2, /--budget/],
    [["follow", "--sim", scene], 3, /never drives to a goal/],
  ];
  const runs = await Promise.all(cases.map(([words]) => runMechos(["tune", "auto", ...words])));
  for (const [index, [words, code, text]] of cases.entries()) {
    assert.equal(runs[index]?.code, code, `${words.join(" ")}: ${runs[index]?.err}`);
    assert.match(runs[index]?.err ?? "", text);
  }
});
