/**
 * The server's thread: may listen on one loopback port and one Unix socket, and nothing else. It
 * reads what strangers send, so it shares no right with those who move the robot.
 *
 * @module
 */
import { type LiveJob, type LiveSaid, openLive } from "./live.ts";

declare const self: {
  onmessage: ((event: MessageEvent<LiveJob>) => void) | null;
  postMessage(message: LiveSaid): void;
};

/** Pause between two looks, ms: viewers draw at 60 Hz at most. */
const lookMs = 15;

self.onmessage = ({ data }) => {
  void openLive(data, (said) => self.postMessage(said)).then((live) => {
    const timer = setInterval(() => {
      if (live.turn()) return;
      clearInterval(timer);
      void live.close();
    }, lookMs);
  });
};
