/**
 * The navigation thread: no rights. It looks at shared memory every few milliseconds, matches
 * scans against the map and plans paths. It is never waited for.
 *
 * @module
 */
import { createNavigation, type NavigationJob, stepNavigation } from "./lane.ts";

declare const self: {
  onmessage: ((event: MessageEvent<NavigationJob>) => void) | null;
  postMessage(message: unknown): void;
};

/** Pause between two looks, ms. */
const lookMs = 5;

self.onmessage = ({ data }) => {
  const navigation = createNavigation(data);
  self.postMessage({ ready: true });
  setInterval(() => stepNavigation(navigation), lookMs);
};
