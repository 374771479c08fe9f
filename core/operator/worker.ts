/** The operator thread. @module */

declare const self: {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: unknown): void;
};

self.onmessage = () => self.postMessage({ kind: "ready" });
