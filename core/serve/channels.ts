/** Recorded channels as viewers are told of them. @module */
import { encodeBase64 } from "core/base64.ts";
import type { ViewChannel } from "./protocol.ts";

/** What is known of a channel's schema. */
export interface SchemaFacts {
  readonly name: string;
  readonly encoding: string;
  readonly data: Uint8Array;
}

/** Schema encodings that are binary: they travel as base64. */
const binarySchemas: ReadonlySet<string> = new Set(["protobuf", "flatbuffer"]);
/** Message encodings that viewers can read; others, such as the kernel's structs, stay here. */
const viewable: ReadonlySet<string> = new Set(["json", "protobuf", "flatbuffer", "ros1", "cdr"]);

/** A channel for viewers; null where no viewer could read its messages. */
export function viewChannel(
  id: number,
  topic: string,
  encoding: string,
  schema: SchemaFacts | null,
): ViewChannel | null {
  if (!viewable.has(encoding)) return null;
  if (schema === null) {
    return { id, topic, encoding, schemaName: "", schema: "", schemaEncoding: "" };
  }
  const isBinary = binarySchemas.has(schema.encoding);
  return {
    id,
    topic,
    encoding,
    schemaName: schema.name,
    schema: isBinary ? encodeBase64(schema.data) : new TextDecoder().decode(schema.data),
    schemaEncoding: schema.encoding,
  };
}
