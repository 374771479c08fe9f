/**
 * The topics of a recorder over all its parts: handles, sequence numbers that go on from part to
 * part, and the last values that each part repeats at its start.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { topicPath } from "./recording.ts";
import { careOf, type TopicCare } from "./topic_care.ts";
import type { TopicKey } from "./topics.ts";

/** A last value. */
export interface LastValue {
  readonly timeNs: number;
  readonly sequence: number;
  readonly data: Uint8Array;
}

/** A topic of the book. */
export interface BookedTopic {
  readonly key: TopicKey;
  readonly topic: string;
  readonly care: TopicCare;
  /** Sequence of the next message: lost messages count too, so that readers see the gap. */
  sequence: number;
  /** Messages in the open chunk, not yet in the file. */
  pending: number;
  /** Messages lost since the last gap that was told. */
  lost: number;
  /** Last values by the text of `latchBy`; one under "" for plain topics. */
  readonly last: Map<string, LastValue>;
}

/** Values of one latched topic that are kept apart. */
const maxLastValues = 256;

const utf8 = new TextDecoder();

/** The book. */
export interface TopicBook {
  readonly topics: readonly BookedTopic[];
  /** The handle of a topic. */
  handle(key: TopicKey, name: string): number;
  /** Keeps a message as its topic's last value, where the topic is latched. */
  latch(topic: BookedTopic, timeNs: number, data: Uint8Array, length: number): void;
}

/** The text that tells the values of a latched topic apart; empty for plain topics. */
export function latchKey(field: string | undefined, data: Uint8Array): string {
  if (field === undefined) return "";
  try {
    const value: unknown = JSON.parse(utf8.decode(data));
    const found: unknown = typeof value === "object" && value !== null
      ? Reflect.get(value, field)
      : undefined;
    return typeof found === "string" ? found : "";
  } catch {
    // A text that is no JSON has no field: it counts as one value.
    return "";
  }
}

/** Makes an empty book. */
export function createTopicBook(): TopicBook {
  const topics: BookedTopic[] = [];
  const byPath = new Map<string, number>();
  return {
    topics,
    handle: (key, name) => {
      const topic = topicPath(key, name);
      const known = byPath.get(topic);
      if (known !== undefined) return known;
      const handle = topics.push({
        key,
        topic,
        care: careOf(key),
        sequence: 0,
        pending: 0,
        lost: 0,
        last: new Map(),
      }) - 1;
      byPath.set(topic, handle);
      return handle;
    },
    latch: (topic, timeNs, data, length) => {
      if (!topic.care.isLatched) return;
      const copy = data.slice(0, length);
      const key = latchKey(topic.care.latchBy, copy);
      topic.last.delete(key);
      topic.last.set(key, { timeNs, sequence: topic.sequence, data: copy });
      if (topic.last.size > maxLastValues) {
        for (const oldest of topic.last.keys()) {
          topic.last.delete(oldest);
          break;
        }
      }
    },
  };
}

/** All last values of a book. */
export function* lastValues(book: TopicBook): Generator<readonly [number, LastValue], void, void> {
  for (const [handle, topic] of book.topics.entries()) {
    for (const last of topic.last.values()) yield [handle, last];
  }
}

/** The booked topic of a handle. */
export function topicAt(book: TopicBook, handle: number): BookedTopic {
  return at(book.topics, handle);
}
