/** The channels and schemas of a recording as the reader learns them. @module */
import type { ChannelRecord, SchemaRecord } from "./record_kinds.ts";

/** A schema. */
export interface RecordedSchema {
  readonly id: number;
  readonly name: string;
  readonly encoding: string;
  readonly data: Uint8Array;
}

/** A channel with its schema; one object for all messages of the channel. */
export interface RecordedChannel {
  readonly id: number;
  readonly topic: string;
  readonly messageEncoding: string;
  readonly schema: RecordedSchema | null;
  readonly metadata: ReadonlyMap<string, string>;
}

/** The tables, filled as records come. */
export interface ChannelTable {
  /** Notes a schema; false where another one has its id. */
  addSchema(record: SchemaRecord): boolean;
  /** Notes a channel; false where another one has its id. */
  addChannel(record: ChannelRecord): boolean;
  channel(id: number): RecordedChannel | undefined;
  /** The channel, where its topic is wanted. */
  wanted(id: number): RecordedChannel | undefined;
  all(): readonly RecordedChannel[];
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Makes the tables; `topics` null wants all. The first record with an id stays. */
export function createChannelTable(topics: ReadonlySet<string> | null): ChannelTable {
  const schemas = new Map<number, RecordedSchema>();
  const channels: (RecordedChannel | undefined)[] = [];
  const wanted: (RecordedChannel | undefined)[] = [];
  return {
    addSchema(record) {
      const known = schemas.get(record.id);
      if (known === undefined) {
        if (record.id !== 0) schemas.set(record.id, record);
        return true;
      }
      return known.name === record.name && known.encoding === record.encoding &&
        sameBytes(known.data, record.data);
    },
    addChannel(record) {
      const known = channels[record.id];
      if (known !== undefined) {
        return known.topic === record.topic && known.messageEncoding === record.messageEncoding;
      }
      const { id, topic, messageEncoding, metadata } = record;
      const schema = schemas.get(record.schemaId) ?? null;
      const channel = { id, topic, messageEncoding, schema, metadata };
      channels[id] = channel;
      wanted[id] = topics === null || topics.has(topic) ? channel : undefined;
      return true;
    },
    channel: (id) => channels[id],
    wanted: (id) => wanted[id],
    all: () => channels.filter((one) => one !== undefined),
  };
}
