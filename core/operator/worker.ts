/**
 * The operator thread: the two sockets, the E-stop latch on disk, config on reload. It reads text
 * of strangers, line by line, and has no network and no way to start a program.
 *
 * @module
 */
import { beginOperator, type OperatorSaid } from "./operator_thread.ts";

declare const self: {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: OperatorSaid): void;
};

self.onmessage = beginOperator({
  say: (message) => self.postMessage(message),
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  isoNow: () => new Date().toISOString(),
  random: () => {
    const [a = 0, b = 0, c = 0] = crypto.getRandomValues(new Uint32Array(3));
    return [a, b, c];
  },
});
