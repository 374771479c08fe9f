/**
 * The FileDescriptorSet that stands in a recording as the schema of a protobuf channel: the
 * message and everything it refers to, one file a message, those referred to first. Source of the
 * numbers: google/protobuf/descriptor.proto.
 *
 * @module
 */
import { ProtoWriter } from "./proto_writer.ts";
import type { FieldRow, ScalarType } from "./message_row.ts";
import { fieldType, type MessageName, messageRow } from "./schema_table.ts";

const varint = (field: number): number => field << 3;
const bytes = (field: number): number => (field << 3) | 2;

/** Tags of the descriptor's own messages. */
const tags = {
  set: { file: bytes(1) },
  file: {
    name: bytes(1),
    package: bytes(2),
    dependency: bytes(3),
    messageType: bytes(4),
    syntax: bytes(12),
  },
  message: { name: bytes(1), field: bytes(2), enumType: bytes(4) },
  field: {
    name: bytes(1),
    number: varint(3),
    label: varint(4),
    type: varint(5),
    typeName: bytes(6),
  },
  enum: { name: bytes(1), value: bytes(2) },
  enumValue: { name: bytes(1), number: varint(2) },
} as const;

/** FieldDescriptorProto.Type. */
const scalarNumbers: Readonly<Record<ScalarType, number>> = {
  double: 1,
  int64: 3,
  int32: 5,
  fixed32: 7,
  bool: 8,
  string: 9,
  bytes: 12,
  uint32: 13,
};
const typeMessage = 11;
const typeEnum = 14;

/** FieldDescriptorProto.Label. */
const labelOptional = 1;
const labelRepeated = 3;

function fieldsOf(name: MessageName): readonly (readonly [string, FieldRow])[] {
  return Object.entries(messageRow(name).fields);
}

/** The messages that a message refers to itself, each once, in the order of its fields. */
function referredBy(name: MessageName): readonly MessageName[] {
  const found = new Set<MessageName>();
  for (const [, row] of fieldsOf(name)) {
    const type = fieldType(row);
    if (type.kind === "message") found.add(type.message);
    if (type.kind === "enum" && type.owner !== name) found.add(type.owner);
  }
  return [...found];
}

/** A message and all it needs, those needed first. */
function withReferred(name: MessageName, into: Set<MessageName>): Set<MessageName> {
  for (const other of referredBy(name)) if (!into.has(other)) withReferred(other, into);
  return into.add(name);
}

function splitName(name: MessageName): readonly [string, string] {
  const dot = name.lastIndexOf(".");
  return [name.slice(0, dot), name.slice(dot + 1)];
}

function fileName(name: MessageName): string {
  const [, short] = splitName(name);
  if (name === "google.protobuf.Timestamp") return "google/protobuf/timestamp.proto";
  return `${name.slice(0, name.indexOf("."))}/${short}.proto`;
}

function writeField(out: ProtoWriter, name: string, row: FieldRow): void {
  const type = fieldType(row);
  const start = out.begin(tags.message.field);
  out.string(tags.field.name, name);
  out.uint(tags.field.number, row[0]);
  out.uint(tags.field.label, type.isList ? labelRepeated : labelOptional);
  if (type.kind === "scalar") out.uint(tags.field.type, scalarNumbers[type.scalar]);
  else if (type.kind === "message") {
    out.uint(tags.field.type, typeMessage);
    out.string(tags.field.typeName, `.${type.message}`);
  } else {
    out.uint(tags.field.type, typeEnum);
    out.string(tags.field.typeName, `.${type.owner}.${type.name}`);
  }
  out.end(start);
}

function writeEnum(out: ProtoWriter, name: string, values: readonly string[]): void {
  const start = out.begin(tags.message.enumType);
  out.string(tags.enum.name, name);
  for (const [number, value] of values.entries()) {
    const one = out.begin(tags.enum.value);
    out.string(tags.enumValue.name, value);
    out.uint(tags.enumValue.number, number);
    out.end(one);
  }
  out.end(start);
}

function writeFile(out: ProtoWriter, name: MessageName): void {
  const [packageName, short] = splitName(name);
  const file = out.begin(tags.set.file);
  out.string(tags.file.name, fileName(name));
  out.string(tags.file.package, packageName);
  out.strings(tags.file.dependency, referredBy(name).map(fileName));
  const message = out.begin(tags.file.messageType);
  out.string(tags.message.name, short);
  for (const [field, row] of fieldsOf(name)) writeField(out, field, row);
  for (const [one, values] of Object.entries(messageRow(name).enums ?? {})) {
    writeEnum(out, one, values);
  }
  out.end(message);
  out.string(tags.file.syntax, "proto3");
  out.end(file);
}

/** The FileDescriptorSet of a message, for the data of its schema record. */
export function descriptorSet(name: MessageName): Uint8Array {
  const out = new ProtoWriter();
  for (const one of withReferred(name, new Set())) writeFile(out, one);
  return out.bytes.slice(0, out.length);
}
