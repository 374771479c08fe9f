/** The writing thread of the carrier tests: floods one slot and one ring as fast as it can. */
import { createRingWriter, createSlotWriter } from "core/bus/mod.ts";

interface Job {
  readonly memory: SharedArrayBuffer;
  readonly slot: { offset: number; bytes: number };
  readonly ring: { offset: number; bytes: number };
  readonly stopOffset: number;
  readonly count: number;
}

declare const self: {
  onmessage: ((event: MessageEvent<Job>) => void) | null;
  postMessage(value: unknown): void;
};

self.onmessage = ({ data: job }) => {
  const slot = createSlotWriter(job.memory, job.slot.offset, job.slot.bytes);
  const ring = createRingWriter(job.memory, job.ring.offset, job.ring.bytes);
  const stop = new Int32Array(job.memory, job.stopOffset, 1);
  const words = new Int32Array(64);
  let pushed = 0;
  for (let i = 1; i <= job.count; i++) {
    const length = 4 * (1 + (i * 7) % 60);
    words.fill(i, 0, length / 4);
    if (ring.push(i & 127, words, length)) pushed += 1;
    words.fill(i);
    slot.write(words, 256);
    if (i === job.count >> 1) Atomics.store(stop, 0, 1);
  }
  self.postMessage({ pushed, drops: ring.drops() });
};
