/**
 * The kernel thread: no rights, no I/O, no event loop. It is told its parameters once, asks for
 * real-time scheduling if it may, and then steps until it is told to quit.
 *
 * @module
 */
import { askForRealtime, type RealtimeOutcome } from "./scheduling.ts";
import { createKernelLoop, runKernelLoop } from "./loop.ts";
import type { KernelParams } from "core/kernel/mod.ts";

/** What the supervisor tells the kernel thread. */
export interface KernelJob {
  readonly memory: SharedArrayBuffer;
  readonly params: KernelParams;
  /** Path of the C library; null = ordinary scheduling. */
  readonly libc: string | null;
}

/** What the kernel thread answers before its first tick. */
export interface KernelReady {
  readonly realtime: RealtimeOutcome;
}

declare const self: {
  onmessage: ((event: MessageEvent<KernelJob>) => void) | null;
  postMessage(message: KernelReady): void;
};

self.onmessage = ({ data }) => {
  const loop = createKernelLoop(data.memory, data.params);
  const realtime = data.libc === null
    ? { granted: false, reason: "not asked for" }
    : askForRealtime(data.libc);
  loop.region.words.set("realtime", realtime.granted ? 1 : data.libc === null ? 0 : 2);
  self.postMessage({ realtime });
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  const originMs = performance.now();
  runKernelLoop(loop, {
    nowMs: () => performance.now() - originMs,
    sleep: (ms) => void Atomics.wait(sleeper, 0, 0, ms),
  });
};
