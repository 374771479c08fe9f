/** Recorded messages as plain data: protobuf, JSON and the kernel's outputs. @module */
import { createOutputs, describeOutputs, outputsBytes } from "core/messages/mod.ts";
import type { RecordedMessage } from "core/record/mod.ts";
import { decodeMessage, type MessageName, messageTable } from "core/record/foxglove/mod.ts";

/** Reads messages into plain data. */
export interface MessageReader {
  /** The data of a message; null where its encoding is not read (kernel inputs, others' formats). */
  read(message: RecordedMessage): unknown;
  /** One whole-number field of kernel outputs, without reading the rest; -1 where there is none. */
  number(message: RecordedMessage, path: string): number;
}

const utf8 = new TextDecoder();

function isMessageName(name: string): name is MessageName {
  return Object.hasOwn(messageTable, name);
}

/** Numbers that JSON cannot say become texts, bytes become their count. */
function plain(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return { bytes: value.length };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plain(child)]));
}

function readField(view: DataView, type: string, offset: number): number {
  if (type === "f64") return view.getFloat64(offset, true);
  if (type === "u32") return view.getUint32(offset, true);
  return type === "u16" ? view.getUint16(offset, true) : view.getUint8(offset);
}

function readOutputs(data: Uint8Array, fields: ReturnType<typeof describeOutputs>): unknown {
  if (data.length !== outputsBytes) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const found: Record<string, unknown> = {};
  for (const { path, type, offset } of fields) {
    // Slots of decisions and statuses have topics of their own.
    if (path.includes(".")) continue;
    found[path] = plain(readField(view, type, offset));
  }
  return found;
}

/** Makes a reader. */
export function createMessageReader(): MessageReader {
  const fields = describeOutputs(createOutputs());
  const byPath = new Map(fields.map((field) => [field.path, field]));
  return {
    number: ({ data }, path) => {
      const field = byPath.get(path);
      if (field === undefined || data.length !== outputsBytes) return -1;
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      return readField(view, field.type, field.offset);
    },
    read: ({ channel, data }) => {
      if (channel.messageEncoding === "json") {
        try {
          return JSON.parse(utf8.decode(data));
        } catch {
          return { text: utf8.decode(data) };
        }
      }
      const schema = channel.schema?.name ?? "";
      if (channel.messageEncoding === "protobuf" && isMessageName(schema)) {
        return plain(decodeMessage(schema, data));
      }
      return channel.topic === "/kernel/outputs" ? readOutputs(data, fields) : null;
    },
  };
}
