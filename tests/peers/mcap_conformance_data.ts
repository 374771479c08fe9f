/**
 * The official MCAP conformance set: pairs of an .mcap file and the JSON of the records in it.
 *
 * Where the .mcap file is only a Git LFS pointer, its bytes are built again from the JSON, by the
 * layout rules of the specification and the features in the JSON's `meta`, and are taken only if
 * their SHA-256 is the one in the pointer: then they are the official file, bit for bit.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { createHash } from "node:crypto";
import { sharedData } from "./shared_data.ts";

/** A value of the official JSON form: numbers as decimal text, bytes as lists of them, maps. */
export type Plain = string | readonly string[] | Readonly<Record<string, string>>;

/** A record of the official JSON form. */
export interface PlainRecord {
  readonly type: string;
  readonly fields: readonly (readonly [string, Plain])[];
}

/** One pair of the set. */
export interface Pair {
  readonly name: string;
  readonly records: readonly PlainRecord[];
  readonly bytes: Uint8Array;
  /** Whether the bytes were built again from the JSON. */
  readonly rebuilt: boolean;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function plain(value: unknown): Plain {
  if (typeof value === "string" || isTexts(value)) return value;
  if (!isObject(value)) throw new Error(`not a field value: ${JSON.stringify(value)}`);
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => {
      if (typeof text !== "string") throw new Error(`not a map of texts: ${JSON.stringify(value)}`);
      return [key, text];
    }),
  );
}

function plainRecord(value: unknown): PlainRecord {
  if (!isObject(value) || typeof value["type"] !== "string" || !Array.isArray(value["fields"])) {
    throw new Error(`not a record: ${JSON.stringify(value)}`);
  }
  const fields = value["fields"].map((field: unknown): [string, Plain] => {
    if (!Array.isArray(field) || typeof field[0] !== "string") throw new Error("not a field");
    return [field[0], plain(field[1])];
  });
  return { type: value["type"], fields };
}

function readJson(text: string): { records: PlainRecord[]; features: ReadonlySet<string> } {
  const value: unknown = JSON.parse(text);
  if (!isObject(value) || !Array.isArray(value["records"]) || !isObject(value["meta"])) {
    throw new Error("not a conformance document");
  }
  const variant = value["meta"]["variant"];
  const features = isObject(variant) ? variant["features"] : undefined;
  if (!isTexts(features)) throw new Error("no features");
  return { records: value["records"].map(plainRecord), features: new Set(features) };
}

/** A few bytes, built by hand so that this file shares nothing with the reader under test. */
class Bytes {
  readonly list: number[] = [];
  number(value: bigint, count: number): this {
    for (let i = 0; i < count; i++) this.list.push(Number((value >> BigInt(8 * i)) & 255n));
    return this;
  }
  raw(values: Iterable<number>): this {
    for (const value of values) this.list.push(value);
    return this;
  }
  text(value: string): this {
    const bytes = new TextEncoder().encode(value);
    return this.number(BigInt(bytes.length), 4).raw(bytes);
  }
  sized(inner: Bytes, count: number): this {
    return this.number(BigInt(inner.list.length), count).raw(inner.list);
  }
}

/** Opcode and fields of each kind, in the order of the file: `NAME TYPE`. */
const layouts: Readonly<Record<string, readonly [number, string]>> = {
  Header: [0x01, "profile text, library text"],
  Footer: [0x02, "summary_start 8, summary_offset_start 8, summary_crc 4"],
  Schema: [0x03, "id 2, name text, encoding text, data bytes4"],
  Channel: [0x04, "id 2, schema_id 2, topic text, message_encoding text, metadata map"],
  Message: [0x05, "channel_id 2, sequence 4, log_time 8, publish_time 8, data rest"],
  ChunkIndex: [
    0x08,
    "message_start_time 8, message_end_time 8, chunk_start_offset 8, chunk_length 8, " +
    "message_index_offsets ids, message_index_length 8, compression text, compressed_size 8, " +
    "uncompressed_size 8",
  ],
  Attachment: [0x09, "log_time 8, create_time 8, name text, media_type text, data bytes8"],
  AttachmentIndex: [
    0x0a,
    "offset 8, length 8, log_time 8, create_time 8, data_size 8, name text, media_type text",
  ],
  Statistics: [
    0x0b,
    "message_count 8, schema_count 2, channel_count 4, attachment_count 4, metadata_count 4, " +
    "chunk_count 4, message_start_time 8, message_end_time 8, channel_message_counts ids",
  ],
  Metadata: [0x0c, "name text, metadata map"],
  MetadataIndex: [0x0d, "offset 8, length 8, name text"],
  SummaryOffset: [0x0e, "group_opcode 1, group_start 8, group_length 8"],
  DataEnd: [0x0f, "data_section_crc 4"],
};

/** Kinds that are never padded. */
const exactKinds: ReadonlySet<string> = new Set(["Message", "Footer", "DataEnd"]);
const padding = [0x01, 0xff, 0xff];

function putField(out: Bytes, type: string, value: Plain): void {
  if (typeof value === "string") {
    if (type === "text") out.text(value);
    else out.number(BigInt(value), Number(type));
  } else if (isTexts(value)) {
    const bytes = value.map(Number);
    if (type !== "rest") out.number(BigInt(bytes.length), Number(type.slice("bytes".length)));
    out.raw(bytes);
  } else {
    const inner = new Bytes();
    for (const [key, item] of Object.entries(value)) {
      if (type === "map") inner.text(key).text(item);
      else inner.number(BigInt(key), 2).number(BigInt(item), 8);
    }
    out.sized(inner, 4);
  }
}

function encodeRecord(record: PlainRecord, padded: boolean): number[] {
  const layout = layouts[record.type];
  if (layout === undefined) throw new Error(`no layout of ${record.type}`);
  const values = new Map(record.fields);
  const content = new Bytes();
  for (const field of layout[1].split(", ")) {
    const [name = "", type = ""] = field.split(" ");
    const value = values.get(name);
    if (value === undefined) throw new Error(`${record.type} has no ${name}`);
    putField(content, type, value);
  }
  if (record.type === "Attachment") content.number(BigInt(crc32(Uint8Array.from(content.list))), 4);
  if (padded && !exactKinds.has(record.type)) content.raw(padding);
  return new Bytes().raw([layout[0]]).sized(content, 8).list;
}

function fieldOf(record: PlainRecord, name: string): string {
  const value = record.fields.find(([key]) => key === name)?.[1];
  if (typeof value !== "string") throw new Error(`${record.type} has no number ${name}`);
  return value;
}

/** The one chunk of a chunked file, and the message indexes after it. */
function encodeChunk(records: readonly PlainRecord[], indexed: boolean, padded: boolean): number[] {
  const content = new Bytes();
  const index = new Map<string, Bytes>();
  const times: bigint[] = [];
  for (const record of records) {
    if (record.type === "Channel") index.set(fieldOf(record, "id"), new Bytes());
    if (record.type === "Message") {
      const time = BigInt(fieldOf(record, "log_time"));
      times.push(time);
      index.get(fieldOf(record, "channel_id"))?.number(time, 8)
        .number(BigInt(content.list.length), 8);
    }
    content.raw(encodeRecord(record, false));
  }
  times.sort((a, b) => a < b ? -1 : 1);
  const chunk = new Bytes().number(times[0] ?? 0n, 8).number(times.at(-1) ?? 0n, 8)
    .number(BigInt(content.list.length), 8)
    .number(BigInt(crc32(Uint8Array.from(content.list))), 4).text("").sized(content, 8);
  const out = new Bytes().raw([0x06]).sized(chunk, 8);
  for (const [id, entries] of indexed ? index : []) {
    const one = new Bytes().number(BigInt(id), 2).sized(entries, 4);
    if (padded) one.raw(padding);
    out.raw([0x07]).sized(one, 8);
  }
  return out.list;
}

const inChunks: ReadonlySet<string> = new Set(["Schema", "Channel", "Message"]);
const magic = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a];

/** Builds the file that a conformance JSON describes. */
export function rebuild(
  records: readonly PlainRecord[],
  features: ReadonlySet<string>,
): Uint8Array {
  const padded = features.has("pad");
  const end = records.findIndex((record) => record.type === "DataEnd");
  const out = new Bytes().raw(magic);
  const data = records.slice(0, end);
  const chunked = features.has("ch") ? data.filter((record) => inChunks.has(record.type)) : [];
  for (const record of data) {
    if (!chunked.includes(record)) out.raw(encodeRecord(record, padded));
  }
  if (features.has("ch")) out.raw(encodeChunk(chunked, features.has("mx"), padded));
  for (const record of records.slice(end)) out.raw(encodeRecord(record, padded));
  return Uint8Array.from(out.raw(magic).list);
}

function readPair(folder: string, name: string): Pair {
  const { records, features } = readJson(Deno.readTextFileSync(`${folder}/${name}.json`));
  const stored = Deno.readFileSync(`${folder}/${name}.mcap`);
  const text = new TextDecoder().decode(stored.subarray(0, 200));
  const pointer = /^version https:\/\/git-lfs[^\n]*\noid sha256:([0-9a-f]{64})\nsize (\d+)\n/
    .exec(text);
  if (pointer === null) return { name, records, bytes: stored, rebuilt: false };
  const bytes = rebuild(records, features);
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest !== pointer[1]) {
    throw new Error(
      `${name}.mcap is a Git LFS pointer to ${pointer[2]} bytes with SHA-256 ${pointer[1]}; ` +
        `built from its JSON: ${bytes.length} bytes with ${digest}`,
    );
  }
  return { name, records, bytes, rebuilt: true };
}

/** All pairs of the set. Throws a clear error where the folder is not there. */
export function* conformancePairs(): Generator<Pair> {
  const folder = sharedData("mcap-conformance");
  const kinds = [...Deno.readDirSync(folder)].filter((entry) => entry.isDirectory);
  for (const kind of kinds.map((entry) => entry.name).sort()) {
    const files = [...Deno.readDirSync(`${folder}/${kind}`)].map((entry) => entry.name).sort();
    for (const file of files.filter((name) => name.endsWith(".json"))) {
      yield readPair(`${folder}/${kind}`, file.slice(0, -".json".length));
    }
  }
}
