/** The store's side of a request: which function answers which, and what a failure becomes. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { type Database, numberIn } from "./database.ts";
import { budgetUse, release, reserve, settle } from "./ledger.ts";
import { createMeanings, type Meanings } from "./meaning.ts";
import { addEpisode, addFact, addPlace, factsOf, placesNear, trimEpisodes } from "./memory.ts";
import type { StoreRequest, StoreRequests } from "./protocol.ts";
import {
  addMission,
  claimTask,
  finishTask,
  listMissions,
  listTasks,
  postTask,
  renewTask,
  updateMission,
} from "./queue.ts";
import { recallMemories } from "./recall.ts";
import { loadVectors, type VectorIndex } from "./vector_index.ts";
import type { StoreBounds } from "./worker_job.ts";

/** Bounds where nobody gives others: some 50 MB, and recall within a few ms. */
const usualBounds: StoreBounds = { keepEpisodes: 100_000, keepMs: 366 * 86_400_000 };
/** Additions between two looks at the bounds. */
const trimEvery = 1000;

/** Answers requests over one database. */
export interface StoreServer {
  answer<K extends StoreRequest>(
    kind: K,
    args: StoreRequests[K]["args"],
  ): Result<StoreRequests[K]["reply"]>;
  close(): void;
}

type Handlers = {
  readonly [K in StoreRequest]: (
    db: Database,
    args: StoreRequests[K]["args"],
    index: VectorIndex,
    meanings: Meanings,
  ) => StoreRequests[K]["reply"];
};

const handlers: Handlers = {
  "ledger.reserve": (db, args) => reserve(db, args),
  "ledger.settle": (db, args) => settle(db, args),
  "ledger.release": (db) => release(db),
  "ledger.use": (db, { nowMs, missionId, caps }) => budgetUse(db, nowMs, missionId, caps),
  "memory.addEpisode": (db, args, index) => ({ id: addEpisode(db, index, args) }),
  "memory.addFact": (db, args) => addFact(db, args),
  "memory.facts": (db, { subject }) => factsOf(db, subject),
  "memory.recall": (db, args, index, meanings) => recallMemories(db, index, meanings, args),
  "memory.missing": (_db, { model, limit }, _index, meanings) => meanings.missing(model, limit),
  "memory.addMeanings": (_db, { model, rows }, _index, meanings) => ({
    added: meanings.add(model, rows),
  }),
  "memory.addPlace": (db, args) => ({ id: addPlace(db, args) }),
  "memory.near": (db, { x, y, radiusM }) => placesNear(db, x, y, radiusM),
  "memory.trim": (db, { nowMs, keepEpisodes, keepMs }, index, meanings) => ({
    removed: trimEpisodes(db, { index, meanings }, nowMs, keepEpisodes, keepMs),
  }),
  "mission.add": (db, args) => ({ added: addMission(db, args) }),
  "mission.update": (db, args) => ({ known: updateMission(db, args) }),
  "mission.list": (db, { open }) => listMissions(db, open),
  "task.post": (db, args) => ({ taskId: postTask(db, args) }),
  "task.claim": (db, { owner, nowMs, leaseMs }) => claimTask(db, owner, nowMs, leaseMs),
  "task.renew": (db, args) => ({ held: renewTask(db, args) }),
  "task.finish": (db, { taskId, owner }) => ({ finished: finishTask(db, taskId, owner) }),
  "task.list": (db) => listTasks(db),
};

/** Whether a text names a request. */
export function isRequest(kind: unknown): kind is StoreRequest {
  return typeof kind === "string" && Object.hasOwn(handlers, kind);
}

/** Makes the server of a database. */
export function createStoreServer(
  db: Database,
  { keepEpisodes, keepMs }: StoreBounds = usualBounds,
): StoreServer {
  const index = loadVectors(db);
  const meanings = createMeanings(db);
  const added = { episodes: 0 };
  /** Keeps the memory within its bounds, on the time that the newest episode tells. */
  const bound = (kind: StoreRequest): void => {
    if (kind !== "memory.addEpisode") return;
    added.episodes += 1;
    if (added.episodes % trimEvery !== 1) return;
    const newest = db.prepare("SELECT max(at_ms) AS at_ms FROM episode").get();
    trimEpisodes(db, { index, meanings }, numberIn(newest, "at_ms"), keepEpisodes, keepMs);
  };
  return {
    answer: (kind, args) => {
      try {
        const reply = handlers[kind](db, args, index, meanings);
        bound(kind);
        return ok(reply);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return fail({
          code: "STORE_FAILED",
          message: `The store could not carry out "${kind}": ${reason}`,
          help: "check the disk; nothing of the request was kept",
        });
      }
    },
    close: () => db.sql.close(),
  };
}
