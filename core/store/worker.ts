/**
 * Thread entry of the store: read and write of the data folder, nothing else. It is told the
 * database once, then gets a port for each life of its user. A store that cannot be opened answers
 * every request with that fault, so that nothing waits for it.
 *
 * @module
 */
import { fail, type Result } from "core/fault.ts";
import { openDatabase } from "./database.ts";
import { answerUnknown, serveStore } from "./client.ts";
import { createStoreServer, isRequest } from "./serve.ts";
import type { StoreBounds, StoreJob, StoreSaid } from "./worker_job.ts";

type Answer = (kind: unknown, args: unknown) => Result<unknown>;

declare const self: {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(value: StoreSaid): void;
};

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function open(path: string, bounds: StoreBounds): Answer {
  const opened = openDatabase(path, { exists, rename: Deno.renameSync });
  if (!opened.ok) {
    const { code, message } = opened.fault;
    self.postMessage({ kind: "fault", code, message });
    return () => fail(opened.fault);
  }
  const { database, setAside } = opened.value;
  self.postMessage({ kind: "opened", setAside });
  return answerUnknown(createStoreServer(database, bounds), isRequest);
}

const notOpen: Answer = () => fail({ code: "STORE_OPEN", message: "The store was not opened" });

/** The handler of the thread's messages. */
function serve(): (event: MessageEvent<unknown>) => void {
  let answer = notOpen;
  return ({ data }) => {
    // Written by the mind's main thread: the same program.
    const job = data as StoreJob;
    switch (job.kind) {
      case "open":
        answer = open(job.path, job.bounds);
        return;
      case "serve":
        return serveStore(job.port, (kind, args) => answer(kind, args));
      case "ping":
        return self.postMessage({ kind: "pong" });
      default:
        job satisfies never;
    }
  };
}

self.onmessage = serve();
