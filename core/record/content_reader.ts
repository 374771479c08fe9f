/** Reads the fields of one record within its bounds. @module */
import { recordLimits } from "./limits.ts";

const utf8 = new TextDecoder();

/**
 * A bounded reader: past the end every field reads as zero or empty and `overrun` is set, so that
 * a short or damaged record is found by one check at its end.
 */
export class ContentReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #at: number;
  overrun = false;

  constructor(bytes: Uint8Array, view: DataView, at: number, length: number) {
    this.#bytes = bytes;
    this.#view = view;
    this.#at = at;
    this.#end = Math.min(bytes.length, at + length);
    if (at + length > bytes.length) this.overrun = true;
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#end - this.#at;
  }

  #take(count: number): number {
    const at = this.#at;
    if (count > this.#end - at) {
      this.overrun = true;
      this.#at = this.#end;
      return -1;
    }
    this.#at = at + count;
    return at;
  }

  u8(): number {
    const at = this.#take(1);
    return at < 0 ? 0 : this.#view.getUint8(at);
  }
  u16(): number {
    const at = this.#take(2);
    return at < 0 ? 0 : this.#view.getUint16(at, true);
  }
  u32(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getUint32(at, true);
  }
  u64(): bigint {
    const at = this.#take(8);
    return at < 0 ? 0n : this.#view.getBigUint64(at, true);
  }
  /** A view of the next `count` bytes. */
  raw(count: number): Uint8Array {
    const at = this.#take(count);
    return at < 0 ? this.#bytes.subarray(0, 0) : this.#bytes.subarray(at, at + count);
  }
  /** All bytes that are left. */
  rest(): Uint8Array {
    return this.raw(this.left);
  }
  /** A text with its length in 32 bits; what is not UTF-8 reads as U+FFFD. */
  text(): string {
    const length = this.u32();
    if (length > recordLimits.textBytes) this.overrun = true;
    return this.overrun ? "" : utf8.decode(this.raw(length));
  }
  /** The reader of a list that begins with its length in bytes. */
  list(): ContentReader {
    const length = this.u32();
    const at = this.#take(length);
    if (at < 0) return new ContentReader(this.#bytes, this.#view, this.#end, 0);
    return new ContentReader(this.#bytes, this.#view, at, length);
  }
  /** A map of texts. */
  map(): Map<string, string> {
    const list = this.list();
    const map = new Map<string, string>();
    for (let i = 0; i < recordLimits.mapEntries && list.left > 0 && !list.overrun; i++) {
      const key = list.text();
      map.set(key, list.text());
    }
    if (list.overrun || list.left > 0) this.overrun = true;
    return map;
  }
  /** A map from channel ids to 64-bit numbers. */
  idMap(): Map<number, bigint> {
    const list = this.list();
    const map = new Map<number, bigint>();
    for (let i = 0; i < recordLimits.mapEntries && list.left > 0 && !list.overrun; i++) {
      const key = list.u16();
      map.set(key, list.u64());
    }
    if (list.overrun || list.left > 0) this.overrun = true;
    return map;
  }
}
