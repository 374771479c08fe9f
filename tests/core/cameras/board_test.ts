import assert from "node:assert/strict";
import { createSharedMemory, openRegion } from "core/bus/mod.ts";
import { createImageBoard, createImageTaker } from "core/cameras/mod.ts";
import { encodePng, writeImageRecord } from "core/image/mod.ts";
import { seeingConfig } from "tests/fixtures/brain_config.ts";

const cameras = [
  { kind: "camera", name: "front" },
  { kind: "camera", name: "above", view: "top" },
];

function recordOf(index: number, seq: number): Uint8Array {
  const data = new Uint8Array(12).fill(seq);
  const png = encodePng({ widthPx: 2, heightPx: 2, bits: 8, channels: 3, data });
  const image = { camera: "", seq, measuredNs: seq * 1e9, widthPx: 2, heightPx: 2, png };
  const record = writeImageRecord(image, index);
  if (record === null) throw new Error("A PNG is an image");
  return record;
}

Deno.test("what the HAL's thread shows is taken once by each reader, the newest of each camera", () => {
  const memory = createSharedMemory();
  const config = seeingConfig(cameras);
  const show = createImageBoard(openRegion(memory, "hal"));
  const [recorder, link] = [openRegion(memory, "recorder"), openRegion(memory, "link")].map((one) =>
    createImageTaker(one, config)
  );
  assert.ok(recorder !== undefined && link !== undefined);
  show([recordOf(0, 1), recordOf(1, 1), recordOf(0, 2), recordOf(3, 9), recordOf(77, 9)]);
  const seen = (take: typeof link) => take().map(({ camera, seq }) => `${camera} ${seq}`);
  assert.deepEqual(seen(recorder), ["front 2", "above 1"]);
  assert.deepEqual(seen(recorder), []);
  show([recordOf(1, 2)]);
  assert.deepEqual(seen(link), ["front 2", "above 2"]);
});
