/**
 * The recorder thread: write right to one folder, nothing else. It drains the kernel's ring, turns
 * ticks into messages, and closes chunks on time. It is never waited for: where it falls behind,
 * the ring drops and counts.
 *
 * @module
 */
import { createRecorderLoop, type RecorderJob, runRecorderLoop } from "./recorder_loop.ts";

declare const self: {
  onmessage: ((event: MessageEvent<RecorderJob>) => void) | null;
  postMessage(message: unknown): void;
};

self.onmessage = ({ data }) => {
  const loop = createRecorderLoop(data);
  if (!loop.ok) {
    self.postMessage({ fault: loop.fault });
    return;
  }
  self.postMessage({ ready: true, path: data.path });
  runRecorderLoop(loop.value, () => performance.now(), (fault) => self.postMessage({ fault }));
};
