/**
 * The brain thread of the mind: network to the configured model servers only. It is told the robot
 * once, then polls its brain and answers in the link's messages.
 *
 * @module
 */
import { beginBrain, type BrainOutgoing } from "core/mind/brain_thread.ts";

declare const self: {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: BrainOutgoing): void;
};

self.onmessage = beginBrain({
  send: (message) => self.postMessage(message),
  random32: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
});
