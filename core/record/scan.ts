/**
 * Walks the records of damaged files. Each record is judged before it is believed: the lengths
 * inside a record must agree with its own length, and where a record has none inside, the next
 * record must look like one. Where a record is not believed, the walk searches for the next place
 * at which a chain of records begins, so that one bad bit costs one record or chunk, not the rest.
 *
 * A run of zeros to the end (the tail of a file after a power loss) and a record that goes on
 * behind the last byte (the tail after a kill) are the end, not damage to what came before.
 *
 * @module
 */
import { getUint64 } from "./byte_builder.ts";
import { recordLimits } from "./limits.ts";
import {
  chunkHeadBytes,
  footerBytes,
  magic,
  messageHeadBytes,
  opcodes,
  recordHeadBytes,
} from "./opcodes.ts";
import type { ByteSource, ByteWindow } from "./source.ts";

/** A place in a recording that is not as it was written. */
export interface Damage {
  /** Offset in the file. */
  readonly offset: number;
  readonly reason: string;
  /** True where it is only the end that a crash leaves: all that came before may be whole. */
  readonly isTail: boolean;
}

/** Damage by which something is lost or doubtful. */
export function loss(offset: number, reason: string): Damage {
  return { offset, reason, isTail: false };
}

function tail(offset: number, reason: string): Damage {
  return { offset, reason, isTail: true };
}

/** A record found by the walk; its content is `length` bytes from `at` in the window. */
export interface RawRecord {
  readonly opcode: number;
  /** Offset of the record in the source. */
  readonly offset: number;
  readonly window: ByteWindow;
  readonly at: number;
  readonly length: number;
  /** True from a damaged place to the next record that vouches for itself. */
  readonly doubtful: boolean;
}

/**
 * What is thought of the bytes at a place: `sound` (lengths agree), `loose` (nothing inside to
 * agree with), `cut` (the source ends within it), `bad`.
 */
type Verdict = "sound" | "loose" | "cut" | "bad";

/** Least content length of each kind, indexed by opcode. */
const leastLength: readonly number[] = (() => {
  const least = new Array<number>(16).fill(0);
  least[opcodes.header] = 8;
  least[opcodes.footer] = footerBytes;
  least[opcodes.schema] = 14;
  least[opcodes.channel] = 16;
  least[opcodes.message] = messageHeadBytes;
  least[opcodes.chunk] = chunkHeadBytes + 8;
  least[opcodes.messageIndex] = 6;
  least[opcodes.chunkIndex] = 64;
  least[opcodes.attachment] = 36;
  least[opcodes.attachmentIndex] = 48;
  least[opcodes.statistics] = 46;
  least[opcodes.metadata] = 8;
  least[opcodes.metadataIndex] = 20;
  least[opcodes.summaryOffset] = 17;
  least[opcodes.dataEnd] = 4;
  return least;
})();

/** Length of the longest compression name that is believed. */
const compressionNameBytes = 16;

/** Records in a row that make a chain worth believing after a damaged place. */
const chainLength = 3;

/** Content length that the fields inside a chunk or message index speak of, or -1. */
function innerLength(opcode: number, window: ByteWindow, at: number): number {
  const { view } = window;
  if (opcode === opcodes.messageIndex) {
    if (at + 6 > view.byteLength) return -1;
    const size = view.getUint32(at + 2, true);
    return size % 16 === 0 ? 6 + size : -1;
  }
  if (at + chunkHeadBytes > view.byteLength) return -1;
  const name = view.getUint32(at + chunkHeadBytes - 4, true);
  if (name > compressionNameBytes || at + chunkHeadBytes + name + 8 > view.byteLength) return -1;
  return chunkHeadBytes + name + 8 + getUint64(view, at + chunkHeadBytes + name);
}

function judgeFooter(source: ByteSource, offset: number, length: number): Verdict {
  if (length !== footerBytes) return "bad";
  const end = offset + recordHeadBytes + footerBytes + magic.length;
  if (end === source.size) return "sound";
  return end > source.size ? "cut" : "bad";
}

function judge(source: ByteSource, offset: number): Verdict {
  const { size } = source;
  if (offset + recordHeadBytes > size) return "cut";
  const headRoom = recordHeadBytes + chunkHeadBytes + compressionNameBytes + 8;
  const window = source.window(offset, headRoom);
  const at = offset - window.start;
  if (at + recordHeadBytes > window.bytes.length) return "cut";
  const opcode = window.bytes[at] ?? 0;
  if (opcode === 0) return "bad";
  const length = getUint64(window.view, at + 1);
  if (length > recordLimits.recordBytes || length < (leastLength[opcode] ?? 0)) return "bad";
  if (opcode === opcodes.footer) return judgeFooter(source, offset, length);
  const fits = offset + recordHeadBytes + length <= size;
  if (opcode === opcodes.chunk || opcode === opcodes.messageIndex) {
    const inner = innerLength(opcode, window, at + recordHeadBytes);
    if (inner === length) return fits ? "sound" : "cut";
    return fits && inner >= 0 && inner < length ? "loose" : "bad";
  }
  return fits ? "loose" : "bad";
}

function lengthAt(source: ByteSource, offset: number): number {
  const window = source.window(offset, recordHeadBytes);
  return getUint64(window.view, offset - window.start + 1);
}

function isChain(source: ByteSource, offset: number, links: number): boolean {
  let at = offset;
  for (let i = 0; i < links; i++) {
    if (at === source.size && i > 0) return true;
    const verdict = judge(source, at);
    if (verdict === "cut") return i > 0;
    if (verdict === "bad") return false;
    at += recordHeadBytes + lengthAt(source, at);
  }
  return true;
}

/** The next offset from `from` at which a chain begins, or -1. */
function findChain(source: ByteSource, from: number): number {
  const last = source.size - recordHeadBytes;
  for (let offset = from; offset <= last; offset++) {
    const window = source.window(offset, recordHeadBytes);
    const at = offset - window.start;
    if (at + recordHeadBytes > window.bytes.length) return -1;
    const opcode = window.bytes[at] ?? 0;
    if (opcode === 0 || opcode > opcodes.dataEnd) continue;
    if (window.view.getUint32(at + 5, true) !== 0) continue;
    if (isChain(source, offset, chainLength)) return offset;
  }
  return -1;
}

function zerosEnd(source: ByteSource, from: number): number {
  let offset = from;
  while (offset < source.size) {
    const window = source.window(offset, 1);
    const bytes = window.bytes;
    let at = offset - window.start;
    if (at >= bytes.length) return source.size;
    while (at < bytes.length && bytes[at] === 0) at++;
    offset = window.start + at;
    if (at < bytes.length) return offset;
  }
  return source.size;
}

function rawRecord(source: ByteSource, offset: number, doubtful: boolean): RawRecord {
  const length = lengthAt(source, offset);
  const window = source.window(offset, recordHeadBytes + length);
  const at = offset - window.start + recordHeadBytes;
  const opcode = window.bytes[at - recordHeadBytes] ?? 0;
  return { opcode, offset, window, at, length, doubtful };
}

/** Where the walk goes from a place that holds no believable record; -1 at the end. */
function stepOver(source: ByteSource, offset: number, onDamage: (damage: Damage) => void): number {
  const zeros = zerosEnd(source, offset);
  if (zeros === source.size && zeros > offset) {
    onDamage(tail(offset, `only zeros from here, ${zeros - offset} bytes`));
    return -1;
  }
  const next = findChain(source, offset + 1);
  const reason = next < 0
    ? "no record from here on"
    : `no record here: found the next one ${next - offset} bytes further`;
  onDamage(loss(offset, reason));
  return next;
}

/**
 * Walks the records of a source from `from`, to the footer or the end.
 *
 * @param whole False where the source is a whole file, which is expected to end with a footer; true
 * where it is the content of a chunk, which ends with its last byte.
 */
export function* scanRecords(
  source: ByteSource,
  from: number,
  inChunk: boolean,
  onDamage: (damage: Damage) => void,
): Generator<RawRecord, void, void> {
  let offset = from;
  let doubtful = false;
  while (offset >= 0 && offset < source.size) {
    const verdict = judge(source, offset);
    if (verdict === "cut") {
      onDamage(tail(offset, "the last record is cut short"));
      return;
    }
    if (verdict === "bad") {
      offset = stepOver(source, offset, onDamage);
      doubtful = true;
      continue;
    }
    if (verdict === "sound") doubtful = false;
    const record = rawRecord(source, offset, doubtful);
    if (record.at + record.length > record.window.bytes.length) {
      onDamage(loss(offset, source.trouble ?? "the source ended early"));
      return;
    }
    const next = offset + recordHeadBytes + record.length;
    if (verdict === "loose" && next < source.size && judge(source, next) === "bad") {
      const chain = findChain(source, offset + 1);
      if (chain >= 0 && chain < next) {
        onDamage(loss(offset, "the length of a record is wrong"));
        offset = chain;
        doubtful = true;
        continue;
      }
    }
    yield record;
    if (record.opcode === opcodes.footer) return;
    offset = next;
  }
  if (offset >= 0 && !inChunk) onDamage(tail(offset, "the recording was not finished"));
}
