/** Bytes of rare records (schemas, metadata, summary) built in a growing buffer. @module */
import { assert } from "core/fault.ts";

const utf8 = new TextEncoder();
const twoTo32 = 4294967296;
const perTwoTo32 = 1 / twoTo32;

/** Writes a whole number 0..2^53 as 64 bits, little-endian, without a bigint. */
export function setUint64(view: DataView, offset: number, value: number): void {
  const low = value >>> 0;
  view.setUint32(offset, low, true);
  view.setUint32(offset + 4, (value - low) * perTwoTo32, true);
}

/** A time of 64 bits as two halves, exact also where it is ns since 1970. */
export interface Stamp64 {
  readonly low: number;
  readonly high: number;
}

/** The stamp of a whole number 0..2^53. */
export function stampOf(value: number): Stamp64 {
  const low = value >>> 0;
  return { low, high: Math.round((value - low) * perTwoTo32) };
}

/** The stamp that stands in a view. */
export function stampAt(view: DataView, offset: number): Stamp64 {
  return { low: view.getUint32(offset, true), high: view.getUint32(offset + 4, true) };
}

/** True where the first comes before the second. */
export function isBefore(a: Stamp64, b: Stamp64): boolean {
  return a.high < b.high || (a.high === b.high && a.low < b.low);
}

/** Reads 64 bits as a number: exact to 2^53, beyond rounded to the nearest that exists. */
export function getUint64(view: DataView, offset: number): number {
  return view.getUint32(offset + 4, true) * twoTo32 + view.getUint32(offset, true);
}

/** A growing little-endian buffer. */
export class ByteBuilder {
  #bytes = new Uint8Array(512);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Number of bytes written. */
  get length(): number {
    return this.#length;
  }

  /** What was written, as a view that the next write may change. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Starts again from nothing. */
  clear(): void {
    this.#length = 0;
  }

  /** Makes room; call it before reading `#bytes` or `#view`, which it may replace. */
  #take(count: number): number {
    const start = this.#length;
    const end = start + count;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, start));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#length = end;
    return start;
  }

  u8(value: number): void {
    const at = this.#take(1);
    this.#view.setUint8(at, value);
  }
  u16(value: number): void {
    const at = this.#take(2);
    this.#view.setUint16(at, value, true);
  }
  u32(value: number): void {
    const at = this.#take(4);
    this.#view.setUint32(at, value, true);
  }
  u64(value: number): void {
    const at = this.#take(8);
    setUint64(this.#view, at, value);
  }
  stamp(value: Stamp64): void {
    this.u32(value.low);
    this.u32(value.high);
  }
  raw(value: Uint8Array): void {
    const at = this.#take(value.length);
    this.#bytes.set(value, at);
  }
  /** A text with its length in 32 bits. */
  text(value: string): void {
    const encoded = utf8.encode(value);
    this.u32(encoded.length);
    this.raw(encoded);
  }
  /** A map of texts with its length in bytes, in the order given. */
  map(entries: Iterable<readonly [string, string]>): void {
    const at = this.#take(4);
    for (const [key, value] of entries) {
      this.text(key);
      this.text(value);
    }
    this.#view.setUint32(at, this.#length - at - 4, true);
  }
  /** Begins a record; hand what is returned to `end`. */
  begin(opcode: number): number {
    this.u8(opcode);
    return this.#take(8);
  }
  /** Ends the record begun at `at`: fills in its length. */
  end(at: number): void {
    assert(at + 8 <= this.#length, "a record ends after it began");
    setUint64(this.#view, at, this.#length - at - 8);
  }
  /** Overwrites four bytes, e.g. a CRC that follows from the others. */
  patchU32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }
}
