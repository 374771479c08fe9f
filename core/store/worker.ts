/**
 * Thread entry of the store: read and write of the data folder, nothing else. The first message
 * names the database file and brings the port; the reply says whether it opened.
 *
 * @module
 */
import { openDatabase } from "./database.ts";
import { answerUnknown, serveStore } from "./client.ts";
import { createStoreServer, isRequest } from "./serve.ts";

/** What the spawner sends first. */
export interface StoreStart {
  readonly path: string;
  readonly port: MessagePort;
}

/** What it gets back. */
export type StoreStarted =
  | { readonly ok: true; readonly setAside: string | null }
  | { readonly ok: false; readonly code: string; readonly message: string };

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function start({ path, port }: StoreStart): StoreStarted {
  const opened = openDatabase(path, { exists, rename: Deno.renameSync });
  if (!opened.ok) return { ok: false, code: opened.fault.code, message: opened.fault.message };
  const { database, setAside } = opened.value;
  serveStore(port, answerUnknown(createStoreServer(database), isRequest));
  return { ok: true, setAside };
}

function isStart(value: unknown): value is StoreStart {
  return typeof value === "object" && value !== null && "path" in value && "port" in value &&
    typeof value.path === "string" && value.port instanceof MessagePort;
}

declare const self: {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(value: StoreStarted): void;
};

self.onmessage = ({ data }) => {
  if (isStart(data)) self.postMessage(start(data));
};
