/**
 * A warden: holds exactly one role's rights and does nothing but start that role's worker with
 * them, and start it again with growing pauses when it dies. Rights are narrowed at a worker's
 * birth and cannot be got back by a thread that dropped its own; so somebody who keeps them must
 * do the starting, and that somebody must do nothing else.
 *
 * @module
 */
import type { FromWarden, ToWarden, WardenSpec } from "./messages.ts";

declare const self: {
  onmessage: ((event: MessageEvent<ToWarden>) => void) | null;
  postMessage(message: FromWarden, transfer?: Transferable[]): void;
};

interface Guard {
  readonly spec: WardenSpec;
  child: Worker | null;
  restarts: number;
  /** Times of the last restarts, ms, newest last. */
  recent: number[];
  pauseMs: number;
  ended: boolean;
}

function spawn(guard: Guard): void {
  const { url, rights } = guard.spec;
  const child = new Worker(url, {
    type: "module",
    name: guard.spec.name,
    ...(rights === null ? {} : { deno: { permissions: rights } }),
  });
  guard.child = child;
  child.onmessage = ({ data, ports }) => {
    self.postMessage({ kind: "said", message: data }, [...ports]);
  };
  child.onerror = (event) => {
    // Without this the error of a child ends its parents one after the other.
    event.preventDefault();
    died(guard, child, event.message);
  };
  self.postMessage({ kind: "spawned", restarts: guard.restarts });
}

function died(guard: Guard, child: Worker, reason: string): void {
  if (guard.child !== child || guard.ended) return;
  guard.child = null;
  child.terminate();
  const now = performance.now();
  const { mostPerMinute, firstMs, longestMs } = guard.spec.restarts;
  guard.recent = guard.recent.filter((at) => now - at < 60_000);
  if (guard.recent.length >= mostPerMinute) {
    self.postMessage({ kind: "gaveUp", reason });
    return;
  }
  if (guard.recent.length === 0) guard.pauseMs = firstMs;
  guard.recent.push(now);
  guard.restarts += 1;
  self.postMessage({ kind: "died", reason, restarts: guard.restarts });
  setTimeout(() => {
    if (!guard.ended) spawn(guard);
  }, guard.pauseMs);
  guard.pauseMs = Math.min(longestMs, guard.pauseMs * 2);
}

function command(guard: Guard, message: ToWarden): void {
  switch (message.kind) {
    case "begin":
      return spawn(guard);
    case "post":
      guard.child?.postMessage(message.message, message.ports);
      return;
    case "restart":
      if (guard.child !== null) died(guard, guard.child, message.reason);
      return;
    case "end":
      guard.ended = true;
      guard.child?.terminate();
      guard.child = null;
      return;
    default:
      message satisfies never;
  }
}

const guards: Guard[] = [];

self.onmessage = ({ data }) => {
  if (data.kind === "begin") {
    const { firstMs } = data.spec.restarts;
    guards.push({
      spec: data.spec,
      child: null,
      restarts: 0,
      recent: [],
      pauseMs: firstMs,
      ended: false,
    });
  }
  for (const guard of guards) command(guard, data);
};
