/** What would have been: planted changes are traced to their stage, decisions told one by one. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { diffRecordings, verifyRecording, whatIf, wholeRun } from "core/replay/mod.ts";
import { load, record } from "tests/sim/scenario/simulate.ts";

const plain = load("tests/sim/scenario/open_plain.yaml");
const { bytes } = record(plain);
const demo = record(load("sim/scenarios/demo.yaml")).bytes;

function override(path: string, value: unknown) {
  return { path, value, label: "--what-if", place: null };
}

const planted = [
  ["kernel.limits.maxLinearMps2", 0.2, "limiter"],
  ["kernel.wheelPid.kp", 0.9, "controller"],
] as const;

for (const [path, value, stage] of planted) {
  Deno.test(`verifyRecording() traces a change of ${path} to the ${stage}`, () => {
    const found = verifyRecording(demo, [override(path, value)]);
    if (!found.ok) return assert.fail(found.fault.message);
    assert.equal(found.value.outcome, "different");
    assert.equal(found.value.trace?.stage, stage, JSON.stringify(found.value.firstDifference));
    assert.ok((found.value.trace?.lastInputs.length ?? 0) > 0);
  });
}

Deno.test("whatIf() without a change changes nothing", () => {
  const found = unwrap(whatIf(demo, [], wholeRun));
  assert.equal(found.changed, 0);
  assert.equal(found.differentCommands, 0);
  assert.ok(found.decisions.length >= 8);
  assert.deepEqual(found.recordedActions, found.replayedActions);
});

Deno.test("whatIf() tells which decision a lower limit would have changed, and why", () => {
  const found = unwrap(whatIf(bytes, [override("kernel.limits.maxLinearMps", 0.05)], wholeRun));
  const changed = found.decisions.filter((row) => !row.isSame);
  assert.ok(changed.length > 0);
  assert.equal(changed[0]?.recorded?.verdict, "accepted");
  assert.match(changed[0]?.replayed?.reason ?? "", /0\.05/);
  assert.ok(found.differentCommands > 0);
});

Deno.test("whatIf() judges each decision in the situation as recorded", () => {
  const change = [override("kernel.limits.maxLinearMps", 0.3)];
  const found = unwrap(whatIf(demo, change, { fromNs: 20e9, toNs: Infinity }));
  assert.equal(found.changed, 0, JSON.stringify(found.decisions.filter((row) => !row.isSame)));
  assert.ok(found.differentCommands > 1000);
  assert.deepEqual(found.replayedActions, found.recordedActions);
});

Deno.test("diffRecordings() of one run with itself is identical", () => {
  const found = unwrap(diffRecordings(bytes, bytes, wholeRun));
  assert.equal(found.outcome, "identical");
  assert.ok(found.ticks > 100);
});

Deno.test("diffRecordings() names the first inputs and outputs of two seeds that differ", () => {
  const other = record(plain, 99).bytes;
  const found = unwrap(diffRecordings(bytes, other, wholeRun));
  assert.equal(found.outcome, "different");
  assert.equal(found.firstInputs?.tick, 0);
  assert.ok((found.firstOutputs?.fields.length ?? 0) > 0);
  assert.deepEqual(found.versions.map(({ path }) => path), ["seed"]);
  assert.deepEqual(found.config, []);
});
