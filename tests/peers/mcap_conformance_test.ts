/** Our reader against the official MCAP conformance set: every record as its JSON says. @module */
import assert from "node:assert/strict";
import { type McapRecord, readMessages, readRecords } from "core/record/mod.ts";
import { conformancePairs, type Plain, type PlainRecord } from "./mcap_conformance_data.ts";

const snakeCase = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Names that the JSON writes otherwise. */
const unlisted: ReadonlySet<string> = new Set(["type", "crc", "covered"]);

function plainValue(value: unknown): Plain {
  if (value instanceof Uint8Array) return [...value].map(String);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [String(key), String(item)]));
  }
  return String(value);
}

function plainForm(record: McapRecord): PlainRecord {
  const fields = Object.entries(record).filter(([name]) => !unlisted.has(name))
    .map(([name, value]): [string, Plain] => [snakeCase(name), plainValue(value)])
    .sort(([a], [b]) => a < b ? -1 : 1);
  return { type: record.type, fields };
}

/** The JSON lists the records in chunks in their place, not the chunks and their indexes. */
const left: ReadonlySet<string> = new Set(["Chunk", "MessageIndex"]);

Deno.test("readRecords() yields what the JSON of every conformance file says", () => {
  let files = 0;
  let rebuilt = 0;
  for (const pair of conformancePairs()) {
    const damage: string[] = [];
    const records = [...readRecords(pair.bytes, ({ offset, reason }) => {
      damage.push(`${offset}: ${reason}`);
    })];
    assert.deepEqual(damage, [], pair.name);
    const found = records.filter((record) => !left.has(record.type)).map(plainForm);
    assert.deepEqual(found, pair.records, pair.name);
    files++;
    if (pair.rebuilt) rebuilt++;
  }
  assert.ok(files >= 416, `${files} files read, ${rebuilt} of them rebuilt from LFS pointers`);
});

Deno.test("readMessages() finds the messages of every conformance file, undamaged", () => {
  for (const pair of conformancePairs()) {
    const expected = pair.records.filter((record) => record.type === "Message")
      .map(({ fields }) => Object.fromEntries(fields));
    const found = [...readMessages(pair.bytes, {
      onDamage: ({ reason }) => assert.fail(`${pair.name}: ${reason}`),
    })].map((message) => {
      assert.equal(message.damaged, false, pair.name);
      return {
        channel_id: String(message.channel.id),
        data: [...message.data].map(String),
        log_time: String(message.logTimeNs),
        publish_time: String(message.publishTimeNs),
        sequence: String(message.sequence),
      };
    });
    assert.deepEqual(found, expected.map((fields) => ({ ...fields })), pair.name);
  }
});
