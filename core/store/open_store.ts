/** Opens a store in the same thread. @module */
import { ok, type Result } from "core/fault.ts";
import { createLocalStore } from "./client.ts";
import { openDatabase, type StoreFiles } from "./database.ts";
import type { Store } from "./protocol.ts";
import { createStoreServer } from "./serve.ts";

const noFiles: StoreFiles = { exists: () => false, rename: () => {} };

/** A store that ends with the process: for simulations. */
export function createMemoryStore(): Result<Store> {
  return openStore(":memory:", noFiles);
}

/** A memory store that is opened by its first request: most simulated brains never make one. */
export function createLazyMemoryStore(): Store {
  const opened: { store: Result<Store> | null } = { store: null };
  return {
    request: (kind, args) => {
      opened.store ??= createMemoryStore();
      const { store } = opened;
      return store.ok ? store.value.request(kind, args) : Promise.resolve(store);
    },
    close: () => {
      if (opened.store?.ok === true) opened.store.value.close();
    },
  };
}

/** Opens the store at `path` in this thread. */
export function openStore(path: string, files: StoreFiles): Result<Store> {
  const opened = openDatabase(path, files);
  if (!opened.ok) return opened;
  return ok(createLocalStore(createStoreServer(opened.value.database)));
}
