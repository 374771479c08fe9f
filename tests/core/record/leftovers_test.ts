/** What a crash left in the folder is put right at the next start. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { createLeftovers, recordingInfo } from "core/record/mod.ts";
import { verifyRecording } from "core/replay/mod.ts";
import { memoryFolder } from "./memory_folder.ts";
import { recordRun } from "./record_run.ts";

const second = 1_000_000_000;

function crashed(): Uint8Array {
  const { folder } = recordRun(4, {});
  const [[, bytes] = ["", new Uint8Array(0)]] = [...folder.files].filter(([name]) =>
    name.endsWith(".mcap")
  );
  return bytes.slice(0, Math.floor(bytes.length * 0.7));
}

Deno.test("createLeftovers() finishes cut parts, removes litter, and leaves the rest alone", () => {
  const folder = memoryFolder();
  const torn = crashed();
  const name = "20260101T000000Z-rover-002.mcap";
  folder.files.set(name, torn);
  folder.files.set("20260101T000000Z-rover.reserve", new Uint8Array(100));
  folder.files.set("20260101T000000Z-rover-001.mcap.recovering", new Uint8Array(100));
  folder.files.set("somebodys.mcap", torn);
  folder.files.set("20261124T233000Z-rover-000.mcap", torn);
  const work = createLeftovers(folder, "20261124T233000Z-rover");
  const done: string[] = [];
  for (let nowNs = 0; nowNs < 20 * second && !work.isDone; nowNs += 0.01 * second) {
    const found = work.step(nowNs);
    if (found !== null) {
      assert.ok(found.report.ok, JSON.stringify(found.report));
      done.push(found.name);
    }
  }
  assert.ok(done.includes(name));
  assert.equal(folder.files.has("20260101T000000Z-rover.reserve"), false);
  assert.equal(folder.files.has("20260101T000000Z-rover-001.mcap.recovering"), false);
  const bytes = folder.files.get(name) ?? new Uint8Array(0);
  assert.equal(unwrap(recordingInfo(bytes)).outcome, "whole");
  assert.equal(unwrap(verifyRecording(bytes)).outcome, "identical");
  for (const other of ["somebodys.mcap", "20261124T233000Z-rover-000.mcap"]) {
    assert.equal(folder.files.get(other), torn, other);
  }
});

Deno.test("createLeftovers() does not touch a part that grows", () => {
  const folder = memoryFolder();
  const torn = crashed();
  const name = "20261123T000000Z-other-000.mcap";
  folder.files.set(name, torn);
  const work = createLeftovers(folder, "mine");
  work.step(0);
  folder.files.set(name, new Uint8Array([...torn, 1]));
  for (let nowNs = second; nowNs < 6 * second; nowNs += second) {
    assert.equal(work.step(nowNs), null);
  }
  assert.equal(work.isDone, true);
});
