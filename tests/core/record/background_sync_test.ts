/** What fsync beside the recorder does to a recording whose disk stalls, fails or never answers. */
import assert from "node:assert/strict";
import { memoryFolder } from "./memory_folder.ts";
import { assertFlushed, beginRecording, recordRun } from "./record_run.ts";

const second = 1_000_000_000;

Deno.test("a sync that never ends delays no flush", () => {
  const folder = memoryFolder();
  let syncs = 0;
  folder.sync = () => {
    syncs++;
    return new Promise(() => {});
  };
  const { file } = recordRun(2, { durability: "power" }, (nowNs, { file, folder }) => {
    if (nowNs !== second) return;
    assert.equal(file.isSyncing, true);
    assertFlushed(folder, nowNs);
  }, folder);
  assert.equal(syncs, 1, "a second waits for the first");
  assert.equal(file.status.fault, null);
});

Deno.test("a sync that never ends is told once, and the end of a part is put on the disk", () => {
  const folder = memoryFolder();
  let syncs = 0;
  folder.sync = () => {
    syncs++;
    return new Promise(() => {});
  };
  const { events } = recordRun(15, { durability: "power", splitNs: 8 * second }, undefined, folder);
  assert.equal(syncs, 2, "one by time, one of the part that ended");
  const late = events.filter(({ kind, level }) => kind === "sync" && level === "warning");
  assert.deepEqual(late.map(({ text }) => text.slice(0, 37)), [
    "the disk has not synced for 10 s: a p",
  ]);
});

Deno.test("a sync that fails stops recording, told once, and the next part begins", async () => {
  const folder = memoryFolder();
  folder.sync = () => Promise.reject(new Error("Input/output error (os error 5)"));
  const { file, events } = beginRecording(folder, { durability: "power" });
  file.tick(1 * second);
  // Two turns: of the sync itself, and of what waits for it.
  await Promise.resolve();
  await Promise.resolve();
  assert.equal(file.status.state, "stopped");
  assert.match(file.status.fault?.message ?? "", /^Cannot sync ".*-000.mcap": Input\/output error/);
  folder.sync = () => Promise.resolve();
  file.tick(4 * second);
  assert.equal(file.status.state, "recording");
  assert.equal(events.filter(({ kind }) => kind === "stopped").length, 1);
  file.close(5 * second);
});
