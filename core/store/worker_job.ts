/** What the store's thread and the one who starts it say to each other. @module */

/** Bounds of the memory. */
export interface StoreBounds {
  readonly keepEpisodes: number;
  readonly keepMs: number;
}

/** To the thread. */
export type StoreJob =
  /** First, once: the database to open. */
  | { readonly kind: "open"; readonly path: string; readonly bounds: StoreBounds }
  /** A user of the store, again for each life of its thread. */
  | { readonly kind: "serve"; readonly port: MessagePort }
  /** Answer if you live. */
  | { readonly kind: "ping" };

/** From the thread. */
export type StoreSaid =
  | { readonly kind: "opened"; readonly setAside: string | null }
  | { readonly kind: "fault"; readonly code: string; readonly message: string }
  | { readonly kind: "pong" };
