/** Grants over the real socket of a served robot. */
import assert from "node:assert/strict";
import { codeOf, connectRaw, field } from "tests/core/operator/raw_client.ts";
import { startHost, withFolder } from "tests/core/operator/start_host.ts";

Deno.test("a grant over the socket reaches so far and no farther, and is kept in the audit", async () => {
  await withFolder(async (folder) => {
    const { host } = await startHost(folder);
    const client = await connectRaw(host.operator);
    await client.call("wait", { mode: "idle", timeoutMs: 10_000 });
    const speed = async (): Promise<number> => Number((await host.look())["speedMps"]);
    const settle = () => client.call("wait", { mode: "manual", timeoutMs: 1200 });
    await client.call("start");
    await host.drive(0.2);
    await client.call("revoke", { agent: "mission", capability: "drive" });
    await settle();
    assert.ok(await speed() < 1e-3, "revoked");
    const drive = { agent: "mission", capability: "drive" };
    const slow = await client.call("grant", {
      ...drive,
      scope: { maxLinearMps: 0.1, forMs: 2500 },
    });
    assert.equal(field(slow, "result", "mode"), "auto");
    await settle();
    const granted = await speed();
    assert.ok(granted > 0.05 && granted < 0.105, `${granted} m/s`);
    await settle();
    await settle();
    assert.ok(await speed() < 1e-3, "its time is over");
    const away = await client.call("grant", { ...drive, scope: { region: "off" } });
    assert.equal(field(away, "result", "mode"), "auto");
    await settle();
    assert.ok(await speed() < 1e-3, "outside its region");
    const near = await client.call("grant", { ...drive, scope: { region: "yrd" } });
    assert.equal(codeOf(near), "OPERATOR_UNKNOWN");
    assert.equal(
      codeOf(await client.call("grant", { ...drive, scope: { maxLinearMps: -1 } })),
      "OPERATOR_PARAMS",
    );
    client.close();
    assert.deepEqual((await host.look())["violations"], []);
    await host.end();
    let audit = "";
    for await (const entry of Deno.readDir(`${folder}/state-test`)) {
      if (entry.isFile && entry.name.includes("audit")) {
        audit += await Deno.readTextFile(`${folder}/state-test/${entry.name}`);
      }
    }
    assert.match(audit, /"maxLinearMps":0\.1/);
  });
});
