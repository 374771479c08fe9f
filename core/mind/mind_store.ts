/**
 * The store of the mind: its thread behind a warden, watched, and joined to each new life of the
 * brain's thread by a port of their own, so that their requests pass nobody.
 *
 * @module
 */
import { monotonicMs } from "core/clock.ts";
import type { MindStart } from "core/link/mod.ts";
import type { StoreJob, StoreSaid } from "core/store/mod.ts";
import { type Role, startRole, type ThreadRights } from "core/warden/mod.ts";

/** States of the store as `status` shows them. */
export type StoreState = "none" | "starting" | "ok" | "failed";

/** What it is started with. */
export interface MindStoreParts {
  readonly urls: { readonly warden: string; readonly store: string };
  readonly rights: ThreadRights;
  /** Folder of the database. */
  readonly folder: string;
  readonly memory: MindStart["config"]["memory"];
  readonly log: (event: string, message: string) => void;
  /** Gives the brain's thread its port; false where it is not up. */
  readonly joinBrain: (port: MessagePort) => boolean;
}

/** The store as the mind's main thread holds it. */
export interface MindStore {
  /** The brain's thread began a new life: it needs a port of its own. */
  join(): void;
  /** Looks whether the thread lives. */
  watch(nowMs: number): void;
  state(): StoreState;
}

interface Held {
  readonly parts: MindStoreParts;
  role: Role | null;
  isUp: boolean;
  state: StoreState;
  heardMs: number;
  pingMs: number;
}

const restarts = { mostPerMinute: 6, firstMs: 100, longestMs: 5000 };
const pingPeriodMs = 1000;
/** A store silent for this long hangs: a check of a large database and a locked disk take less, ms. */
const hungMs = 15_000;

function post(held: Held, job: StoreJob, ports: MessagePort[] = []): void {
  held.role?.post(job, ports);
}

function join(held: Held): void {
  if (!held.isUp) return;
  const { port1, port2 } = new MessageChannel();
  if (held.parts.joinBrain(port2)) post(held, { kind: "serve", port: port1 }, [port1]);
  else port2.close();
}

function said(held: Held, message: StoreSaid): void {
  const { log } = held.parts;
  held.heardMs = monotonicMs();
  switch (message.kind) {
    case "opened":
      held.state = "ok";
      if (message.setAside !== null) {
        log("store.damaged", `The store was damaged: it was put aside as "${message.setAside}"`);
      }
      return;
    case "fault":
      held.state = "failed";
      log("store.fault", `${message.code}: ${message.message}`);
      return;
    case "pong":
      return;
    default:
      message satisfies never;
  }
}

function begin(held: Held): void {
  const { folder, memory } = held.parts;
  const day = 86_400_000;
  held.isUp = true;
  held.heardMs = monotonicMs();
  post(held, {
    kind: "open",
    path: `${folder}/mechos.db`,
    bounds: { keepEpisodes: memory.keepEpisodes, keepMs: memory.keepDays * day },
  });
  join(held);
}

/** Starts the store's thread. */
export function startMindStore(parts: MindStoreParts): MindStore {
  const held: Held = {
    parts,
    role: null,
    isUp: false,
    state: "starting",
    heardMs: monotonicMs(),
    pingMs: 0,
  };
  const lost = (state: StoreState, event: string, reason: string): void => {
    held.isUp = false;
    held.state = state;
    parts.log(event, reason);
  };
  held.role = startRole(parts.urls.warden, {
    name: "store",
    url: parts.urls.store,
    rights: parts.rights,
    restarts,
  }, {
    spawned: () => begin(held),
    // Written by the store's thread: the same program.
    said: (message) => said(held, message as StoreSaid),
    died: (reason, count) => lost("starting", "store.died", `${reason} (restart ${count})`),
    gaveUp: (reason) => lost("failed", "store.gaveUp", reason),
  });
  return {
    join: () => join(held),
    watch: (nowMs) => {
      if (!held.isUp) return;
      if (nowMs - held.heardMs > hungMs) {
        held.isUp = false;
        held.role?.restart(`silent for ${Math.round(nowMs - held.heardMs)} ms`);
      } else if (nowMs - held.pingMs > pingPeriodMs) {
        held.pingMs = nowMs;
        post(held, { kind: "ping" });
      }
    },
    state: () => held.state,
  };
}
