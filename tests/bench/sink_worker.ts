/** A thread that takes messages and does nothing: the other end of postMessage. @module */

declare const self: { onmessage: ((event: MessageEvent<unknown>) => void) | null };

self.onmessage = () => {};
