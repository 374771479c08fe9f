import assert from "node:assert/strict";
import { plainPlan } from "core/missions/mod.ts";
import { type Brain, createMissionBrain, type Outcome } from "core/brain/mod.ts";

const stepNs = 100_000_000;
const steps = [
  { action: "goto", place: "bay" },
  { action: "wait", durationMs: 1000 },
] as const;
const succeeded: Outcome = { kind: "succeeded" };
const pending: Outcome = { kind: "pending" };

function ended(kind: "refused" | "aborted" | "canceled", code: string): Outcome {
  return { kind, code, text: `because of ${code}` };
}

/** A world that answers each proposal with the next of `outcomes`, 100 ms later. */
function play(brain: Brain, outcomes: readonly Outcome[], mode = "auto", forNs = 20e9): unknown[] {
  const proposed: unknown[] = [];
  let outcome: Outcome | null = null;
  for (let nowNs = 0; nowNs <= forNs; nowNs += stepNs) {
    const decision = brain.decide({ nowNs, mode, outcome, events: [] });
    if (decision === null) continue;
    proposed.push(...decision.proposals);
    outcome = outcomes[proposed.length - 1] ?? pending;
  }
  return proposed;
}

Deno.test("createMissionBrain() goes from step to step and says the end", () => {
  const brain = createMissionBrain(plainPlan("m", steps));
  assert.deepEqual(brain.mission(), { state: "queued", reason: "" });
  const proposed = play(brain, [succeeded, succeeded, succeeded]);
  const end = { action: "mission", state: "done", reason: "all steps done" };
  assert.deepEqual(proposed, [...steps, end]);
  assert.deepEqual(brain.mission(), { state: "done", reason: "all steps done" });
});

Deno.test("createMissionBrain() waits for the end of a step, and for `auto`", () => {
  assert.deepEqual(play(createMissionBrain(plainPlan("m", steps)), [pending]), [steps[0]]);
  for (const mode of ["boot", "idle", "manual", "failsafe", "estop", "stopping"]) {
    assert.deepEqual(play(createMissionBrain(plainPlan("m", steps)), [succeeded], mode), [], mode);
  }
});

Deno.test("createMissionBrain() tries a step three times, a second apart, then fails", () => {
  const refused = ended("refused", "GATE_KEEPOUT");
  const brain = createMissionBrain(plainPlan("m", steps));
  const atNs: number[] = [];
  let outcome: Outcome | null = null;
  for (let nowNs = 0; nowNs <= 10e9; nowNs += stepNs) {
    const decision = brain.decide({ nowNs, mode: "auto", outcome, events: [] });
    if (decision === null) continue;
    atNs.push(nowNs / 1e9);
    outcome = atNs.length <= 3 ? refused : succeeded;
  }
  assert.deepEqual(atNs, [0, 1.1, 2.2, 2.3]);
  const reason = "GATE_KEEPOUT: because of GATE_KEEPOUT";
  assert.deepEqual(brain.mission(), { state: "failed", reason });
});

Deno.test("createMissionBrain() tells the kernel of a failed mission", () => {
  const blocked = ended("aborted", "INTENT_BLOCKED");
  const proposed = play(createMissionBrain(plainPlan("m", steps)), [
    blocked,
    blocked,
    blocked,
    succeeded,
  ]);
  assert.deepEqual(proposed.at(-1), {
    action: "mission",
    state: "failed",
    reason: "INTENT_BLOCKED: because of INTENT_BLOCKED",
  });
  assert.equal(proposed.length, 4);
});

Deno.test("createMissionBrain() forgets failed tries once a step succeeds", () => {
  const blocked = ended("aborted", "INTENT_BLOCKED");
  const outcomes = [blocked, blocked, succeeded, blocked, blocked, succeeded, succeeded];
  const brain = createMissionBrain(plainPlan("m", steps));
  assert.equal(play(brain, outcomes).length, 7);
  assert.equal(brain.mission().state, "done");
});

Deno.test("createMissionBrain() takes a step up again as often as it is stopped from outside", () => {
  for (const code of ["INTENT_STOPPED", "INTENT_FAILSAFE", "INTENT_LEASE", "GATE_EXPIRED"]) {
    const brain = createMissionBrain(plainPlan("m", steps));
    const proposed = play(brain, Array.from({ length: 5 }, () => ended("aborted", code)));
    assert.deepEqual(proposed, Array.from({ length: 6 }, () => steps[0]), code);
    assert.deepEqual(brain.mission(), { state: "running", reason: `${code}: because of ${code}` });
  }
});

Deno.test("createMissionBrain() says the end again where it was lost on the way", () => {
  const lost = ended("aborted", "GATE_EXPIRED");
  const proposed = play(createMissionBrain(plainPlan("m", steps)), [
    succeeded,
    succeeded,
    lost,
    lost,
    succeeded,
  ]);
  const end = { action: "mission", state: "done", reason: "all steps done" };
  assert.deepEqual(proposed, [...steps, end, end, end]);
});

Deno.test("createMissionBrain() pauses, resumes with the same step, and cancels for good", () => {
  const brain = createMissionBrain(plainPlan("m", steps));
  const ask = (nowNs: number, outcome: Outcome | null) =>
    brain.decide({ nowNs, mode: "auto", outcome, events: [] })?.proposals ?? [];
  assert.deepEqual(ask(0, null), [steps[0]]);
  brain.command("resume");
  assert.deepEqual(ask(stepNs, pending), [], "resume of a running mission changes nothing");
  brain.command("pause");
  assert.equal(brain.mission().state, "paused");
  assert.deepEqual(ask(2 * stepNs, null), []);
  brain.command("resume");
  assert.deepEqual(ask(3 * stepNs, null), [steps[0]]);
  brain.command("cancel");
  assert.deepEqual(brain.mission(), { state: "canceled", reason: "canceled by an operator" });
  brain.command("resume");
  assert.deepEqual(ask(4 * stepNs, succeeded), []);
  assert.equal(brain.mission().state, "canceled");
});
