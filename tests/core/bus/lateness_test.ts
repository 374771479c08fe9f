import assert from "node:assert/strict";
import {
  createPaceReader,
  createSharedMemory,
  latenessBuckets,
  latenessUs,
  openRegion,
} from "core/bus/mod.ts";

Deno.test("latenessUs() gives the upper edge of the bucket that holds the share", () => {
  const histogram = new Int32Array(latenessBuckets + 1);
  histogram[0] = 900;
  histogram[7] = 99;
  histogram[latenessBuckets] = 1;
  assert.equal(latenessUs(histogram, 1000, 0.5), 10);
  assert.equal(latenessUs(histogram, 1000, 0.9), 10);
  assert.equal(latenessUs(histogram, 1000, 0.901), 80);
  assert.equal(latenessUs(histogram, 1000, 0.999), 80);
  assert.equal(latenessUs(histogram, 1000, 1), 20_010);
  assert.equal(latenessUs(new Int32Array(latenessBuckets + 1), 0, 0.5), 0);
});

Deno.test("createPaceReader() reads what the kernel's thread published", () => {
  const memory = createSharedMemory();
  const kernel = openRegion(memory, "kernel");
  const read = createPaceReader(openRegion(memory, "operator"));
  assert.deepEqual(read().latenessUs, { p50: 0, p99: 0, p999: 0, max: 0 });
  const histogram = new Int32Array(latenessBuckets + 1);
  histogram[2] = 10;
  kernel.slotWriter("lateness").write(histogram, 4 * histogram.length);
  kernel.words.count("lateTicks");
  kernel.words.set("latenessMaxUs", 29);
  assert.deepEqual(read(), {
    ticks: 10,
    lateTicks: 1,
    latenessUs: { p50: 30, p99: 30, p999: 30, max: 29 },
  });
});
