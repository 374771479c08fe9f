/** All records of a file, typed, chunks opened: for tools and conformance, not for speed. @module */
import { chunkContent, readChunkHead } from "./chunk_content.ts";
import { magic, opcodes } from "./opcodes.ts";
import type { McapRecord } from "./record_kinds.ts";
import { readRecord } from "./records.ts";
import { type Damage, loss, type RawRecord, scanRecords } from "./scan.ts";
import { type ByteSource, memorySource, type RecordingInput, sourceOf } from "./source.ts";

/** True where the input begins as an MCAP file does. */
export function hasMagic(source: ByteSource): boolean {
  if (source.size < magic.length) return false;
  const window = source.window(0, magic.length);
  return magic.every((byte, i) => window.bytes[i - window.start] === byte);
}

function parse(raw: RawRecord, onDamage: (damage: Damage) => void): McapRecord | null {
  const { opcode, window, at, length, offset } = raw;
  const record = readRecord(opcode, window.bytes, window.view, at, length);
  if (record === null) onDamage(loss(offset, "a record is too short for its fields"));
  return record;
}

function* openChunk(
  raw: RawRecord,
  onDamage: (damage: Damage) => void,
): Generator<McapRecord, void, void> {
  const { offset } = raw;
  const head = readChunkHead(raw);
  if (head === null) return onDamage(loss(offset, "a chunk is too short for its fields"));
  const content = chunkContent(head);
  if (content.reason !== "") onDamage(loss(offset, content.reason));
  if (content.bytes === null) return;
  const inside = (damage: Damage): void => onDamage(loss(offset, `in chunk: ${damage.reason}`));
  for (const inner of scanRecords(memorySource(content.bytes), 0, true, inside)) {
    const record = parse(inner, onDamage);
    if (record !== null) yield record;
  }
}

/**
 * Every record of a recording in file order, the chunk itself before the records in it. Ends behind
 * the footer or where the file ends; what is damaged goes to `onDamage` and is skipped.
 */
export function* readRecords(
  input: RecordingInput,
  onDamage: (damage: Damage) => void,
): Generator<McapRecord, void, void> {
  const source = sourceOf(input);
  if (!hasMagic(source)) onDamage(loss(0, "the opening magic is not that of MCAP"));
  for (const raw of scanRecords(source, magic.length, false, onDamage)) {
    const record = parse(raw, onDamage);
    if (record !== null) yield record;
    if (raw.opcode === opcodes.chunk) yield* openChunk(raw, onDamage);
  }
}
