/** What recordings keep of texts: never a secret of the config, whoever wrote it where. */
import assert from "node:assert/strict";
import { type Config, mask } from "core/config/mod.ts";
import { unwrap } from "core/fault.ts";
import {
  createMcapWriter,
  createMemorySink,
  createRecording,
  defaultMcapOptions,
  readMessages,
} from "core/record/mod.ts";
import { createTextMask, privateTopics } from "core/runlog/mod.ts";
import { roverConfig } from "tests/fixtures/brain_config.ts";

const secret = "the-key-of-the-owner";
const shaped = "sk-live_abcdefghijklmnop0123456789";

function configOf(texts: "all" | "masked" | "none"): Config {
  const config = roverConfig({ apiKey: secret });
  return { ...config, record: { ...config.record, privacy: { images: "all", texts } } };
}

Deno.test("createTextMask() masks the config's secrets always, shapes of keys unless all is kept", () => {
  const value = { text: `a ${secret} b ${shaped} c`, deep: [{ n: 7, other: secret }], none: null };
  assert.deepEqual(createTextMask(configOf("masked"))(value), {
    text: `a ${mask} b ${mask} c`,
    deep: [{ n: 7, other: mask }],
    none: null,
  });
  assert.deepEqual(createTextMask(configOf("all"))(value), {
    text: `a ${mask} b ${shaped} c`,
    deep: [{ n: 7, other: mask }],
    none: null,
  });
});

for (const [texts, expected] of [["masked", `now ${mask}`], ["none", ""]] as const) {
  Deno.test(`privateTopics() keeps of prompts what privacy "${texts}" says, and of the rest all`, () => {
    const sink = createMemorySink();
    const writer = createMcapWriter(sink, defaultMcapOptions);
    const versions = {
      version: "0",
      git: "test",
      deno: "0",
      v8: "0",
      runtime: "test",
      build: "test",
      kernelSchema: "0",
      scenario: "talk",
      seed: "1",
      createdBy: "test",
    };
    const structs = { inputs: "", outputs: "", keyframe: "" };
    const about = { versions, config: null, scenario: null, structs };
    const topics = privateTopics(unwrap(createRecording(writer, about)), configOf(texts));
    const prompt = { callId: "c0", text: `now ${secret}`, turns: [{ role: "user", chars: 9 }] };
    topics.writeJson(topics.topic("prompt"), 1, prompt);
    topics.writeJson(topics.topic("mission"), 2, { text: `go ${secret}` });
    assert.equal(writer.finish(), null);
    const found = new Map([...readMessages(sink.bytes(), {})].map(({ channel, data }) => [
      channel.topic,
      JSON.parse(new TextDecoder().decode(data)),
    ]));
    const kept = found.get("/brain/prompt");
    assert.equal(kept.callId, "c0");
    assert.equal(kept.text, expected);
    if (texts === "none") assert.deepEqual([kept.withheldChars, kept.turns], [24, undefined]);
    assert.deepEqual(
      found.get("/mission")?.text ?? found.get("/mission/state")?.text,
      `go ${mask}`,
    );
  });
}
