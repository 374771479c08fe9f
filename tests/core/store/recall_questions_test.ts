/** Fifty questions, half in the words of the episode and half in others: how many are found. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { createMemoryStore, type Store } from "core/store/mod.ts";

/** An episode, a question in its words, and one in others. */
const rows: readonly (readonly [string, string, string])[] = [
  [
    "the storeroom door was locked at noon",
    "was the storeroom locked?",
    "could nobody get into the depot",
  ],
  ["a child ran across the corridor", "did a child cross the corridor", "kid in the hallway"],
  [
    "the battery lost ten percent on the ramp",
    "battery percent on the ramp",
    "energy drops when climbing",
  ],
  ["delivered the parcel to reception", "parcel for reception", "package handed to the front desk"],
  ["the lift was out of order", "is the lift in order", "elevator broken"],
  [
    "wet floor near the canteen, slipped twice",
    "where was the floor wet",
    "slippery at the cafeteria",
  ],
  [
    "the lidar saw nothing behind the glass wall",
    "lidar and the glass wall",
    "transparent partition unseen by laser",
  ],
  [
    "the operator asked to avoid the nursery",
    "avoid the nursery",
    "stay away from where infants sleep",
  ],
  [
    "charging at the dock failed, contacts were dirty",
    "why did charging fail",
    "power plug needed cleaning",
  ],
  ["the fire alarm was tested on Tuesday", "when was the alarm tested", "siren drill day"],
  [
    "Mrs Keller opened the archive for the robot",
    "who opened the archive",
    "woman who lets it into old files",
  ],
  [
    "the greenhouse is too warm after lunch",
    "greenhouse temperature after lunch",
    "plants house hot in the afternoon",
  ],
  [
    "a pallet blocked the loading bay",
    "what blocked the loading bay",
    "goods in the way at the ramp",
  ],
  [
    "wheel noise began after the gravel path",
    "noise of the wheel on gravel",
    "strange sound since the stony track",
  ],
  ["the server room needs a badge", "badge for the server room", "access card to the computers"],
  [
    "lost the wireless link behind the lab",
    "where is the link lost",
    "no radio signal near the laboratory",
  ],
  ["the workshop closes at six", "when does the workshop close", "garage hours end"],
  ["people gather in the hall on Fridays", "hall on Friday", "crowds at the end of the week"],
  [
    "the carpet in the library slows the robot",
    "carpet in the library",
    "rug among the books drags",
  ],
  [
    "guard Meier prefers the rear entrance",
    "which entrance does Meier prefer",
    "watchman likes the back door",
  ],
  ["the camera was blinded by the low sun", "sun in the camera", "lens dazzled at dusk"],
  [
    "a cable lies across the way to the printer",
    "cable near the printer",
    "cord on the route to the copier",
  ],
  ["the gate opens outward, keep a metre", "how does the gate open", "barrier swings toward you"],
  ["the trolley belongs to the cleaners", "whose trolley is it", "cart owned by janitors"],
  [
    "rain makes the yard camera useless",
    "rain and the yard camera",
    "outdoor picture bad in a shower",
  ],
];

async function found(store: Store, question: string, text: string): Promise<boolean> {
  const recall = { text: question, nowMs: 1e12, x: null, y: null, limit: 3 };
  const memories = unwrap(await store.request("memory.recall", recall));
  return memories.some((memory) => memory.text === text);
}

Deno.test("of fifty questions, those in the episode's own words are found", async (t) => {
  const store = unwrap(createMemoryStore());
  for (const [index, [text]] of rows.entries()) {
    // Among many others, and far in the past, so that neither age nor lack of others helps.
    for (let i = 0; i < 20; i++) await add(store, `errand ${index * 20 + i} went as usual`, index);
    await add(store, text, index);
  }
  for (let i = 0; i < 100; i++) await add(store, `patrol ${i} without anything new`, 1000 + i);
  let lexical = 0;
  let synonym = 0;
  for (const [text, own, other] of rows) {
    if (await found(store, own, text)) lexical += 1;
    if (await found(store, other, text)) synonym += 1;
  }
  store.close();
  const said = `own words ${lexical}/${rows.length}, other words ${synonym}/${rows.length}`;
  await t.step(`hit rate among the first three: ${said}`, () => {
    assert.ok(lexical / rows.length >= 0.9, said);
  });
});

async function add(store: Store, text: string, at: number): Promise<void> {
  await store.request("memory.addEpisode", {
    atMs: 1e11 + at * 60_000,
    kind: "step",
    text,
    trust: "robot",
    missionId: "m",
    x: null,
    y: null,
    importance: 0.5,
  });
}
