/**
 * The E-stop latch as bytes: one fixed record, kept twice. The judgement is made for the worst
 * case: only two whole, equal copies that say `clear` mean that nothing is latched. A record that
 * says `running` was left by a crash, and what nobody knows counts as latched (FAULTS.md I2).
 *
 * @module
 */
import { crc32 } from "node:zlib";

/** What a record may say. */
export const latchStates = ["clear", "running", "latched"] as const;
/** A state by name. */
export type LatchState = typeof latchStates[number];

/** One record. */
export interface LatchRecord {
  readonly generation: number;
  readonly state: LatchState;
  /** Id of the latch that is in force; 0 where none is. */
  readonly latchId: number;
  /** Highest id ever given out: none is given out twice. */
  readonly lastId: number;
  /** Wall clock when it was written, ms since 1970: for people only. */
  readonly wallMs: number;
  /** Who pressed, e.g. `socket`, `signal`, `kernel`; at most 24 bytes. */
  readonly source: string;
  /** Cause of the failsafe, at most 24 bytes. */
  readonly cause: string;
}

/** Size of a record: a longer or shorter file is damaged. */
export const latchBytes = 96;
const magic = 0x4c54_4348_4d4f_5331n;
const textBytes = 24;
const offsets = {
  generation: 8,
  state: 16,
  latchId: 20,
  lastId: 24,
  wallMs: 32,
  source: 40,
  cause: 64,
  crc: 92,
} as const;

function putText(bytes: Uint8Array, offset: number, text: string): void {
  bytes.set(new TextEncoder().encode(text).subarray(0, textBytes), offset);
}

function getText(bytes: Uint8Array, offset: number): string {
  const end = bytes.indexOf(0, offset);
  const stop = end < 0 || end > offset + textBytes ? offset + textBytes : end;
  return new TextDecoder().decode(bytes.subarray(offset, stop));
}

/** Writes a record. */
export function encodeLatch(record: LatchRecord): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(latchBytes);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, magic, true);
  view.setFloat64(offsets.generation, record.generation, true);
  view.setUint8(offsets.state, latchStates.indexOf(record.state));
  view.setUint32(offsets.latchId, record.latchId, true);
  view.setUint32(offsets.lastId, record.lastId, true);
  view.setFloat64(offsets.wallMs, record.wallMs, true);
  putText(bytes, offsets.source, record.source);
  putText(bytes, offsets.cause, record.cause);
  view.setUint32(offsets.crc, crc32(bytes.subarray(0, offsets.crc)), true);
  return bytes;
}

/** Reads a record; null where a single bit of it is not as it was written. */
export function decodeLatch(bytes: Uint8Array): LatchRecord | null {
  if (bytes.length !== latchBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getBigUint64(0, true) !== magic) return null;
  if (view.getUint32(offsets.crc, true) !== crc32(bytes.subarray(0, offsets.crc))) return null;
  const state = latchStates[view.getUint8(offsets.state)];
  if (state === undefined) return null;
  return {
    generation: view.getFloat64(offsets.generation, true),
    state,
    latchId: view.getUint32(offsets.latchId, true),
    lastId: view.getUint32(offsets.lastId, true),
    wallMs: view.getFloat64(offsets.wallMs, true),
    source: getText(bytes, offsets.source),
    cause: getText(bytes, offsets.cause),
  };
}

/** Why the robot begins as it does. */
export type LatchReason = "firstStart" | "clear" | "latched" | "unclean" | "damaged";

/** What the two copies mean at start. */
export interface LatchFound {
  readonly latched: boolean;
  readonly reason: LatchReason;
  /** Id of the latch to begin with; 0 = unlatched. */
  readonly latchId: number;
  /** Ids up to this one were given out before. */
  readonly latchesBefore: number;
  readonly generation: number;
  /** A sentence for the log. */
  readonly text: string;
}

function latchedBy(
  reason: LatchReason,
  known: readonly LatchRecord[],
  freshId: number,
  text: string,
): LatchFound {
  const lastId = Math.max(0, ...known.map((record) => record.lastId));
  const held = known.find((record) => record.state === "latched")?.latchId ?? 0;
  const latchId = reason === "latched" && held > 0 ? held : Math.max(lastId + 1, freshId);
  return {
    latched: true,
    reason,
    latchId,
    latchesBefore: Math.max(lastId, latchId),
    generation: Math.max(0, ...known.map((record) => record.generation)),
    text: `${text}: E-stop ${latchId} is latched until an operator resets it`,
  };
}

/**
 * Judges the two copies as found at start.
 *
 * @param copies Bytes of each; null where the file is missing or unreadable.
 * @param wallMs Wall clock, ms: where no copy tells which ids were used, a new id is taken from
 * the clock, so that it is none of the old ones.
 */
export function judgeLatch(
  copies: readonly [Uint8Array | null, Uint8Array | null],
  wallMs: number,
): LatchFound {
  const records = copies.map((bytes) => bytes === null ? null : decodeLatch(bytes));
  const known = records.filter((record) => record !== null);
  const [first, second] = known;
  const freshId = first === undefined ? Math.floor(wallMs / 1000) % 0xffff_fff0 : 0;
  const same = first?.generation === second?.generation && first?.state === second?.state;
  if (first === undefined || second === undefined || !same) {
    return latchedBy("damaged", known, freshId, "The E-stop latch on disk is damaged or torn");
  }
  if (first.state === "running") {
    return latchedBy("unclean", known, 0, "The last run did not end cleanly");
  }
  if (first.state === "latched") return latchedBy("latched", known, 0, "The last run was stopped");
  return {
    latched: false,
    reason: "clear",
    latchId: 0,
    latchesBefore: first.lastId,
    generation: first.generation,
    text: "The last run ended cleanly: no E-stop is latched",
  };
}

/** What a first start means: nothing was ever latched here. */
export const firstStart: LatchFound = {
  latched: false,
  reason: "firstStart",
  latchId: 0,
  latchesBefore: 0,
  generation: 0,
  text: "First start: the state folder was not there, so no E-stop is latched",
};
