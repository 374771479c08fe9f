/**
 * The HAL thread: one driver, its device, the rights that its manifest declares. It blocks for at
 * most a tick at a time and lets the event loop carry bytes in between.
 *
 * @module
 */
import { type HalJob, runHal } from "./hal_thread.ts";

declare const self: {
  onmessage: ((event: MessageEvent<HalJob>) => void) | null;
  postMessage(message: unknown): void;
};

self.onmessage = ({ data }) => {
  void runHal(data, (message) => self.postMessage(message));
};
