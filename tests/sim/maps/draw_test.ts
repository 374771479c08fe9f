import assert from "node:assert/strict";
import { drawOffice } from "sim/maps/draw.ts";

Deno.test("drawOffice() gives the bytes of the files beside it", async () => {
  const folder = new URL("../../../sim/maps/", import.meta.url);
  const files = drawOffice();
  assert.equal(files.size, 6);
  for (const [name, bytes] of files) {
    assert.deepEqual(await Deno.readFile(new URL(name, folder)), bytes, name);
  }
});
