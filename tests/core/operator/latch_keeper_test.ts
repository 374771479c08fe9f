import assert from "node:assert/strict";
import { openLatchStore } from "core/operator/mod.ts";
import { codeOf, createBench, field } from "tests/core/operator/bench.ts";

const wallMs = () => 1_764_000_000_000;

async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; !isTrue() && tries < 500; tries++) {
    await new Promise<void>((done) => setTimeout(done, 2));
  }
}

Deno.test("a latch is on disk, whoever pressed it, until it was reset", async () => {
  const folder = await Deno.makeTempDir();
  const store = await openLatchStore(`${folder}/state`, wallMs);
  assert.ok(store.ok);
  const bench = createBench(undefined, store.value);
  bench.run(600);
  const found = async () => {
    const again = await openLatchStore(`${folder}/state`, wallMs);
    assert.ok(again.ok);
    return again.value.found;
  };
  bench.robot.port.pressStop();
  bench.run(50);
  // Writes are in order: once this one is done, so is the latch's.
  assert.ok((await store.value.close()).ok);
  assert.deepEqual([(await found()).reason, (await found()).latchId], ["latched", 1]);
  const { call } = bench.person();
  assert.ok("result" in await call("reset", { latchId: 1 }));
  assert.ok((await store.value.close()).ok);
  assert.equal((await found()).reason, "clear");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a robot whose latch cannot be kept says so and does not start again", async () => {
  const folder = await Deno.makeTempDir();
  const store = await openLatchStore(`${folder}/state`, wallMs);
  assert.ok(store.ok);
  const bench = createBench(undefined, store.value);
  bench.run(600);
  await Deno.rename(`${folder}/state/estop`, `${folder}/elsewhere`);
  const { call } = bench.person();
  assert.equal(field(await call("estop"), "result", "latched"), true);
  const unmet = (status: unknown): string => JSON.stringify(field(status, "result", "arming"));
  let status = await call("status");
  await until(() => {
    call("status").then((next) => {
      status = next;
    });
    bench.run(50);
    return unmet(status).includes("latchStore");
  });
  assert.match(unmet(status), /Cannot keep the E-stop latch/);
  assert.ok("result" in await call("reset", { latchId: 1 }));
  assert.equal(codeOf(await call("start")), "OPERATOR_NOT_ARMED");
  await Deno.rename(`${folder}/elsewhere`, `${folder}/state/estop`);
  await Deno.remove(folder, { recursive: true });
});
