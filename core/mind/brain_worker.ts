/**
 * The brain thread of the mind: network to the configured model servers only. It is told the robot
 * once, then polls its brain and answers in frames' messages.
 *
 * @module
 */
import { type BrainJob, runBrain } from "./brain_thread.ts";
import type { Outgoing } from "./brain_loop.ts";

declare const self: {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: Outgoing | { readonly kind: "fault"; readonly value: unknown }): void;
};

let begun: ((message: unknown) => void) | null = null;

self.onmessage = ({ data }) => {
  if (begun !== null) return begun(data);
  begun = runBrain(data as BrainJob, (message) => self.postMessage(message));
};
