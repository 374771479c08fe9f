/**
 * Opens the store's database: WAL with a full sync at each commit, the schema brought up to date,
 * and a check of its pages. A damaged file is put aside under a new name, never deleted, and an
 * empty one takes its place: a robot without memories still runs, and says so.
 *
 * @module
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { fail, ok, type Result } from "core/fault.ts";
import { migrations } from "./migrations.ts";

/** An open database with its prepared statements. */
export interface Database {
  readonly sql: DatabaseSync;
  /** The statement of a text, prepared once. */
  prepare(text: string): StatementSync;
  /**
   * Runs `work` in one transaction that has the write lock from its start. `synced`: on the disk
   * when this returns. `later`: a power cut may take it back, as long as no synced one followed.
   */
  transact<T>(work: () => T, safe?: "synced" | "later"): T;
}

/** An open store. */
export interface OpenedDatabase {
  readonly database: Database;
  /** Where a damaged predecessor was put; null where there was none. */
  readonly setAside: string | null;
}

/** The file operations that opening needs beyond SQLite's own. */
export interface StoreFiles {
  readonly rename: (from: string, to: string) => void;
  readonly exists: (path: string) => boolean;
}

/** How long a locked database is waited for, ms. */
const busyMs = 2000;
/** Damaged predecessors that are kept beside each other. */
const maxSetAside = 100;

function wrap(sql: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>();
  const prepare = (text: string): StatementSync => {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const made = sql.prepare(text);
    statements.set(text, made);
    return made;
  };
  const inOne = <T>(work: () => T): T => {
    sql.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      sql.exec("COMMIT");
      return result;
    } catch (error) {
      sql.exec("ROLLBACK");
      throw error;
    }
  };
  const transact = <T>(work: () => T, safe: "synced" | "later" = "synced"): T => {
    if (safe === "synced") return inOne(work);
    sql.exec("PRAGMA synchronous = NORMAL");
    try {
      return inOne(work);
    } finally {
      sql.exec("PRAGMA synchronous = FULL");
    }
  };
  return { sql, prepare, transact };
}

function versionOf(sql: DatabaseSync): number {
  const row = sql.prepare("PRAGMA user_version").get();
  const version = row?.["user_version"];
  return typeof version === "number" ? version : 0;
}

function migrate(database: Database): Result<void> {
  const { sql } = database;
  const version = versionOf(sql);
  if (version > migrations.length) {
    return fail({
      code: "STORE_OPEN",
      message: `The store has schema ${version}: this version knows ${migrations.length}`,
      help: "run the newer version of MechOS that wrote it",
    });
  }
  for (let next = version; next < migrations.length; next++) {
    database.transact(() => {
      sql.exec(migrations[next] ?? "");
      sql.exec(`PRAGMA user_version = ${next + 1}`);
    });
  }
  return ok(undefined);
}

/** Opens and checks; throws what SQLite throws. */
function open(path: string): Database {
  const sql = new DatabaseSync(path);
  try {
    sql.exec(`PRAGMA busy_timeout = ${busyMs}`);
    sql.exec("PRAGMA journal_mode = WAL");
    sql.exec("PRAGMA synchronous = FULL");
    sql.exec("PRAGMA foreign_keys = ON");
    const check = sql.prepare("PRAGMA quick_check(1)").get();
    const said = check === undefined ? "no answer" : Object.values(check)[0];
    if (said !== "ok") throw new Error(`database disk image is malformed: ${String(said)}`);
    return wrap(sql);
  } catch (error) {
    sql.close();
    throw error;
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof Error &&
    /malformed|not a database|corrupt|disk image/i.test(error.message);
}

function openFault(path: string, error: unknown): Result<never> {
  const reason = error instanceof Error ? error.message : String(error);
  return fail({
    code: "STORE_OPEN",
    message: `Cannot open the store "${path}": ${reason}`,
    value: path,
    help: "check the folder, its rights and the free space",
  });
}

/** Puts a damaged database aside, with its log beside it. */
function setAside(path: string, files: StoreFiles): string {
  let to = `${path}.damaged`;
  for (let i = 1; files.exists(to) && i < maxSetAside; i++) to = `${path}.damaged-${i}`;
  for (const end of ["", "-wal", "-shm"]) {
    if (files.exists(`${path}${end}`)) files.rename(`${path}${end}`, `${to}${end}`);
  }
  return to;
}

/** Opens the database at `path` (":memory:" for one that ends with the process). */
export function openDatabase(path: string, files: StoreFiles): Result<OpenedDatabase> {
  let aside: string | null = null;
  for (;;) {
    try {
      const database = open(path);
      const migrated = migrate(database);
      if (migrated.ok) return ok({ database, setAside: aside });
      database.sql.close();
      return migrated;
    } catch (error) {
      if (!isDamage(error) || aside !== null || path === ":memory:") return openFault(path, error);
      try {
        aside = setAside(path, files);
      } catch (second) {
        return openFault(path, second);
      }
    }
  }
}

/** A whole number out of a row; 0 where it is none. */
export function numberIn(row: Record<string, unknown> | undefined, name: string): number {
  const value = row?.[name];
  return typeof value === "number" ? value : typeof value === "bigint" ? Number(value) : 0;
}

/** A text out of a row; "" where it is none. */
export function textIn(row: Record<string, unknown> | undefined, name: string): string {
  const value = row?.[name];
  return typeof value === "string" ? value : "";
}
