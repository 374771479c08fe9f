/**
 * Decodes the protobuf messages of recordings by the table, for tools: reports, exports, tests.
 * Unknown fields are skipped; nesting and lengths are bounded by the bytes at hand.
 *
 * @module
 */
import type { FieldRow } from "./message_row.ts";
import { type FieldType, fieldType, type MessageName, messageRow } from "./schema_table.ts";

/** A decoded value. Missing fields have proto3's defaults; enums are their numbers. */
export type ProtoValue =
  | number
  | boolean
  | string
  | Uint8Array
  | ProtoMessage
  | readonly ProtoValue[]
  | null;

/** A decoded message by field name, as in the table. */
export interface ProtoMessage {
  readonly [field: string]: ProtoValue;
}

/** Deepest nesting that is read; the table needs 3. */
const maxDepth = 16;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** A place in bytes; `failed` once something does not fit. */
interface Place {
  readonly view: DataView;
  readonly end: number;
  at: number;
  failed: boolean;
}

function varint(place: Place): number {
  let value = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    if (place.at >= place.end) break;
    const byte = place.view.getUint8(place.at++);
    value += (byte & 127) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
  place.failed = true;
  return 0;
}

function take(place: Place, count: number): number {
  const at = place.at;
  if (count > place.end - at) {
    place.failed = true;
    place.at = place.end;
    return -1;
  }
  place.at = at + count;
  return at;
}

function inner(place: Place): Place {
  const length = varint(place);
  const at = take(place, length);
  const begin = at < 0 ? place.end : at;
  return { view: place.view, at: begin, end: at < 0 ? begin : at + length, failed: false };
}

function bytesOf(place: Place): Uint8Array {
  const { view, at, end } = place;
  return new Uint8Array(view.buffer, view.byteOffset + at, end - at);
}

function skip(place: Place, wire: number): void {
  if (wire === 0) varint(place);
  else if (wire === 1) take(place, 8);
  else if (wire === 2) inner(place);
  else if (wire === 5) take(place, 4);
  else place.failed = true;
}

function readNumber(place: Place, type: FieldType): number {
  if (type.kind === "scalar" && type.scalar === "double") {
    const at = take(place, 8);
    return at < 0 ? 0 : place.view.getFloat64(at, true);
  }
  if (type.kind === "scalar" && type.scalar === "fixed32") {
    const at = take(place, 4);
    return at < 0 ? 0 : place.view.getUint32(at, true);
  }
  return varint(place);
}

function readOne(place: Place, type: FieldType, depth: number): ProtoValue {
  if (type.kind === "message") {
    const body = inner(place);
    const message = readMessage(body, type.message, depth + 1);
    if (body.failed) place.failed = true;
    return message;
  }
  if (type.kind === "enum") return readNumber(place, type);
  switch (type.scalar) {
    case "string":
      return utf8.decode(bytesOf(inner(place)));
    case "bytes":
      return bytesOf(inner(place)).slice();
    case "bool":
      return readNumber(place, type) !== 0;
    default:
      return readNumber(place, type);
  }
}

function wireOf(type: FieldType): number {
  if (type.kind === "message") return 2;
  if (type.kind === "enum") return 0;
  if (type.scalar === "double") return 1;
  if (type.scalar === "fixed32") return 5;
  return type.scalar === "string" || type.scalar === "bytes" ? 2 : 0;
}

function defaultOf(type: FieldType): ProtoValue {
  if (type.kind === "message") return null;
  if (type.kind === "enum") return 0;
  if (type.scalar === "string") return "";
  if (type.scalar === "bytes") return new Uint8Array(0);
  return type.scalar === "bool" ? false : 0;
}

function readList(place: Place, type: FieldType, wire: number, list: ProtoValue[], depth: number) {
  if (wire !== 2 || wireOf(type) === 2) {
    list.push(readOne(place, type, depth));
    return;
  }
  const packed = inner(place);
  while (packed.at < packed.end && !packed.failed) list.push(readOne(packed, type, depth));
  if (packed.failed) place.failed = true;
}

function readMessage(place: Place, name: MessageName, depth: number): ProtoMessage {
  const rows: [string, FieldRow][] = Object.entries(messageRow(name).fields);
  const values: Record<string, ProtoValue> = {};
  const lists = new Map<string, ProtoValue[]>();
  const byNumber = new Map<number, readonly [string, FieldType]>();
  for (const [field, row] of rows) {
    const type = fieldType(row);
    byNumber.set(row[0], [field, type]);
    const list: ProtoValue[] = [];
    if (type.isList) lists.set(field, list);
    values[field] = type.isList ? list : defaultOf(type);
  }
  if (depth > maxDepth) place.failed = true;
  while (place.at < place.end && !place.failed) {
    const tag = varint(place);
    const wire = tag % 8;
    const known = byNumber.get(Math.floor(tag / 8));
    if (known === undefined) skip(place, wire);
    else {
      const [field, type] = known;
      const list = lists.get(field);
      if (list !== undefined) readList(place, type, wire, list, depth);
      else if (wire === wireOf(type)) values[field] = readOne(place, type, depth);
      else skip(place, wire);
    }
  }
  return values;
}

/** Decodes a message of the table; null where the bytes are no such message. */
export function decodeMessage(name: MessageName, bytes: Uint8Array): ProtoMessage | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const place: Place = { view, at: 0, end: bytes.length, failed: false };
  const message = readMessage(place, name, 0);
  return place.failed ? null : message;
}
