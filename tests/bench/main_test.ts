import assert from "node:assert/strict";
import { benches } from "./benches.ts";
import { isWanted, readBenchPlan } from "./main.ts";
import { judge, percentile } from "./result.ts";

Deno.test("benches names every figure once", () => {
  const names = benches.flatMap((row) => row.names);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[a-z]+(\.[A-Za-z0-9]+)+$/);
});

Deno.test("readBenchPlan() takes --json and --only with and without a leading --", () => {
  assert.deepEqual(readBenchPlan(["--", "--json", "--only", "kernel.*"]), {
    json: true,
    only: ["kernel.*"],
  });
  assert.deepEqual(readBenchPlan(["--only=a", "--only", "b"]), { json: false, only: ["a", "b"] });
  assert.match(String(readBenchPlan(["--jsn"])), /"--jsn" is no option/);
  assert.match(String(readBenchPlan(["--only"])), /wants a glob/);
});

Deno.test("isWanted() matches globs over whole names", () => {
  assert.equal(isWanted("kernel.step.p50Us", []), true);
  assert.equal(isWanted("kernel.step.p50Us", ["kernel.*"]), true);
  assert.equal(isWanted("kernel.step.p50Us", ["step.*"]), false);
  assert.equal(isWanted("record.timeVsRaw.1kB", ["record.timeVsRaw.?kB", "x"]), true);
  assert.equal(isWanted("kernelxstep", ["kernel.step"]), false);
});

Deno.test("judge() meets a goal that is just reached, in both directions", () => {
  assert.equal(judge("a", 8, "us", "lower", 8).met, true);
  assert.equal(judge("a", 8.1, "us", "lower", 8).met, false);
  assert.equal(judge("a", 100, "x", "higher", 100).met, true);
  assert.equal(judge("a", 99, "x", "higher", 100).met, false);
  assert.equal(judge("a", NaN, "x", "higher", 100).met, false);
});

Deno.test("percentile() gives the value below which the share lies", () => {
  const sorted = Array.from({ length: 1000 }, (_item, i) => i);
  assert.deepEqual([0, 0.5, 0.999, 1].map((share) => percentile(sorted, share)), [
    0,
    500,
    999,
    999,
  ]);
});
