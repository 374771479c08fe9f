import assert from "node:assert/strict";
import { whyRecorded } from "cli/why_recorded.ts";
import { load, record } from "tests/sim/scenario/simulate.ts";
import { runMechos } from "tests/cli/run_cli.ts";

const { bytes } = record(load("sim/scenarios/demo.yaml"));

Deno.test("whyRecorded() explains the tick at a time of a recording", () => {
  const early = whyRecorded(bytes, 0);
  assert.ok(early.ok && early.value.tick === 0);
  const fault = whyRecorded(bytes, 10);
  assert.ok(fault.ok);
  assert.deepEqual([fault.value.mode, fault.value.cause], ["failsafe", "lidarStale"]);
  assert.ok(Math.abs(fault.value.atS - 10) < 0.01);
  const end = whyRecorded(bytes, Infinity);
  assert.ok(end.ok && end.value.mode === "idle" && end.value.atS > 100);
  assert.ok(!whyRecorded(new Uint8Array(100), 1).ok);
});

Deno.test("why --at T FILE says one line, or what is missing", async () => {
  const file = await Deno.makeTempFile({ suffix: ".mcap" });
  await Deno.writeFile(file, bytes);
  const said = await runMechos(["why", "--at", "10s", file]);
  assert.deepEqual([said.code, said.err], [0, ""]);
  assert.match(
    said.out,
    /^(9\.99\d|10\.000) s: lidar is stale \(lidarStale\): hold; clears with: /,
  );
  const json = JSON.parse((await runMechos(["why", "--at", "10", file, "--json"])).out);
  assert.equal(json.cause, "lidarStale");
  assert.equal((await runMechos(["why", "--at", "10s"])).code, 2);
  assert.equal((await runMechos(["why", "--at", "10s", "nowhere.mcap"])).code, 4);
  await Deno.remove(file);
});
