/** Fifty questions, half in the words of the episode and half in others: how many are found. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { createMemoryStore } from "core/store/mod.ts";
import { countHits, fillWithEpisodes, hitsText } from "tests/fixtures/memory_hits.ts";

Deno.test("of fifty questions, those in the episode's own words are found", async (t) => {
  const store = unwrap(createMemoryStore());
  await fillWithEpisodes(store);
  const hits = await countHits(store, () => Promise.resolve(null));
  store.close();
  await t.step(`hit rate among the first three: ${hitsText(hits)}`, () => {
    assert.ok(hits.own / hits.of >= 0.9, hitsText(hits));
  });
});
