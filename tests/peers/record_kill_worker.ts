/** Records one message a millisecond until it is killed, and tells each on stdout. @module */
import { createRecordingFile, defaultMcapOptions, diskFolder } from "core/record/mod.ts";

const [folder = "."] = Deno.args;
const file = createRecordingFile(diskFolder(folder), {
  about: {
    versions: {
      version: "0",
      git: "test",
      deno: "0",
      v8: "0",
      runtime: "test",
      build: "test",
      kernelSchema: "0",
      scenario: "kill",
      seed: "0",
      createdBy: "test",
    },
    config: null,
    scenario: null,
    structs: { inputs: "", outputs: "", keyframe: "" },
  },
  attachments: [],
  writer: defaultMcapOptions,
  baseName: "20260101T000000Z-kill",
  flushNs: 20e6,
  fsyncNs: 100e6,
  durability: "kill",
  splitBytes: Infinity,
  splitNs: Infinity,
  disk: { quotaBytes: Infinity, lowBytes: 0, stopBytes: 0, reserveBytes: 65_536, partBytes: 0 },
  blackBox: null,
  isContinuous: true,
  clockMs: () => performance.now(),
  onEvent: () => {},
});
const topic = file.topic("log");
const message = new Uint8Array(256);
const view = new DataView(message.buffer);
const word = new Int32Array(new SharedArrayBuffer(4));
for (let sent = 0;; sent++) {
  const nowMs = performance.now();
  view.setFloat64(0, nowMs);
  view.setUint32(8, sent);
  file.write(topic, nowMs * 1e6, message);
  file.tick(nowMs * 1e6);
  // Told only after the recorder had it: what is told and not in the file is what the kill took.
  Deno.stdout.writeSync(message.subarray(0, 8));
  Atomics.wait(word, 0, 0, 1);
}
