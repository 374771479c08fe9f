/**
 * The store: what the mind keeps on disk (budget ledger, memory, missions, tasks), behind typed
 * requests. The database is reached only by its own worker, or in the same thread by a simulation.
 *
 * @module
 */
export {
  type BudgetCaps,
  type BudgetWindow,
  budgetWindows,
  type Episode,
  type FactRow,
  type Meaning,
  type Memory,
  type MissionRow,
  type PlaceRow,
  type Recall,
  type Reservation,
  type ReserveReply,
  type Settlement,
  type SettleReply,
  type Store,
  type StoreRequest,
  type StoreRequests,
  type TaskRow,
  type Trust,
  trustLevels,
  type WindowCaps,
  type WindowUse,
} from "./protocol.ts";
export { createLocalStore, createStoreClient, type StoreSleep } from "./client.ts";
export { createReplaceableStore, type ReplaceableStore } from "./replaceable.ts";
export type { StoreBounds, StoreJob, StoreSaid } from "./worker_job.ts";
export { createLazyMemoryStore, createMemoryStore, openStore } from "./open_store.ts";
export type { StoreFiles } from "./database.ts";
