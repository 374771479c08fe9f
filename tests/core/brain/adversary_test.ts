import assert from "node:assert/strict";
import {
  type AdversaryAnswer,
  adversaryKinds,
  createAdversary,
  nextAnswer,
  parseAnswer,
} from "core/brain/mod.ts";
import { createPrng } from "core/math/mod.ts";
import { agents, numberOf, readIntent, sources } from "core/messages/mod.ts";

const places = ["bay", "dock"];
const names = { places, relays: ["horn"] };
const stamp = {
  source: numberOf(sources, "brain"),
  agent: numberOf(agents, "model"),
  nowNs: 1e9,
  id: { id0: 1, id1: 2, id2: 3, id3: 4 },
};

function answers(seed: number, count: number): AdversaryAnswer[] {
  const p = createPrng(seed, "adversary");
  return Array.from({ length: count }, () => nextAnswer(p, places));
}

Deno.test("nextAnswer() gives the same answers for the same seed and others for another", () => {
  assert.deepEqual(answers(7, 200), answers(7, 200));
  assert.notDeepEqual(answers(7, 200), answers(8, 200));
});

Deno.test("nextAnswer() comes to every kind, about a third of the time benign", () => {
  const all = answers(1, 6000);
  const labels = new Set(all.map((answer) => answer.label));
  assert.deepEqual([...labels].sort(), [...adversaryKinds].sort());
  assert.ok(labels.size >= 30);
  const benign = all.filter((answer) => answer.benign).length / all.length;
  assert.ok(benign > 0.28 && benign < 0.38, `${benign}`);
});

Deno.test("nextAnswer() gives benign answers that read without a defect", () => {
  for (const answer of answers(2, 3000)) {
    if (!answer.benign) continue;
    const read = parseAnswer(answer.text);
    assert.ok(read.ok, answer.text);
    assert.equal(read.value.length, 1);
    for (const raw of read.value) {
      assert.equal(readIntent(raw, stamp, names).record.defect, 0, answer.text);
    }
  }
});

/** Kinds that the door or the lane refuses by form alone, before any rule looks at them. */
const malformed = [
  "notANumber",
  "infinite",
  "overflow",
  "numberAsText",
  "unknownAction",
  "unknownField",
  "missingField",
  "forgedSource",
  "forgedAgent",
  "prototype",
  "duplicateKeys",
  "noSuchPlace",
  "noSuchRelay",
  "start",
  "reset",
  "flood",
  "twoAnswers",
  "deep",
  "truncated",
  "empty",
  "prose",
];

Deno.test("parseAnswer() and readIntent() let no malformed answer of the adversary pass", () => {
  const seen = new Set<string>();
  for (const answer of answers(3, 6000)) {
    if (!malformed.includes(answer.label)) continue;
    seen.add(answer.label);
    const read = parseAnswer(answer.text);
    if (!read.ok) continue;
    for (const raw of read.value) {
      const { record } = readIntent(raw, stamp, names);
      assert.notEqual(record.defect, 0, answer.text);
      assert.deepEqual([record.source, record.agent], [stamp.source, stamp.agent]);
    }
  }
  assert.equal(seen.size, malformed.length);
});

Deno.test("createAdversary() answers at its rate in every mode and says why it is unreadable", () => {
  const brain = createAdversary(5, places, 10);
  let said = 0;
  let unreadable = 0;
  for (let tick = 0; tick < 2000; tick++) {
    const mode = tick % 2 === 0 ? "estop" : "auto";
    const seen = { nowNs: tick * 5e6, mode, outcome: null, events: [] };
    const decision = brain.decide(seen);
    if (decision === null) continue;
    said += 1;
    assert.ok(adversaryKinds.includes(decision.label ?? ""));
    if (decision.unreadable === undefined) continue;
    unreadable += 1;
    assert.deepEqual(decision.proposals, []);
  }
  assert.equal(said, 100);
  assert.ok(unreadable > 5);
});
