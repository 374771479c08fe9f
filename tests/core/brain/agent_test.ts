import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { createMemoryStore } from "core/store/mod.ts";
import type { BrainEvent, Outcome } from "core/brain/mod.ts";
import { look, thinkingBrain } from "tests/fixtures/thinking_brain.ts";

function line(answer: unknown, latencyMs = 100): object {
  return { text: JSON.stringify(answer), latencyMs, inputTokens: 50, outputTokens: 10 };
}

const done = { kind: "succeeded" } as const;
const pending = { kind: "pending" } as const;

Deno.test("an answer counts after its latency, and its steps go one by one", async () => {
  const plan = {
    why: "x",
    intents: [{ action: "goto", place: "bay" }, { action: "say", text: "hi" }],
  };
  const brain = thinkingBrain({ goal: "visit the bay", tape: [line(plan, 300)] });
  assert.equal(await look(brain, 1), null);
  assert.equal(brain.report?.().state, "thinking");
  assert.equal(await look(brain, 1.2), null);
  const first = await look(brain, 1.31);
  assert.deepEqual(first?.proposals, [{ action: "goto", place: "bay" }]);
  assert.equal(await look(brain, 2, { outcome: { kind: "pending" } }), null);
  const second = await look(brain, 3, { outcome: done });
  assert.deepEqual(second?.proposals, [{ action: "say", text: "hi" }]);
  const kinds = (brain.drain?.() ?? []).map((event) => event.kind);
  assert.deepEqual(kinds.filter((kind) => kind === "prompt" || kind === "response"), [
    "prompt",
    "response",
  ]);
});

Deno.test("a refused step ends the plan, and the reason is in the next prompt", async () => {
  const plan = [{ action: "goto", place: "bay" }, { action: "say", text: "never said" }];
  const brain = thinkingBrain({ goal: "visit the bay", tape: [line(plan)] });
  await look(brain, 1);
  await look(brain, 1.2);
  const refused = {
    kind: "refused",
    code: "GATE_OBSTACLE",
    text: "0.2 m free, 0.5 m needed",
  } as const;
  brain.drain?.();
  assert.equal(await look(brain, 2, { outcome: refused }), null);
  const prompt = brain.drain?.().find((event) => event.kind === "prompt");
  assert.match(String(prompt?.data["text"]), /GATE_OBSTACLE 0\.2 m free/);
});

Deno.test("it does not think while the robot may not move, and keeps the lane free", async () => {
  const brain = thinkingBrain({ goal: "visit the bay" });
  for (let t = 0; t < 20; t++) assert.equal(await look(brain, t, { mode: "idle" }), null);
  assert.equal(brain.report?.().calls, 0);
  await look(brain, 21);
  assert.equal(brain.report?.().calls, 1);
});

Deno.test("a question holds the robot until it is answered in time by its id and options", async () => {
  const ask = {
    action: "ask_human",
    question: "left or right?",
    options: ["left", "right"],
    timeoutMs: 5000,
    fallback: "wait here",
  };
  const brain = thinkingBrain({
    goal: "visit the bay",
    tape: [line(ask), line({ action: "stop" })],
  });
  await look(brain, 1);
  await look(brain, 1.2);
  await look(brain, 1.3, { outcome: done });
  const question = brain.report?.().question;
  assert.equal(question?.id, "q1");
  assert.equal(brain.report?.().state, "asking");
  assert.equal(await look(brain, 2), null);
  const answer = (questionId: string, text: string) =>
    brain.hear?.({ kind: "answer", from: "operator", text, questionId });
  assert.equal(answer("q0", "left"), false);
  assert.equal(answer("q1", "up"), false);
  assert.equal(answer("q1", "left"), true);
  assert.equal(answer("q1", "left"), false, "an answer counts once");
  await look(brain, 2.5);
  const prompts = (brain.drain?.() ?? []).filter((event) => event.kind === "prompt");
  assert.match(
    String(prompts.at(-1)?.data["text"]),
    /"kind":"answer","questionId":"q1","text":"left"/,
  );
});

Deno.test("a question that nobody answers falls back to what it named", async () => {
  const ask = { action: "ask_human", question: "may I?", timeoutMs: 3000, fallback: "stay away" };
  const brain = thinkingBrain({
    goal: "visit the bay",
    tape: [line(ask), line({ action: "stop" })],
  });
  await look(brain, 1);
  await look(brain, 1.2);
  await look(brain, 1.3, { outcome: done });
  await look(brain, 3);
  assert.ok(brain.report?.().question);
  await look(brain, 5);
  assert.equal(brain.report?.().question, null);
  const events: readonly BrainEvent[] = brain.drain?.() ?? [];
  assert.ok(events.some((event) => event.data["what"] === "expired"));
  const prompt = events.filter((event) => event.kind === "prompt").at(-1);
  assert.match(String(prompt?.data["text"]), /you meant to: stay away/);
});

Deno.test("tell sets the goal of a brain that has none, and reaches one that has", async () => {
  const brain = thinkingBrain({ goal: null });
  assert.equal(await look(brain, 1), null);
  assert.equal(brain.report?.().calls, 0);
  brain.hear?.({ kind: "tell", from: "operator", text: "go and look at the bay" });
  assert.equal(brain.mission().state, "queued");
  await look(brain, 2);
  const prompt = brain.drain?.().find((event) => event.kind === "prompt");
  assert.match(
    String(prompt?.data["text"]),
    /"goal":\{"trust":"operator","text":"go and look at the bay"\}/,
  );
});

Deno.test("mission, pause, resume and cancel", async () => {
  const over = { action: "mission", state: "done", reason: "was there" };
  const brain = thinkingBrain({
    goal: "visit the bay",
    tape: [line({ action: "stop" }), line(over)],
  });
  await look(brain, 1);
  brain.command("pause");
  assert.equal(brain.mission().state, "paused");
  assert.equal(await look(brain, 2), null);
  brain.command("resume");
  await look(brain, 3);
  const step = await look(brain, 3.2);
  assert.deepEqual(step?.proposals, [over]);
  await look(brain, 4, { outcome: done });
  assert.deepEqual(brain.mission(), { state: "done", reason: "was there" });
  assert.equal(await look(brain, 30), null);
  const other = thinkingBrain({ goal: "visit the bay" });
  other.command("cancel");
  assert.equal(other.mission().state, "canceled");
});

Deno.test("what it is asked to remember is kept as the model's word and recalled", async () => {
  const store = unwrap(createMemoryStore());
  const fact = { action: "remember", subject: "bay", predicate: "door", value: "sticks in winter" };
  const tape = [line(fact), line({ action: "stop" })];
  const brain = thinkingBrain({ goal: "visit the bay", tape, store });
  await look(brain, 1);
  await look(brain, 1.2);
  await look(brain, 1.3, { outcome: done });
  const kept = unwrap(await store.request("memory.facts", { subject: "bay" }));
  assert.deepEqual(kept.map(({ value, trust }) => [value, trust]), [["sticks in winter", "model"]]);
  await look(brain, 2);
  const prompt = brain.drain?.().filter((event) => event.kind === "prompt").at(-1);
  assert.match(String(prompt?.data["text"]), /"trust":"model".{0,40}bay door sticks in winter/);
  store.close();
});

Deno.test("a model that only polls is left alone, one that circles is told, then stopped", async () => {
  const polling = thinkingBrain({
    goal: "wait for the lift",
    tape: [line({ action: "wait", durationMs: 500 })],
  });
  let t = 1;
  for (let i = 0; i < 30; i++) {
    await look(polling, t, { outcome: done });
    t += 0.7;
  }
  assert.ok(!(polling.drain?.() ?? []).some((event) => event.data["what"] === "repeat"));
  const circling = thinkingBrain({ goal: "visit", tape: [line({ action: "turn", angleRad: 1 })] });
  const levels: unknown[] = [];
  t = 1;
  for (let i = 0; i < 400 && circling.mission().state !== "failed"; i++) {
    await look(circling, t, { outcome: done });
    t += 0.5;
    const told = circling.drain?.() ?? [];
    levels.push(...told.filter((e) => e.kind === "guard").map((e) => e.data["level"]));
  }
  assert.deepEqual(levels.slice(0, 4), ["tell", "vary", "ask", "hold"]);
  assert.match(circling.mission().reason, /loop/);
});

Deno.test("a stand-in takes its step up anew: what ended for the model is not its own", async () => {
  const fails = { failure: "server", latencyMs: 50 };
  const turn = line({ action: "turn", angleRad: 0.5 }, 50);
  const brain = thinkingBrain({
    goal: "go to bay",
    tape: [fails, turn, fails, fails, fails, fails],
    brain: {
      fallback: ["scripted"],
      retries: 0,
      breaker: { failures: 100 },
      heartbeatMs: 1000,
      hz: 100,
    },
  });
  const proposed: string[] = [];
  let outcome: Outcome | null = null;
  for (let t = 1; t < 6; t += 0.1) {
    const decision = await look(brain, t, { outcome });
    for (const intent of decision?.proposals ?? []) {
      const action = String(Reflect.get(Object(intent), "action"));
      proposed.push(action);
      // The model's turns end at once; the stand-in's way to the bay never does.
      outcome = action === "turn" ? done : pending;
    }
  }
  assert.deepEqual(proposed, ["goto", "turn", "goto"]);
  assert.equal(brain.mission().state, "running", "the turn was no arrival at the bay");
});

Deno.test("a model sees the owner's skills as actions, and each is taken apart before it is proposed", async () => {
  const nod = {
    description: "nods at a place",
    arguments: { place: { type: "place" }, angleRad: { type: "number", min: 0.1, max: 1 } },
    body: [{ action: "goto", place: "$place" }, { action: "turn", angleRad: "-$angleRad" }],
  };
  const forbidden = { description: "moves an arm", body: [{ action: "gripper", widthM: 0 }] };
  const brain = thinkingBrain({
    goal: "greet them",
    skills: { nod, grab: forbidden },
    tape: [
      line({ action: "nod", place: "bay", angleRad: 7 }),
      line([{ action: "nod", place: "bay", angleRad: 0.5 }, { action: "say", text: "hello" }]),
    ],
    brain: { heartbeatMs: 1000, hz: 100 },
  });
  const proposed: unknown[] = [];
  let outcome: Outcome | null = null;
  for (let t = 1; t < 4; t += 0.1) {
    const decision = await look(brain, t, { outcome });
    if (decision === null || proposed.length >= 3) continue;
    proposed.push(...decision.proposals);
    outcome = done;
  }
  assert.deepEqual(proposed, [
    { action: "goto", place: "bay" },
    { action: "turn", angleRad: -0.5 },
    { action: "say", text: "hello" },
  ]);
  const prompts = (brain.drain?.() ?? []).filter((event) => event.kind === "prompt")
    .map((event) => String(event.data["text"]));
  assert.match(prompts[0] ?? "", /"action":"nod","place":"bay"[^\n]*nods at a place; .*0\.1\.\.1/);
  assert.doesNotMatch(prompts[0] ?? "", /grab/, "a robot without an arm has no such skill");
  assert.match(prompts[1] ?? "", /"angleRad\\*" is 7: it may be 0\.1 to 1/);
});
