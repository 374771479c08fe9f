/**
 * What recordings keep of texts (`record.privacy`): the config's secrets never, whoever wrote them
 * into a prompt, an answer or a mission; what looks like a key neither, unless all is kept.
 *
 * @module
 */
import { type Config, mask, secretShapes, secretValues } from "core/config/mod.ts";
import type { TopicKey, TopicWriter } from "core/record/mod.ts";

/** A value with every text in it masked. */
export type MaskTexts = (value: unknown) => unknown;

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Makes the mask that a config asks for. */
export function createTextMask(config: Config): MaskTexts {
  const secrets = secretValues(config).map((value) => new RegExp(escaped(value), "g"));
  const shapes = config.record.privacy.texts === "all" ? secrets : [...secrets, ...secretShapes];
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") {
      return shapes.reduce((text, shape) => text.replace(shape, mask), value);
    }
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
  };
  return walk;
}

const conversation: ReadonlySet<TopicKey> = new Set<TopicKey>(["prompt", "response"]);

/** A prompt or an answer without its text: how long it was. */
function withheld(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("text" in value)) return value;
  const chars = typeof value.text === "string" ? value.text.length : 0;
  const { turns: _turns, ...rest } = { turns: null, ...value };
  return { ...rest, text: "", withheldChars: chars };
}

/** A recording whose texts are masked before anybody gets them: the file, viewers, black boxes. */
export function privateTopics(recording: TopicWriter, config: Config): TopicWriter {
  const masked = createTextMask(config);
  const silent = new Set<number>();
  return {
    topic: (key, name) => {
      const topic = recording.topic(key, name);
      if (config.record.privacy.texts === "none" && conversation.has(key)) silent.add(topic);
      return topic;
    },
    write: (topic, timeNs, data, length) => recording.write(topic, timeNs, data, length),
    writeJson: (topic, timeNs, value) => {
      const kept = silent.has(topic) ? withheld(value) : value;
      return recording.writeJson(topic, timeNs, masked(kept));
    },
  };
}
