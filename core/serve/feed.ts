/**
 * Messages on their way from the recorder to the server: each says of itself which topic it is of,
 * so that either end may be started anew at any moment.
 *
 * Layout, little-endian: u32 sequence, u32 messages of the topic that were lost before it, f64 time
 * in ns, u16 topic key by its place in the table, u16 length of the path, u32 zero, the path, the
 * message.
 *
 * @module
 */
import type { RingWriter, Words } from "core/bus/mod.ts";
import {
  type BookedTopic,
  createTopicBook,
  lastValues,
  topicAt,
  type TopicKey,
  topicTable,
} from "core/record/mod.ts";

/** A message of the feed. `data` is a view that the next one overwrites. */
export interface FeedMessage {
  readonly key: TopicKey;
  readonly topic: string;
  readonly timeNs: number;
  readonly sequence: number;
  /** Messages of the topic that were lost just before it. */
  readonly lost: number;
  readonly data: Uint8Array;
}

/** What is wanted of the feed: the word `viewersWant`. */
export const feedLevels = { nothing: 0, drawn: 1, everything: 2 } as const;

const keys = Object.keys(topicTable) as TopicKey[];
const headBytes = 24;
const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

/** Writes one message behind its head into `bytes`; returns the length. */
function encodeFeed(
  into: { readonly bytes: Uint8Array; readonly view: DataView },
  message: FeedMessage,
): number {
  const { bytes, view } = into;
  const { written } = utf8.encodeInto(message.topic, bytes.subarray(headBytes));
  view.setUint32(0, message.sequence, true);
  view.setUint32(4, message.lost, true);
  view.setFloat64(8, message.timeNs, true);
  view.setUint16(16, keys.indexOf(message.key), true);
  view.setUint16(18, written, true);
  view.setUint32(20, 0, true);
  bytes.set(message.data, headBytes + written);
  return headBytes + written + message.data.length;
}

/** Reads a message; null where the bytes are none. */
export function decodeFeed(bytes: Uint8Array): FeedMessage | null {
  if (bytes.length < headBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const key = keys[view.getUint16(16, true)];
  const end = headBytes + view.getUint16(18, true);
  if (key === undefined || end > bytes.length) return null;
  return {
    key,
    topic: fromUtf8.decode(bytes.subarray(headBytes, end)),
    timeNs: view.getFloat64(8, true),
    sequence: view.getUint32(0, true),
    lost: view.getUint32(4, true),
    data: bytes.subarray(end),
  };
}

/** The recorder's end of the feed. */
export interface Feed {
  /** Opens a topic; returns its handle. */
  topic(key: TopicKey, name: string): number;
  /** Passes a message on where somebody wants it. */
  message(handle: number, timeNs: number, data: Uint8Array, length: number): void;
  /** Tells that messages of a topic were lost before they came here. */
  lost(handle: number, count: number): void;
}

/** Room for the largest path, bytes. */
const pathBytes = 1024;

/**
 * Makes the recorder's end. While nobody looks it costs a look at one word a message, and the
 * copies of last values. What does not fit into the ring is lost and counted.
 */
export function createFeed(ring: RingWriter, words: Words, largestBytes: number): Feed {
  const book = createTopicBook();
  let room = new Int32Array(16_384);
  let into = { bytes: new Uint8Array(room.buffer), view: new DataView(room.buffer) };
  let asked = words.get("viewersAsk");
  const wanted = (key: TopicKey): boolean => {
    const level = words.get("viewersWant");
    return level === feedLevels.everything ||
      (level === feedLevels.drawn && topicTable[key].coding.kind !== "struct");
  };
  const push = (topic: BookedTopic, timeNs: number, sequence: number, data: Uint8Array): void => {
    const bytes = headBytes + pathBytes + data.length;
    if (bytes > 4 * room.length && bytes <= largestBytes) {
      room = new Int32Array((bytes + 3) >> 2);
      into = { bytes: new Uint8Array(room.buffer), view: new DataView(room.buffer) };
    }
    const fits = bytes <= 4 * room.length;
    const length = fits
      ? encodeFeed(into, { ...topic, timeNs, sequence, lost: topic.lost, data })
      : 0;
    if (fits && ring.push(0, room, length)) topic.lost = 0;
    else topic.lost += 1;
  };
  const repeat = (): void => {
    asked = words.get("viewersAsk");
    for (const [handle, last] of lastValues(book)) {
      const topic = topicAt(book, handle);
      if (wanted(topic.key)) push(topic, last.timeNs, last.sequence, last.data);
    }
  };
  return {
    topic: (key, name) => book.handle(key, name),
    message: (handle, timeNs, data, length) => {
      const topic = topicAt(book, handle);
      if (words.get("viewersAsk") !== asked) repeat();
      book.latch(topic, timeNs, data, length);
      if (wanted(topic.key)) push(topic, timeNs, topic.sequence, data.subarray(0, length));
      else topic.lost = 0;
      topic.sequence += 1;
    },
    lost: (handle, count) => {
      const topic = topicAt(book, handle);
      topic.lost += count;
      topic.sequence += count;
    },
  };
}
