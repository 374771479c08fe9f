/**
 * Intent ids: UUID version 7 (RFC 9562 section 5.7) as four 32-bit words, made from a time in ms
 * and random bits that the caller gives, so that a simulation makes the same ids again.
 *
 * @module
 */
import type { IdWords } from "./intent_record.ts";

/** Makes an id born at `timeMs` with three words of randomness. */
export function makeId(timeMs: number, random0: number, random1: number, random2: number): IdWords {
  const ms = Math.floor(timeMs);
  const high = Math.floor(ms / 65536);
  return {
    id0: high >>> 0,
    id1: (((ms - high * 65536) & 0xffff) << 16 | 0x7000 | (random0 & 0x0fff)) >>> 0,
    id2: (0x80000000 | (random1 & 0x3fffffff)) >>> 0,
    id3: random2 >>> 0,
  };
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}

/** The usual text of an id, 36 characters. */
export function idText(id: IdWords): string {
  const b = hex(id.id1);
  const c = hex(id.id2);
  return `${hex(id.id0)}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${
    hex(id.id3)
  }`;
}

/** Reads the text of any UUID; null where it is none. */
export function parseIdText(text: string): IdWords | null {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)) return null;
  const digits = text.replaceAll("-", "");
  const word = (index: number) => parseInt(digits.slice(8 * index, 8 * index + 8), 16);
  return { id0: word(0), id1: word(1), id2: word(2), id3: word(3) };
}
