/** The brain's side of the store: over a port to its worker, or in the same thread. @module */
import { fail, ok, type Result } from "core/fault.ts";
import type { Store, StoreRequest, StoreRequests } from "./protocol.ts";
import type { StoreServer } from "./serve.ts";

/** A request on its way. */
export interface StoreCall {
  readonly call: number;
  readonly kind: StoreRequest;
  readonly args: unknown;
}

/** The answer to it. */
export interface StoreAnswer {
  readonly call: number;
  readonly result: Result<unknown>;
}

/** Requests that may wait for their answer. */
const maxWaiting = 256;

function busy(kind: string): Result<never> {
  return fail({
    code: "STORE_TIMEOUT",
    message: `The store did not answer "${kind}" in time`,
    help: "check the disk; `mechos doctor` looks at it",
  });
}

interface Waiting {
  readonly kind: StoreRequest;
  readonly resolve: (result: Result<unknown>) => void;
  readonly done: AbortController;
}

function isAnswer(value: unknown): value is StoreAnswer {
  return typeof value === "object" && value !== null && "call" in value && "result" in value &&
    typeof value.call === "number";
}

/** How the client waits: the brain's clock. */
export type StoreSleep = (ms: number, signal: AbortSignal) => Promise<void>;

/**
 * Makes a client over a port to core/store/worker.ts. Every request ends within `timeoutMs`: an
 * answer that comes later is dropped.
 */
export function createStoreClient(port: MessagePort, sleep: StoreSleep, timeoutMs: number): Store {
  const waiting = new Map<number, Waiting>();
  const counter = { next: 1, closed: false };
  const finish = (call: number, result: Result<unknown>): void => {
    const one = waiting.get(call);
    if (one === undefined) return;
    waiting.delete(call);
    one.done.abort();
    one.resolve(result);
  };
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isAnswer(data)) finish(data.call, data.result);
  };
  const ask = (kind: StoreRequest, args: unknown): Promise<Result<unknown>> => {
    if (counter.closed || waiting.size >= maxWaiting) return Promise.resolve(busy(kind));
    const call = counter.next;
    counter.next += 1;
    return new Promise((resolve) => {
      const done = new AbortController();
      waiting.set(call, { kind, resolve, done });
      sleep(timeoutMs, done.signal).then(() => finish(call, busy(kind)));
      const message: StoreCall = { call, kind, args };
      port.postMessage(message);
    });
  };
  return {
    // The worker answers a request with the reply of its kind: both sides are this program.
    request: async (kind, args) => {
      const result = await ask(kind, args);
      return result as Result<StoreRequests[typeof kind]["reply"]>;
    },
    close: () => {
      counter.closed = true;
      for (const [call, { kind }] of waiting) finish(call, busy(kind));
      port.close();
    },
  };
}

/** A store in the same thread: for simulations and tests, whose time is virtual. */
export function createLocalStore(server: StoreServer): Store {
  return {
    request: (kind, args) => Promise.resolve(server.answer(kind, args)),
    close: () => server.close(),
  };
}

/** Serves a port with a store; what is no request is answered with a fault. */
export function serveStore(
  port: MessagePort,
  answer: (kind: unknown, args: unknown) => Result<unknown>,
): void {
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== "object" || data === null || !("call" in data)) return;
    const kind = "kind" in data ? data.kind : null;
    const args = "args" in data ? data.args : null;
    const { call } = data;
    if (typeof call !== "number") return;
    const reply: StoreAnswer = { call, result: answer(kind, args) };
    port.postMessage(reply);
  };
}

/** The answer function of a server, for requests of unknown content. */
export function answerUnknown(
  server: StoreServer,
  isRequest: (kind: unknown) => kind is StoreRequest,
): (kind: unknown, args: unknown) => Result<unknown> {
  return (kind, args) => {
    if (!isRequest(kind)) {
      return fail({ code: "STORE_FAILED", message: `No request is called "${String(kind)}"` });
    }
    // Args of a wrong form fail in SQLite or in the handler, which catches: nothing is kept.
    const result = server.answer(kind, args as StoreRequests[typeof kind]["args"]);
    return result.ok ? ok(result.value) : result;
  };
}
