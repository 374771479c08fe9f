/** Commands that go on until they are ended: watching, and holding the lease. */
import assert from "node:assert/strict";
import { withHost } from "tests/core/operator/start_host.ts";
import { runMechos, streamMechos } from "tests/cli/run_cli.ts";

function parse(line: string | null): Record<string, unknown> {
  const value: unknown = JSON.parse(line ?? "null");
  assert.ok(typeof value === "object" && value !== null, `no object: ${line}`);
  return { ...value };
}

Deno.test("status --watch --jsonl says the state again and again, a line each", async () => {
  await withHost(async (_host, folder) => {
    const env = { XDG_RUNTIME_DIR: folder };
    const watch = streamMechos(["status", "--watch", "50ms", "--jsonl"], env);
    const first = parse(await watch.line());
    const second = parse(await watch.line());
    const third = parse(await watch.line());
    assert.ok(Number(third["tick"]) > Number(first["tick"]), "it is looked at anew");
    assert.equal(second["robot"], "test");
    watch.signal("SIGTERM");
    await watch.ended();
    assert.equal((await runMechos(["status", "--watch", "10ms"], { env })).code, 2);
  });
});

Deno.test("tune watch says each change, whoever made it", async () => {
  await withHost(async (_host, folder) => {
    const env = { XDG_RUNTIME_DIR: folder };
    assert.equal((await runMechos(["wait", "--mode", "idle"], { env })).code, 0);
    const watch = streamMechos(["tune", "watch", "--jsonl"], env);
    const path = "kernel.limits.maxLinearMps";
    const heard = watch.line();
    // What was set before it listened is not heard: set until one is.
    let over = false;
    void heard.then(() => over = true);
    for (let step = 0; !over && step < 50; step++) {
      const value = 0.1 + step * 0.001;
      assert.equal((await runMechos(["tune", "set", path, `${value}`], { env })).code, 0);
    }
    const change = parse(await heard);
    assert.equal(change["path"], path);
    assert.ok(Number(change["value"]) >= 0.1, JSON.stringify(change));
    watch.signal("SIGTERM");
    await watch.ended();
  });
});

Deno.test("take --hold keeps the lease until it is ended, and gives it back then", async () => {
  await withHost(async (host, folder) => {
    const env = { XDG_RUNTIME_DIR: folder };
    assert.equal((await runMechos(["wait", "--mode", "idle"], { env })).code, 0);
    const hold = streamMechos(["take", "--hold"], env);
    assert.match(await hold.line() ?? "", /^taken: mode manual, held until Ctrl-C/);
    for (let look = 0; look < 20; look++) assert.equal((await host.look())["mode"], "manual");
    const other = await runMechos(["take"], { env });
    assert.equal(other.code, 1);
    assert.match(other.err, /^error\[OPERATOR_LEASE/);
    hold.signal("SIGINT");
    assert.deepEqual(await hold.ended(), { code: 0, err: "" });
    assert.equal((await host.look())["mode"], "idle");
  });
});
