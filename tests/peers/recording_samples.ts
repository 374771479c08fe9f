/** Recordings of every making, for readers of others: whole, cut, merged, recovered, in parts. @module */
import { unwrap } from "core/fault.ts";
import {
  createMemorySink,
  cutRecording,
  mergeRecordings,
  recoverRecording,
} from "core/record/mod.ts";
import { recordRun } from "tests/core/record/record_run.ts";
import { load, record } from "tests/sim/scenario/simulate.ts";

/** Their bytes by file name. */
export function recordingSamples(): Map<string, Uint8Array> {
  const { bytes } = record(load("tests/sim/scenario/open_plain.yaml"));
  const made = (work: (sink: ReturnType<typeof createMemorySink>) => void): Uint8Array => {
    const sink = createMemorySink();
    work(sink);
    return sink.bytes();
  };
  const cut = made((sink) => unwrap(cutRecording(bytes, sink, { fromNs: 1e9, toNs: 3e9 })));
  const { folder } = recordRun(3.9, { splitNs: 2e9 });
  const parts = [...folder.files].filter(([name]) => name.endsWith(".mcap"));
  return new Map([
    ["whole.mcap", bytes],
    ["cut.mcap", cut],
    ["merged.mcap", made((sink) => unwrap(mergeRecordings([bytes, cut], sink)))],
    [
      "recovered.mcap",
      made((sink) => unwrap(recoverRecording(bytes.subarray(0, bytes.length >> 1), sink))),
    ],
    ...parts,
  ]);
}
