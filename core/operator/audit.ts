/**
 * The audit log: who asked for what over which socket, and what became of it. JSON lines in the
 * state folder, two files of bounded size; where the disk is too slow records are dropped and
 * counted, so that no act ever waits for it.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";

/** One act, as it was asked for and answered. */
export interface AuditRecord {
  readonly operator: number;
  readonly socket: "operator" | "stop";
  readonly verb: string;
  readonly params: unknown;
  readonly outcome: "done" | "refused";
  /** Stable code of a refusal; "" where it was done. */
  readonly code: string;
  /** How many equal acts this record stands for (a flood is one record a second). */
  readonly count: number;
}

/** Takes records; returns at once. */
export type AuditSink = (record: AuditRecord) => void;

/** A sink that writes files. */
export interface AuditFile {
  readonly write: AuditSink;
  /** Resolves once everything so far is on its way to the disk. */
  flush(): Promise<void>;
  /** The fault of the last write that failed, or null. */
  fault(): string | null;
}

const fileName = "audit.jsonl";
const maxBytes = 2 * 1024 * 1024;
const maxWaiting = 2000;

interface Log {
  readonly isoNow: () => string;
  readonly path: string;
  waiting: string[];
  dropped: number;
  size: number;
  fault: string | null;
}

async function rotate(log: Log): Promise<void> {
  if (log.size < maxBytes) return;
  await Deno.rename(log.path, log.path.replace(/\.jsonl$/, ".1.jsonl"));
  log.size = 0;
}

async function writeOut(log: Log): Promise<void> {
  while (log.waiting.length > 0) {
    const lines = log.waiting;
    log.waiting = [];
    if (log.dropped > 0) {
      lines.push(JSON.stringify({ ts: log.isoNow(), dropped: log.dropped }));
      log.dropped = 0;
    }
    const text = `${lines.join("\n")}\n`;
    try {
      await rotate(log);
      await Deno.writeTextFile(log.path, text, { append: true, mode: 0o600 });
      log.size += text.length;
      log.fault = null;
    } catch (error) {
      log.fault = error instanceof Error ? error.message : String(error);
    }
  }
}

/**
 * Opens the audit log in a folder, which is made where it is not there.
 *
 * @param isoNow The wall clock as ISO 8601 text.
 */
export async function openAudit(
  folder: string,
  isoNow: () => string,
): Promise<Result<AuditFile>> {
  const log: Log = {
    isoNow,
    path: `${folder}/${fileName}`,
    waiting: [],
    dropped: 0,
    size: 0,
    fault: null,
  };
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await Deno.open(log.path, { append: true, create: true, mode: 0o600 });
    log.size = (await file.stat()).size;
    file.close();
  } catch (error) {
    return fail({
      code: "OPERATOR_SOCKET",
      message: `Cannot write the audit log "${log.path}": ${
        error instanceof Error ? error.message : String(error)
      }`,
      value: log.path,
      help: "give run.stateFolder a folder that this user may write",
    });
  }
  let busy: Promise<void> | null = null;
  const kick = (): Promise<void> => {
    busy ??= writeOut(log).finally(() => {
      busy = null;
    });
    return busy;
  };
  return ok({
    write: (record) => {
      if (log.waiting.length >= maxWaiting) {
        log.dropped += 1;
        return;
      }
      log.waiting.push(JSON.stringify({ ts: log.isoNow(), ...record }));
      kick();
    },
    flush: async () => {
      if (busy !== null || log.waiting.length > 0) await kick();
    },
    fault: () => log.fault,
  });
}
