/**
 * The protobuf messages of recordings, in one table: names, numbers and types of fields. From it
 * follow the descriptors in the file, the tags that encoders write, the decoder, and the page of
 * topics. `foxglove.*` are the published schemas of Foxglove 2.1 (names and numbers as there, so
 * that viewers draw them unasked); `mechos.*` are ours.
 *
 * To add a message: add a row to mechos_rows.ts; write its encoder in a file encode_*.ts;
 * tests/core/record/foxglove decodes it with protobufjs through the descriptor made from the row.
 *
 * @module
 */
import { foxgloveRows, wellKnownRows } from "./foxglove_rows.ts";
import { deviceRows, kernelRows, sensorRows } from "./mechos_rows.ts";
import type { FieldRow, MessageRow, ScalarType } from "./message_row.ts";

/** All messages. */
export const messageTable = {
  ...wellKnownRows,
  ...foxgloveRows,
  ...sensorRows,
  ...kernelRows,
  ...deviceRows,
} as const satisfies Record<string, MessageRow>;

/** The name of a message in the table. */
export type MessageName = keyof typeof messageTable;

/** Fields of a message. */
export type FieldName<N extends MessageName> = keyof (typeof messageTable)[N]["fields"] & string;

/** A type as it is meant: what it is, and whether it is repeated. */
export type FieldType =
  | { readonly kind: "scalar"; readonly scalar: ScalarType; readonly isList: boolean }
  | { readonly kind: "message"; readonly message: MessageName; readonly isList: boolean }
  | {
    readonly kind: "enum";
    readonly owner: MessageName;
    readonly name: string;
    readonly isList: boolean;
  };

const scalars: ReadonlySet<string> = new Set<ScalarType>([
  "double",
  "int64",
  "int32",
  "uint32",
  "fixed32",
  "bool",
  "string",
  "bytes",
]);

function isScalar(name: string): name is ScalarType {
  return scalars.has(name);
}

/** Whether a name is that of a message in the table. */
export function isMessageName(name: string): name is MessageName {
  return Object.hasOwn(messageTable, name);
}

/** Reads the type of a field row. A type that is not in the table is a bug. */
export function fieldType(row: FieldRow): FieldType {
  const isList = row[1].startsWith("repeated ");
  const name = isList ? row[1].slice("repeated ".length) : row[1];
  if (isScalar(name)) return { kind: "scalar", scalar: name, isList };
  if (isMessageName(name)) return { kind: "message", message: name, isList };
  const dot = name.lastIndexOf(".");
  const owner = name.slice(0, dot);
  if (isMessageName(owner)) return { kind: "enum", owner, name: name.slice(dot + 1), isList };
  throw new Error(`Invariant broken: type "${name}" is not in the message table`);
}

/** The row of a message, by its general form. */
export function messageRow(name: MessageName): MessageRow {
  return messageTable[name];
}
