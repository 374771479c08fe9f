import assert from "node:assert/strict";
import type { Outcome } from "core/brain/mod.ts";
import { createTreeRunner } from "core/brain/tree_runner.ts";
import { unwrap } from "core/fault.ts";
import { compileSkillTree } from "core/missions/mod.ts";
import { look, thinkingBrain } from "tests/fixtures/thinking_brain.ts";

const succeeded: Outcome = { kind: "succeeded" };
const pending: Outcome = { kind: "pending" };
const stop = { action: "stop" };
const go = (place: string) => ({ action: "goto", place });

function ended(code: string): Outcome {
  return { kind: "aborted", code, text: "because" };
}

/** A runner whose looks are 0.1 s apart; `done` collects what was carried out. */
function play(tree: unknown) {
  const compiled = unwrap(compileSkillTree("t", tree, ["horn"]));
  const done: unknown[] = [];
  const runner = createTreeRunner({
    tree: compiled,
    relays: ["horn"],
    onDone: (intent) => done.push(intent),
  });
  const state = { nowNs: 0 };
  const turn = (outcome: Outcome | null, mode = "auto") => {
    state.nowNs += 100_000_000;
    return runner.turn({ nowNs: state.nowNs, mode, outcome, events: [] })?.proposals ?? [];
  };
  return { turn, runner, done, state };
}

Deno.test("leaves are proposed one after the other, and each end moves the tree on", () => {
  const { turn, runner, done } = play({
    fallback: [{ sequence: [{ goto: "bay" }, { say: "here" }] }, { goto: "dock" }],
  });
  assert.deepEqual(turn(null), [go("bay")]);
  assert.deepEqual(turn(pending), [], "one that runs is not proposed again");
  assert.deepEqual(turn(succeeded), [{ action: "say", text: "here" }]);
  assert.deepEqual(turn(ended("GATE_CAPABILITY")), [go("dock")], "a failed branch, the next one");
  assert.equal(runner.ended(), null);
  assert.deepEqual(turn(succeeded), []);
  assert.deepEqual(runner.ended(), succeeded);
  assert.deepEqual(done, [go("bay"), go("dock")]);
  assert.deepEqual(turn(null), [], "a tree that ended says nothing more");
});

Deno.test("a tree whose leaf failed says which and why", () => {
  const { turn, runner } = play({ sequence: [{ goto: "bay" }] });
  turn(null);
  turn(ended("INTENT_BLOCKED"));
  assert.deepEqual(runner.ended(), {
    kind: "aborted",
    code: "MISSION_SKILL",
    text: "goto: INTENT_BLOCKED because",
  });
});

Deno.test("a leaf that was stopped from outside is proposed again, not before the robot may move", () => {
  const { turn, state, runner } = play({ goto: "bay" });
  turn(null);
  assert.deepEqual(turn(ended("INTENT_STOPPED"), "idle"), []);
  assert.deepEqual(turn(ended("INTENT_STOPPED"), "idle"), []);
  state.nowNs += 2_000_000_000;
  assert.deepEqual(turn(ended("INTENT_STOPPED")), [go("bay")]);
  assert.equal(runner.ended(), null);
});

Deno.test("a leaf that the tree gives up leaves nothing moving", () => {
  const { turn, state, runner } = play({
    fallback: [{ timeout: { after: "1s", do: { goto: "bay" } } }, { say: "too slow" }],
  });
  assert.deepEqual(turn(null), [go("bay")]);
  state.nowNs += 2_000_000_000;
  assert.deepEqual(turn(pending), [stop, { action: "say", text: "too slow" }]);
  turn(succeeded);
  assert.deepEqual(runner.ended(), succeeded);
});

Deno.test("leaves of a parallel take turns, and conditions see the robot", () => {
  const { turn, done, runner } = play({
    parallelAll: { do: [{ goto: "bay" }, { triggerRelay: { relayId: "horn", state: "on" } }] },
  });
  assert.deepEqual(turn(null), [go("bay")]);
  assert.deepEqual(turn(succeeded), [{ action: "trigger_relay", relayId: "horn", state: "on" }]);
  turn(succeeded);
  assert.equal(done.length, 2);
  assert.deepEqual(runner.ended(), succeeded);
});

Deno.test("a model's skill that is a tree is carried out leaf by leaf, and its end is the step's", async () => {
  const tree = { fallback: [{ goto: "$to" }, { sequence: [{ say: "blocked" }, "stop"] }] };
  const fetch = { description: "goes", arguments: { to: { type: "place" } }, tree };
  const answer = { why: "x", intents: [{ action: "fetch", to: "bay" }, { action: "stop" }] };
  const text = JSON.stringify(answer);
  const brain = thinkingBrain({
    goal: "fetch it",
    skills: { fetch },
    tape: [{ text, latencyMs: 100, inputTokens: 50, outputTokens: 10 }],
  });
  await look(brain, 1);
  assert.deepEqual((await look(brain, 1.2))?.proposals, [go("bay")]);
  assert.equal(await look(brain, 2, { outcome: pending }), null);
  const say = await look(brain, 3, { outcome: ended("INTENT_BLOCKED") });
  assert.deepEqual(say?.proposals, [{ action: "say", text: "blocked" }]);
  assert.deepEqual((await look(brain, 4, { outcome: succeeded }))?.proposals, [stop]);
  const kinds = (brain.drain?.() ?? []).map((event) => event.kind);
  assert.ok(kinds.includes("say"), "what a leaf says is said");
  const next = await look(brain, 5, { outcome: succeeded });
  const last = next ?? await look(brain, 5.1, { outcome: succeeded });
  assert.deepEqual(last?.proposals, [stop], "the step after the tree");
  assert.match(brain.report?.().line ?? "", /step 2 of 2/);
});
