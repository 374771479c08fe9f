/**
 * Writes protobuf into one reused buffer: fields in the order of the calls, so that equal values
 * give equal bytes, and nothing allocated but when the buffer grows. Source: the protobuf encoding
 * guide (protobuf.dev/programming-guides/encoding).
 *
 * A nested message's length is written when it ends: one byte is kept for it, and the content is
 * moved where it needs more.
 *
 * @module
 */
import type { FieldRow } from "./message_row.ts";
import { fieldType, type MessageName, messageTable } from "./schema_table.ts";

const perTwoTo7 = 1 / 128;

function wireType(row: FieldRow): number {
  const type = fieldType(row);
  if (type.isList || type.kind === "message") return 2;
  if (type.kind === "enum") return 0;
  switch (type.scalar) {
    case "double":
      return 1;
    case "fixed32":
      return 5;
    case "string":
    case "bytes":
      return 2;
    default:
      return 0;
  }
}

/** Tags of a message's fields by name: number and wire type as one varint. */
export type Tags<N extends MessageName> = {
  readonly [F in keyof (typeof messageTable)[N]["fields"]]: number;
};

/** The tags of a message, from the table. */
export function tagsOf<N extends MessageName>(name: N): Tags<N> {
  const fields: [string, FieldRow][] = Object.entries(messageTable[name].fields);
  const tags = fields.map(([field, row]) => [field, (row[0] << 3) | wireType(row)] as const);
  return Object.fromEntries(tags) as Tags<N>;
}

const utf8 = new TextEncoder();

/** A reusable protobuf buffer. */
export class ProtoWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #at = 0;

  constructor(capacity = 4096) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** The buffer; its first `length` bytes are the message. The next message overwrites them. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }
  get length(): number {
    return this.#at;
  }
  /** Starts a new message. */
  clear(): void {
    this.#at = 0;
  }

  #reserve(count: number): void {
    const needed = this.#at + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  /** A whole number 0..2^53. */
  #varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest >= 128) {
      const low = rest % 128;
      this.#bytes[this.#at++] = low | 128;
      rest = (rest - low) * perTwoTo7;
    }
    this.#bytes[this.#at++] = rest;
  }

  #tag(tag: number): void {
    if (tag < 128) {
      this.#reserve(1);
      this.#bytes[this.#at++] = tag;
    } else this.#varint(tag);
  }

  double(tag: number, value: number): void {
    this.#tag(tag);
    this.#reserve(8);
    if (value !== value) {
      this.#view.setUint32(this.#at, 0, true);
      this.#view.setUint32(this.#at + 4, 0x7ff80000, true);
    } else this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }
  /** int64, int32 and uint32 from 0 up, and enums. */
  uint(tag: number, value: number): void {
    this.#tag(tag);
    this.#varint(value);
  }
  bool(tag: number, value: boolean): void {
    this.#tag(tag);
    this.#varint(value ? 1 : 0);
  }
  fixed32(tag: number, value: number): void {
    this.#tag(tag);
    this.#reserve(4);
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }
  /** A text; an empty one is left out, as proto3 does. */
  string(tag: number, value: string): void {
    if (value === "") return;
    this.#tag(tag);
    this.#item(value);
  }
  /** Texts, empty ones kept. */
  strings(tag: number, values: readonly string[]): void {
    for (const value of values) {
      this.#tag(tag);
      this.#item(value);
    }
  }
  #item(value: string): void {
    const { length } = value;
    for (let i = 0; i < length; i++) {
      if (value.charCodeAt(i) >= 128) return this.#wide(value);
    }
    this.#varint(length);
    this.#reserve(length);
    for (let i = 0; i < length; i++) this.#bytes[this.#at++] = value.charCodeAt(i);
  }
  #wide(value: string): void {
    const encoded = utf8.encode(value);
    this.#varint(encoded.length);
    this.#reserve(encoded.length);
    this.#bytes.set(encoded, this.#at);
    this.#at += encoded.length;
  }
  bytesField(tag: number, value: Uint8Array): void {
    if (value.length === 0) return;
    this.#tag(tag);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#at);
    this.#at += value.length;
  }
  /** The first `count` numbers, packed as doubles. */
  doubles(tag: number, values: Float32Array | Float64Array, count: number): void {
    if (count === 0) return;
    this.#tag(tag);
    this.#varint(count * 8);
    this.#reserve(count * 8);
    const view = this.#view;
    let at = this.#at;
    for (let i = 0; i < count; i++, at += 8) {
      const value = values[i] ?? NaN;
      if (value !== value) {
        view.setUint32(at, 0, true);
        view.setUint32(at + 4, 0x7ff80000, true);
      } else view.setFloat64(at, value, true);
    }
    this.#at = at;
  }
  /** Begins a nested message; hand what is returned to `end`. */
  begin(tag: number): number {
    this.#tag(tag);
    this.#reserve(1);
    return this.#at++;
  }
  /** Ends the nested message begun at `start`. */
  end(start: number): void {
    const length = this.#at - start - 1;
    if (length < 128) {
      this.#bytes[start] = length;
      return;
    }
    let extra = 0;
    for (let rest = length; rest >= 128; rest = Math.floor(rest * perTwoTo7)) extra++;
    this.#reserve(extra);
    this.#bytes.copyWithin(start + 1 + extra, start + 1, this.#at);
    const end = this.#at + extra;
    this.#at = start;
    this.#varint(length);
    this.#at = end;
  }
}
