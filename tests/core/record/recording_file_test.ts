/** A recording over parts on a disk that is slow, full, read-only or gone. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import {
  createMemorySink,
  mergeRecordings,
  readMessages,
  type RecordingEvent,
  recordingInfo,
  runName,
} from "core/record/mod.ts";
import { verifyRecording } from "core/replay/mod.ts";
import { memoryFolder } from "./memory_folder.ts";
import { assertFlushed, disk, parts, recordRun } from "./record_run.ts";

const ms = 1_000_000;
const second = 1000 * ms;

function kinds(events: readonly RecordingEvent[]): string[] {
  return events.map((event) => event.kind).filter((kind) => kind !== "part");
}

Deno.test("runName() sorts by time and holds no sign of a path", () => {
  assert.equal(runName("2026-11-24T23:30:00.123Z", "My ../Rover"), "20261124T233000Z-my-rover");
});

Deno.test("createRecordingFile() splits at keyframes; each part and the merged run replay", () => {
  const { folder, file } = recordRun(9.9, { splitNs: 2 * second });
  const found = parts(folder);
  assert.equal(found.length, 5);
  let ticks = 0;
  for (const [name, bytes] of found) {
    const info = unwrap(recordingInfo(bytes));
    assert.equal(info.outcome, "whole", name);
    assert.equal(info.replayable, true, info.reason);
    assert.ok(info.topics.some((one) => one.topic === "/kernel/mode"), `${name} knows the mode`);
    const verified = unwrap(verifyRecording(bytes));
    assert.equal(verified.outcome, "identical", JSON.stringify(verified.firstDifference));
    ticks += verified.ticks;
  }
  const sink = createMemorySink();
  const report = unwrap(mergeRecordings(found.map(([, bytes]) => bytes), sink));
  assert.ok(report.repeated > 4, `${report.repeated} repeated`);
  const merged = unwrap(verifyRecording(sink.bytes()));
  assert.equal(merged.outcome, "identical");
  assert.equal(merged.ticks, ticks);
  assert.equal(file.status.lost, 0);
});

Deno.test("createRecordingFile() splits by size, and on command", () => {
  const { folder } = recordRun(4, { splitBytes: 300_000 });
  assert.ok(parts(folder).length >= 3);
  let asked = false;
  const other = recordRun(4, {}, (nowNs, { file }) => {
    if (nowNs < 1.5 * second || asked) return;
    asked = true;
    file.split("operator");
  });
  assert.equal(parts(other.folder).length, 2);
  assert.ok(other.events.some((event) => event.text.includes("operator")));
});

Deno.test("tick() hands everything older than the flush period to the file", () => {
  recordRun(2, { flushNs: 20 * ms }, (nowNs, { folder }) => {
    if (nowNs % (100 * ms) !== 0 || nowNs === 0) return;
    assertFlushed(folder, nowNs);
  });
});

Deno.test("a full disk stops recording with a whole part, once told, and it goes on after", () => {
  const folder = memoryFolder();
  folder.capacity = 600_000;
  const { events, file } = recordRun(
    12,
    {},
    (nowNs) => {
      if (nowNs > 6 * second) folder.capacity = Infinity;
    },
    folder,
  );
  assert.deepEqual(kinds(events).filter((kind) => kind !== "sync"), ["stopped", "resumed"]);
  assert.ok(file.status.lost > 0);
  const [first, second_] = parts(folder);
  assert.ok(first !== undefined && second_ !== undefined);
  for (const [name, bytes] of [first, second_]) {
    assert.equal(unwrap(recordingInfo(bytes)).outcome, "whole", name);
    const verified = unwrap(verifyRecording(bytes));
    assert.equal(verified.outcome, "identical", `${name} ${JSON.stringify(verified)}`);
  }
  const gaps = [...readMessages(second_[1], { topics: ["/recorder"] })]
    .map((one) => JSON.parse(new TextDecoder().decode(one.data)));
  assert.ok(gaps.some((gap) => gap.event === "gap" && gap.topic === "/kernel/inputs"));
  const missing = gaps.find((gap) => gap.event === "gap" && gap.topic === "/kernel/inputs").count;
  const [a, b] = [first, second_].map(([, bytes]) => unwrap(verifyRecording(bytes)));
  assert.equal((a?.ticks ?? 0) + (b?.ticks ?? 0) + missing, 12 * 200 + 1);
});

Deno.test("a part that is deleted under the recorder is told, and a new one begins", () => {
  let done = false;
  const { events, folder } = recordRun(8, {}, (nowNs, { folder }) => {
    if (nowNs < 2 * second || done) return;
    done = true;
    folder.files.clear();
  });
  assert.deepEqual(kinds(events).filter((kind) => kind !== "sync"), ["stopped", "resumed"]);
  const [last] = parts(folder);
  assert.equal(last?.[0], "20261124T233000Z-rover-001.mcap");
  assert.equal(unwrap(verifyRecording(last?.[1] ?? new Uint8Array(0))).outcome, "identical");
});

Deno.test("a read-only disk is told once and recording resumes when it is gone", () => {
  const { events, folder, file } = recordRun(10, {}, (nowNs, { folder }) => {
    folder.isReadOnly = nowNs > 2 * second && nowNs < 7 * second;
  });
  assert.deepEqual(kinds(events).filter((kind) => kind !== "sync"), ["stopped", "resumed"]);
  assert.equal(file.status.fault, null);
  assert.equal(parts(folder).length, 2);
});

Deno.test("createRecordingFile() on a disk that takes nothing is stopped, and tries again", () => {
  const folder = memoryFolder();
  folder.isReadOnly = true;
  const { events } = recordRun(
    6,
    {},
    (nowNs) => folder.isReadOnly = nowNs < 3 * second,
    folder,
  );
  assert.equal(events[0]?.kind, "stopped");
  assert.equal(
    unwrap(verifyRecording(parts(folder)[0]?.[1] ?? new Uint8Array(0))).outcome,
    "identical",
  );
});

Deno.test("a disk that runs low loses copies first, then all but the essential, then stops", () => {
  const { events, folder } = recordRun(12, {}, (nowNs, { folder }) => {
    const atS = nowNs / second;
    folder.free = atS < 2 ? 500e6 : atS < 5 ? 80e6 : atS < 8 ? 30e6 : atS < 10 ? 1e6 : 500e6;
  });
  assert.deepEqual(
    kinds(events).filter((kind) => kind !== "sync"),
    ["thinned", "thinned", "stopped", "resumed"],
  );
  const [[, bytes] = ["", new Uint8Array(0)]] = parts(folder);
  const last = (topic: string): number => {
    let at = -1;
    for (const message of readMessages(bytes, { topics: [topic] })) at = message.logTimeNs;
    return at / second;
  };
  assert.ok(last("/sensors/imu/imu") < 4, `imu to ${last("/sensors/imu/imu")}`);
  assert.ok(last("/world/pose") > 4 && last("/world/pose") < 7, `pose to ${last("/world/pose")}`);
  assert.ok(last("/kernel/inputs") > 7, `inputs to ${last("/kernel/inputs")}`);
});

Deno.test("the quota deletes the oldest parts, never kept, faulted or foreign ones", () => {
  const folder = memoryFolder();
  const old = (name: string) => folder.files.set(name, new Uint8Array(400_000));
  old("20260101T000000Z-rover-000.mcap");
  old("20260102T000000Z-rover-000.mcap");
  old("20260103T000000Z-rover-000.mcap");
  old("my-own.mcap");
  folder.files.set("20260101T000000Z-rover.keep", new Uint8Array(0));
  folder.files.set("20260102T000000Z-rover.fault", new Uint8Array(0));
  recordRun(
    8,
    { splitNs: second, disk: { ...disk, quotaBytes: 2_000_000, partBytes: 250_000 } },
    () => {},
    folder,
  );
  const names = [...folder.files.keys()];
  assert.ok(names.includes("20260101T000000Z-rover-000.mcap"));
  assert.ok(names.includes("20260102T000000Z-rover-000.mcap"));
  assert.ok(!names.includes("20260103T000000Z-rover-000.mcap"));
  assert.ok(names.includes("my-own.mcap"));
  const used = parts(folder).reduce((sum, [, bytes]) => sum + bytes.length, 0);
  assert.ok(used <= 2_000_000, `${used} bytes`);
});

Deno.test("noteDrops() leaves a gap that makes the run not replayable, and says so", () => {
  let done = false;
  const { folder } = recordRun(3, {}, (nowNs, { file }) => {
    if (nowNs < second || done) return;
    done = true;
    file.noteDrops(file.topic("inputs"), 7);
  });
  const info = unwrap(recordingInfo(parts(folder)[0]?.[1] ?? new Uint8Array(0)));
  assert.equal(info.replayable, false);
  assert.match(info.reason, /7 messages are missing on \/kernel\/inputs/);
});

Deno.test("durability auto chooses by what fsync takes", () => {
  const choose = (syncMs: number): number => {
    const folder = memoryFolder();
    folder.syncMs = syncMs;
    const { file } = recordRun(0.1, { durability: "auto" }, () => {}, folder);
    return file.status.sync.everyNs;
  };
  assert.equal(choose(1), 100 * ms);
  assert.equal(choose(50), second);
  assert.equal(choose(900), Infinity);
});

const box = { beforeNs: 3 * second, afterNs: second, capacityBytes: 4_000_000 };

Deno.test("the black box holds the last seconds, what follows, and replays", () => {
  let done = false;
  const { folder, events } = recordRun(
    10,
    { isContinuous: false, blackBox: box },
    (nowNs, { file }) => {
      if (nowNs < 6 * second || done) return;
      done = true;
      file.trigger("snapshot", nowNs);
    },
  );
  const [only, ...more] = parts(folder);
  assert.equal(more.length, 0);
  assert.match(only?.[0] ?? "", /-blackbox-00-snapshot\.mcap$/);
  const bytes = only?.[1] ?? new Uint8Array(0);
  const info = unwrap(recordingInfo(bytes));
  assert.equal(info.replayable, true, info.reason);
  const verified = unwrap(verifyRecording(bytes));
  assert.equal(verified.outcome, "identical", JSON.stringify(verified.firstDifference));
  assert.ok(Math.abs(verified.endNs - 7 * second) < 20 * ms, `${verified.endNs}`);
  assert.ok(verified.startNs <= 4 * second + 10 * ms, `${verified.startNs}`);
  assert.ok(info.topics.some((one) => one.topic === "/kernel/mode"), "the mode of before");
  assert.deepEqual(kinds(events), ["sync", "blackBox"]);
});

Deno.test("the black box waits in memory for a disk that takes it", () => {
  let done = false;
  const { folder, events } = recordRun(
    14,
    { isContinuous: false, blackBox: box },
    (nowNs, { file, folder }) => {
      folder.isReadOnly = nowNs < 10 * second;
      if (nowNs < 4 * second || done) return;
      done = true;
      file.trigger("crash", nowNs);
    },
  );
  assert.equal(events.filter((event) => event.level === "error").length, 1);
  const [only] = parts(folder);
  const verified = unwrap(verifyRecording(only?.[1] ?? new Uint8Array(0)));
  assert.equal(verified.outcome, "different");
  assert.equal(verified.firstDifference?.path, "inputs");
  assert.ok(verified.endNs >= 4 * second - 10 * ms, `held to ${verified.endNs}`);
});
