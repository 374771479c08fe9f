/**
 * The link thread: its one right is to run this binary. It starts the mind, carries frames, checks
 * every one of them, and starts the mind again when it is gone or frozen.
 *
 * @module
 */
import { openRegion } from "core/bus/mod.ts";
import { type LinkJob, runLink } from "core/mind/link_thread.ts";

declare const self: {
  onmessage: ((event: MessageEvent<LinkJob>) => void) | null;
  postMessage(message: unknown): void;
};

self.onmessage = ({ data }) => {
  void runLink(data, openRegion(data.memory, "link"), (status) => self.postMessage(status));
};
