/** The folder of a recorder on a real disk. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { diskFolder } from "core/record/mod.ts";

Deno.test("diskFolder() syncs a file in the background while it is written", async () => {
  const path = await Deno.makeTempDir({ prefix: "mechos-sync-" });
  try {
    const file = unwrap(diskFolder(path).create("part"));
    const block = new Uint8Array(4096).fill(7);
    for (let i = 0; i < 20; i++) {
      const synced = file.syncData();
      for (let k = 0; k < 50; k++) assert.equal(file.writeSync(block), block.length);
      await synced;
    }
    file.close();
    assert.equal((await Deno.stat(`${path}/part`)).size, 20 * 50 * 4096);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
});
