/** How a message is described in the table of messages. @module */

/** Types that are not messages. */
export type ScalarType =
  | "double"
  | "int64"
  | "int32"
  | "uint32"
  | "fixed32"
  | "bool"
  | "string"
  | "bytes";

/** A field: its number and its type, `repeated TYPE`, or the name of a message or enum. */
export type FieldRow = readonly [number, string];

/** A message. */
export interface MessageRow {
  readonly text: string;
  readonly fields: Readonly<Record<string, FieldRow>>;
  /** Enums declared inside: name to values in order from 0. */
  readonly enums?: Readonly<Record<string, readonly string[]>>;
}

/** Every message with a time begins with it. */
export const stamp: FieldRow = [1, "google.protobuf.Timestamp"];
