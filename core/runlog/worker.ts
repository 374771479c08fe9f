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
  const clockMs = (): number => performance.now();
  const loop = createRecorderLoop(data, clockMs, (said) => self.postMessage(said));
  self.postMessage({ ready: true, path: data.path });
  void runRecorderLoop(loop);
};
