import assert from "node:assert/strict";
import { createScriptBrain, type Outcome } from "core/brain/mod.ts";

const tickNs = 100_000_000;
const pending: Outcome = { kind: "pending" };

interface World {
  /** Ticks at which the last proposal has ended. */
  readonly endedAt?: Readonly<Record<number, Outcome>>;
  readonly eventsAt?: Readonly<Record<number, string>>;
  /** First tick in `auto`. */
  readonly autoAt?: number;
}

/** Plays 40 ticks of 100 ms: which intents were proposed at which tick. */
function play(brain: ReturnType<typeof createScriptBrain>, world: World): [number, unknown][] {
  const proposed: [number, unknown][] = [];
  let outcome: Outcome | null = null;
  for (let tick = 0; tick < 40; tick++) {
    outcome = world.endedAt?.[tick] ?? outcome;
    const event = world.eventsAt?.[tick];
    const decision = brain.decide({
      nowNs: tick * tickNs,
      mode: tick >= (world.autoAt ?? 0) ? "auto" : "idle",
      outcome,
      events: event === undefined ? [] : [event],
    });
    for (const intent of decision?.proposals ?? []) {
      proposed.push([tick, intent]);
      outcome = pending;
    }
  }
  return proposed;
}

Deno.test("createScriptBrain() proposes at the given times, whatever the mode", () => {
  const brain = createScriptBrain([
    { atNs: 0, intent: "a" },
    { atNs: 5 * tickNs, intent: "b" },
    { atNs: 5 * tickNs, intent: "c" },
  ]);
  assert.deepEqual(play(brain, { autoAt: 99 }), [[0, "a"], [5, "b"], [5, "c"]]);
});

Deno.test("createScriptBrain() counts `after` from the end of the last intent", () => {
  const brain = createScriptBrain([
    { atNs: 2 * tickNs, intent: "a" },
    { afterNs: 3 * tickNs, intent: "b" },
    { afterNs: 0, intent: "c" },
  ]);
  const endedAt: Record<number, Outcome> = {
    10: { kind: "succeeded" },
    20: { kind: "refused", code: "GATE_KEEPOUT", text: "" },
  };
  assert.deepEqual(play(brain, { endedAt }), [[2, "a"], [13, "b"], [20, "c"]]);
});

Deno.test("createScriptBrain() counts a first `after` from the first moment in auto", () => {
  const brain = createScriptBrain([{ afterNs: 2 * tickNs, intent: "a" }]);
  assert.deepEqual(play(brain, { autoAt: 7 }), [[9, "a"]]);
});

Deno.test("createScriptBrain() waits for an event, also while an intent runs", () => {
  const brain = createScriptBrain([
    { atNs: 0, intent: "a" },
    { afterEvent: "fault.lidar.off", intent: "b" },
  ]);
  const eventsAt = { 4: "operator.stop", 8: "fault.lidar.off", 9: "fault.lidar.off" };
  assert.deepEqual(play(brain, { eventsAt }), [[0, "a"], [8, "b"]]);
});

Deno.test("createScriptBrain() says how far it is", () => {
  const brain = createScriptBrain([{ atNs: 0, intent: "a" }]);
  assert.equal(brain.mission().state, "queued");
  play(brain, {});
  assert.equal(brain.mission().state, "running");
  const failed: Outcome = { kind: "aborted", code: "INTENT_BLOCKED", text: "" };
  brain.decide({ nowNs: 9e9, mode: "auto", outcome: failed, events: [] });
  assert.deepEqual(brain.mission(), { state: "done", reason: "INTENT_BLOCKED" });
  brain.command("cancel");
  assert.equal(brain.mission().state, "done", "what is done cannot be canceled");
});

Deno.test("createScriptBrain() is silent while paused and after cancel", () => {
  const brain = createScriptBrain([{ atNs: 5 * tickNs, intent: "a" }]);
  brain.command("pause");
  assert.deepEqual(play(brain, {}), []);
  brain.command("resume");
  assert.deepEqual(play(brain, {}), [[5, "a"]]);
  const other = createScriptBrain([{ atNs: 0, intent: "a" }]);
  other.command("cancel");
  assert.deepEqual(play(other, {}), []);
  assert.equal(other.mission().state, "canceled");
});
