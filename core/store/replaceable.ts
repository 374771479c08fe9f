/**
 * A store whose worker may be started anew: requests go to the newest port, and while there is
 * none they fail at once, so that nobody waits for a thread that died.
 *
 * @module
 */
import { fail } from "core/fault.ts";
import { createStoreClient, type StoreSleep } from "./client.ts";
import type { Store } from "./protocol.ts";

/** The store and the way to its newest worker. */
export interface ReplaceableStore {
  readonly store: Store;
  /** From now on requests go here; those under way to an older worker end with a fault. */
  connect(port: MessagePort): void;
}

/** Makes a store without a worker yet; every request ends within `timeoutMs`. */
export function createReplaceableStore(sleep: StoreSleep, timeoutMs: number): ReplaceableStore {
  const current: { client: Store | null } = { client: null };
  return {
    store: {
      request: (kind, args) =>
        current.client?.request(kind, args) ?? Promise.resolve(fail({
          code: "STORE_TIMEOUT",
          message: `The store cannot take "${kind}": its thread is not up`,
          help: "it is started again by itself; see the log",
        })),
      close: () => {
        current.client?.close();
        current.client = null;
      },
    },
    connect: (port) => {
      current.client?.close();
      current.client = createStoreClient(port, sleep, timeoutMs);
    },
  };
}
