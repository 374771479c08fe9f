/**
 * Kernel inputs as bytes (`/kernel/inputs`): a head, then one section for each fresh part, each
 * with its length and a digest of its bytes, so that a damaged recording is named by section.
 *
 * @module
 */
import { type Cursor, NameCursor, type NamedField, ReadCursor, WriteCursor } from "./cursor.ts";
import { inputSections } from "./input_sections.ts";
import { inputLimits, type KernelInputs } from "./inputs.ts";

/** Version of the layout; a recording names it. */
export const inputsVersion = 7;

/** Upper bound of the bytes of one tick's inputs. */
export const inputsCapacity = 64 + 24 + 12 * 20 + 64 * 18 + 40 + 4 * inputLimits.beams +
  96 * inputLimits.intents + 48 * inputLimits.operatorActs + 16 * inputLimits.pathPoints +
  10 * inputLimits.paramChanges + 108 * inputLimits.peers;

const headBytes = 36;
const sectionHeadBytes = 12;

function visitHead(c: Cursor, inputs: KernelInputs): void {
  inputs.tick = c.u32("tick", inputs.tick);
  inputs.nowNs = c.f64("nowNs", inputs.nowNs);
  inputs.latenessNs = c.f64("latenessNs", inputs.latenessNs);
  inputs.stopWord = c.u8("stopWord", inputs.stopWord);
  inputs.operatorBeat = c.u8("operatorBeat", inputs.operatorBeat);
  inputs.mind.beat = c.u8("mindBeat", inputs.mind.beat);
  inputs.mind.lease = c.u8("mindLease", inputs.mind.lease);
}

/** 32-bit FNV-1a over a range of bytes. */
function digest(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return hash >>> 0;
}

/** A reusable encoder over its own buffer. */
export interface InputsEncoder {
  /** The bytes; valid up to the length that `encode` returned. */
  readonly bytes: Uint8Array;
  /** Encodes the inputs and returns their length in bytes. */
  encode(inputs: KernelInputs): number;
}

/** Makes an encoder; `encode` allocates nothing. */
export function createInputsEncoder(): InputsEncoder {
  const bytes = new Uint8Array(inputsCapacity);
  const view = new DataView(bytes.buffer);
  const cursor = new WriteCursor(view);
  const encode = (inputs: KernelInputs): number => {
    cursor.rewind(headBytes);
    let bits = 0;
    for (let i = 0; i < inputSections.length; i++) {
      const section = inputSections[i];
      if (section === undefined || !section.isFresh(inputs)) continue;
      bits |= 1 << i;
      const start = cursor.position();
      cursor.rewind(start + sectionHeadBytes);
      section.visit(cursor, inputs);
      const end = cursor.position();
      view.setUint32(start, i, true);
      view.setUint32(start + 4, end - start - sectionHeadBytes, true);
      view.setUint32(start + 8, digest(bytes, start + sectionHeadBytes, end), true);
    }
    const total = cursor.position();
    view.setUint16(0, inputsVersion, true);
    view.setUint16(2, 0, true);
    view.setUint32(4, bits, true);
    cursor.rewind(8);
    visitHead(cursor, inputs);
    view.setUint32(headBytes - 4, digest(bytes, 0, headBytes - 4), true);
    return total;
  };
  return { bytes, encode };
}

/** What decoding found: nothing wrong, or the part whose bytes are damaged. */
export type InputsDecoded = { readonly ok: true } | { readonly ok: false; readonly path: string };

/** Reads inputs from bytes into a record whose flags were cleared. */
export function decodeInputs(bytes: Uint8Array, into: KernelInputs): InputsDecoded {
  if (bytes.length < headBytes) return { ok: false, path: "inputs" };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headDigest = view.getUint32(headBytes - 4, true);
  const headGood = digest(bytes, 0, headBytes - 4) === headDigest;
  if (!headGood || view.getUint16(0, true) !== inputsVersion) {
    return { ok: false, path: "inputs.head" };
  }
  const bits = view.getUint32(4, true);
  const head = new ReadCursor(new DataView(bytes.buffer, bytes.byteOffset + 8, headBytes - 12));
  visitHead(head, into);
  let at = headBytes;
  let seen = 0;
  while (at + sectionHeadBytes <= bytes.length) {
    const index = view.getUint32(at, true);
    const length = view.getUint32(at + 4, true);
    const section = inputSections[index];
    if (section === undefined || (bits & (1 << index)) === 0) return { ok: false, path: "inputs" };
    const from = at + sectionHeadBytes;
    if (from + length > bytes.length) return { ok: false, path: `inputs.${section.name}` };
    if (digest(bytes, from, from + length) !== view.getUint32(at + 8, true)) {
      return { ok: false, path: `inputs.${section.name}` };
    }
    const cursor = new ReadCursor(new DataView(bytes.buffer, bytes.byteOffset + from, length));
    section.visit(cursor, into);
    if (cursor.overrun || cursor.position() !== length) {
      return { ok: false, path: `inputs.${section.name}` };
    }
    section.markFresh(into);
    seen |= 1 << index;
    at = from + length;
  }
  return seen === bits && at === bytes.length ? { ok: true } : { ok: false, path: "inputs" };
}

/** The field names of every section, for the schema text of a recording. */
export function describeInputs(inputs: KernelInputs): readonly NamedField[] {
  const cursor = new NameCursor();
  cursor.enter("head");
  visitHead(cursor, inputs);
  cursor.leave();
  for (const section of inputSections) {
    cursor.enter(section.name);
    section.visit(cursor, inputs);
    cursor.leave();
  }
  return cursor.fields;
}
