/**
 * A recording that passes what is written into it on to those who look: the one stream of messages
 * is encoded once, for the file and for viewers.
 *
 * @module
 */
import type { TopicKey, TopicWriter } from "core/record/mod.ts";
import type { Feed } from "core/serve/mod.ts";

/** A recording, and who is told of what it loses. */
export interface TeeWriter extends TopicWriter {
  /** Tells viewers that messages of a topic were lost. */
  noteLost(topic: number, count: number): void;
}

const utf8 = new TextEncoder();

/** Joins a feed to a recording. Handles are the recording's. */
export function teeTopics(recording: TopicWriter, feed: Feed): TeeWriter {
  const handles: number[] = [];
  const pass = (topic: number, timeNs: number, data: Uint8Array, length: number): void => {
    const handle = handles[topic];
    if (handle !== undefined) feed.message(handle, timeNs, data, length);
  };
  return {
    topic: (key: TopicKey, name = "main") => {
      const topic = recording.topic(key, name);
      handles[topic] = feed.topic(key, name);
      return topic;
    },
    write: (topic, timeNs, data, length = data.length) => {
      pass(topic, timeNs, data, length);
      return recording.write(topic, timeNs, data, length);
    },
    writeJson: (topic, timeNs, value) => {
      const data = utf8.encode(JSON.stringify(value));
      pass(topic, timeNs, data, data.length);
      return recording.write(topic, timeNs, data, data.length);
    },
    noteLost: (topic, count) => {
      const handle = handles[topic];
      if (handle !== undefined) feed.lost(handle, count);
    },
  };
}

/** A recording that is only shown: nothing is kept. */
export function feedTopics(feed: Feed): TopicWriter {
  return {
    topic: (key, name = "main") => feed.topic(key, name),
    write: (topic, timeNs, data, length = data.length) => {
      feed.message(topic, timeNs, data, length);
      return null;
    },
    writeJson: (topic, timeNs, value) => {
      const data = utf8.encode(JSON.stringify(value));
      feed.message(topic, timeNs, data, data.length);
      return null;
    },
  };
}
