import assert from "node:assert/strict";
import { runMechos } from "./run_cli.ts";

const scenario = new URL("../../sim/scenarios/driving/straight.yaml", import.meta.url).pathname;

Deno.test("sim --from goes on from a recording, splices faults in, and is repeated by its command", async () => {
  const cwd = await Deno.makeTempDir();
  const made = await runMechos(["sim", scenario, "--record", "log.mcap", "--quiet"], { cwd });
  assert.equal(made.code, 0, made.err);
  const from = ["sim", "--from", "log.mcap", "--for", "2s"];
  const fault = [...from, "--fault", "lidar.off@3s"];
  const good = await runMechos(fault, { cwd });
  assert.equal(good.code, 0, good.out + good.err);
  assert.match(good.out, /ok {3}hold within 300 ms of lidar.off/);
  const slow = ["--set", "failsafe.watchdogs.lidarMs=1500"];
  const late = await runMechos([...fault, ...slow], { cwd });
  assert.equal(late.code, 1, late.out + late.err);
  const again = /again: mechos (.*)/.exec(late.out)?.[1]?.split(" ") ?? [];
  const repeated = await runMechos([...again, "--jobs", "2"], { cwd });
  assert.equal(repeated.code, 1, `${again.join(" ")}: ${repeated.err}`);
  const told = await runMechos(["sim", "explain", ...fault.slice(1)], { cwd });
  assert.match(told.out, /at 3 s: fault lidar.off to the end/);
  const refused: readonly (readonly string[])[] = [
    ["sim", "--fault", "lidar.off@3s", scenario],
    [...from, scenario],
    [...from, "--shrink"],
    [...from, "--fault", "lidar.off"],
    [...from, "--at", "soon"],
  ];
  for (const args of refused) {
    const { code, err } = await runMechos(args, { cwd });
    assert.equal(code, 2, `${args.join(" ")}: ${err}`);
  }
  const unknown = await runMechos([...from, "--fault", "lidar.of@3s"], { cwd });
  assert.equal(unknown.code, 3, unknown.err);
  assert.match(unknown.err, /lidar\.off/);
  assert.equal((await runMechos(["sim", "--from", "no.mcap"], { cwd })).code, 4);
  assert.equal((await runMechos([...from, "--at", "900s"], { cwd })).code, 3);
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("sim calibrate writes a robot file that check takes, a picture, and says what is not told", async () => {
  const cwd = await Deno.makeTempDir();
  await runMechos(["sim", scenario, "--record", "log.mcap", "--quiet"], { cwd });
  const args = ["sim", "calibrate", "log.mcap"];
  const told = await runMechos(args, { cwd });
  assert.equal(told.code, 0, told.err);
  assert.match(told.out, /robot\.drive\.motorLagS +\d[\d.]* -> \d/);
  assert.match(told.out, /robot\.drive\.wheelRadiusM .*kept: .*pose fixes/);
  const made = await runMechos([...args, "--out", "r.yaml", "--plot", "p.svg", "--json"], { cwd });
  const document: unknown = JSON.parse(made.out);
  assert.ok(typeof document === "object" && document !== null && "fits" in document);
  assert.match(await Deno.readTextFile(`${cwd}/p.svg`), /^<svg /);
  const checked = await runMechos(["config", "check", "--config", "r.yaml"], { cwd });
  assert.equal(checked.code, 0, checked.err);
  assert.equal((await runMechos(["sim", "calibrate"], { cwd })).code, 2);
  assert.equal((await runMechos(["sim", scenario, "--out", "x"], { cwd })).code, 2);
  assert.equal((await runMechos(["sim", "calibrate", "no.mcap"], { cwd })).code, 4);
  await Deno.remove(cwd, { recursive: true });
});
