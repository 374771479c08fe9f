import assert from "node:assert/strict";
import {
  type Brain,
  createBrain,
  type Observation,
  type Outcome,
  type WorldView,
} from "core/brain/mod.ts";
import { configSchema, resolveConfig, validate } from "core/config/mod.ts";
import { unwrap } from "core/fault.ts";
import { type MissionPlan, readMissionText } from "core/missions/mod.ts";
import { createMemoryStore, type MissionRow, type Store } from "core/store/mod.ts";
import { robotFacts } from "core/brain/mod.ts";
import { realClock } from "tests/fixtures/real_clock.ts";

const noPlaces = { placeOf: () => undefined, placeOfKey: () => undefined };
const config = resolveConfig(unwrap(validate(configSchema, {
  mechos: "config/1",
  robot: {
    name: "r",
    drive: { kind: "diff", separationM: 0.3, wheelRadiusM: 0.05 },
    footprint: { radiusM: 0.2 },
    limits: { maxLinearMps: 0.5, maxAngularRadps: 1, maxLinearMps2: 1 },
  },
  skills: {
    greet: {
      description: "says hello",
      arguments: { who: { type: "text", default: "you" } },
      body: [{ action: "say", text: "hello $who" }],
    },
    visit: {
      description: "goes there, or home",
      arguments: { to: { type: "place" } },
      tree: { fallback: [{ goto: "$to" }, { goto: "dock" }] },
    },
  },
}, noPlaces)));
const facts = robotFacts(config, { places: ["bay", "dock"], relays: ["horn"] });

function plan(text: string): MissionPlan {
  return unwrap(readMissionText(text, facts, false));
}

/** A world in which time is the caller's and every proposal succeeds after one look. */
function world(brain: Brain) {
  const state: { nowNs: number; mode: string; outcome: Outcome | null; view: WorldView } = {
    nowNs: 0,
    mode: "auto",
    outcome: null,
    view: {
      x: 0,
      y: 0,
      yawRad: 0,
      linearMps: 0,
      angularRadps: 0,
      lost: false,
      poseSigmaM: 0.02,
      batteryPercent: 80,
      rangeM: null,
      homeM: null,
      mode: "auto",
      failsafe: "none",
      cause: "none",
      why: "",
      freeM: null,
      skill: "none",
      on: [],
      sectors: null,
      scanAgeMs: null,
      places: [],
    },
  };
  const look = (): unknown[] => {
    state.nowNs += 100_000_000;
    const seen: Observation = { ...state, events: [], look: () => state.view };
    return [...brain.decide(seen)?.proposals ?? []];
  };
  /** Looks on until nothing more is proposed; every proposal succeeds but those of `fails`. */
  const play = (looks = 40, fails: (intent: unknown) => Outcome | null = () => null): unknown[] => {
    const all: unknown[] = [];
    for (let i = 0; i < looks; i++) {
      const proposed = look();
      all.push(...proposed);
      if (proposed.length > 0) state.outcome = fails(proposed[0]) ?? { kind: "succeeded" };
    }
    return all;
  };
  return { state, look, play };
}

function deskOf(mission: MissionPlan | null, store: Store | null = null, runId = "run-1"): Brain {
  const setup = { brain: config.brain, mission, missionId: runId, script: null, seed: 1 };
  const brain = unwrap(createBrain(setup, facts, {
    fetch: null,
    clock: realClock,
    pacing: store === null ? "virtual" : "real",
    store,
    readFile: () => {
      throw new Error("no file is read");
    },
  }));
  assert.ok(brain !== null);
  return brain;
}

const end = (state: string, reason: string) => ({ action: "mission", state, reason });
const go = (place: string) => ({ action: "goto", place });

Deno.test("a mission leaves steps out by `when`, ends them by `until`, forgives optional ones", () => {
  const brain = deskOf(plan(`
steps:
  - { action: goto, place: bay, when: "battery.percent > 90" }
  - { action: goto, place: dock, optional: true, retries: 0 }
  - { action: wait, durationMs: 60000, until: "robot.x > 1" }
success: "robot.x > 1"
`));
  const { state, look, play } = world(brain);
  const refuse: Outcome = { kind: "refused", code: "GATE_KEEPOUT", text: "" };
  assert.deepEqual(look(), [go("dock")], "the first is left out: the battery is at 80 %");
  state.outcome = refuse;
  assert.deepEqual(look(), [{ action: "wait", durationMs: 60000 }], "its failure is forgiven");
  state.outcome = { kind: "pending" };
  assert.deepEqual(play(3), []);
  state.view = { ...state.view, x: 2 };
  assert.deepEqual(play(3), [end("done", "all steps done")]);
});

Deno.test("a mission fails where its success condition stays false, a step takes too long, or a deadline passes", () => {
  const missed = deskOf(plan(`steps: [{ action: stop }]\nsuccess: "robot.x > 1"`));
  assert.deepEqual(world(missed).play(), [
    { action: "stop" },
    end("failed", "all steps done, but not: robot.x > 1"),
  ]);
  const slow = deskOf(plan(`steps: [{ action: goto, place: bay, timeout: 1s, retries: 1 }]`));
  const pending: Outcome = { kind: "pending" };
  const tried = world(slow).play(
    40,
    (intent) => Reflect.get(Object(intent), "action") === "goto" ? pending : null,
  );
  assert.deepEqual(tried, [go("bay"), go("bay"), end("failed", "step 1 took more than 1000 ms")]);
  const late = deskOf(plan(`steps: [{ action: goto, place: bay }]\ndeadline: 2s`));
  assert.deepEqual(
    world(late).play(
      40,
      (intent) => Reflect.get(Object(intent), "action") === "goto" ? pending : null,
    ),
    [go("bay"), end("failed", "its deadline passed")],
  );
});

Deno.test("a skill that is a tree is a step of a mission: with its law, from words and from `do`", () => {
  const refuse: Outcome = { kind: "refused", code: "GATE_KEEPOUT", text: "" };
  const toBay = (intent: unknown) => Reflect.get(Object(intent), "place") === "bay";
  const brain = deskOf(plan(`
steps:
  - { action: visit, to: bay }
  - { action: say, text: back }
`));
  const { play } = world(brain);
  assert.deepEqual(play(40, (intent) => toBay(intent) ? refuse : null), [
    go("bay"),
    go("dock"),
    { action: "say", text: "back" },
    end("done", "all steps done"),
  ]);
  const slow = deskOf(plan(`steps: [{ action: visit, to: bay, timeout: 1s, retries: 0 }]`));
  const waits = world(slow).play(
    40,
    (intent) => toBay(intent) ? { kind: "pending" } : null,
  );
  assert.deepEqual(waits, [
    go("bay"),
    { action: "stop" },
    end("failed", "step 1 took more than 1000 ms"),
  ]);
  const asked = deskOf(null);
  const order = { kind: "do", missionId: "s", skill: "visit", arguments: { to: "bay" } } as const;
  assert.equal(asked.assign?.(order), true);
  assert.deepEqual(world(asked).play(), [go("bay"), end("done", "all steps done")]);
});

Deno.test("the queue goes by priority; only the end of the last mission is told to the kernel", () => {
  const brain = deskOf(plan("go to bay"));
  const { look, play, state } = world(brain);
  assert.deepEqual(look(), [go("bay")]);
  state.outcome = { kind: "pending" };
  assert.equal(brain.hear?.({ kind: "tell", from: "operator", text: "wait 1 s" }), true);
  const urgent = `steps: [go to dock]\npriority: 9`;
  assert.equal(brain.assign?.({ kind: "add", missionId: "u", text: urgent }), true);
  assert.equal(brain.assign?.({ kind: "add", missionId: "bad", text: "dance" }), false);
  const skill = { kind: "do", missionId: "s", skill: "greet", arguments: { who: "Ada" } } as const;
  assert.equal(brain.assign?.(skill), true);
  state.outcome = { kind: "succeeded" };
  assert.deepEqual(play(), [
    { action: "say", text: "hello Ada" },
    go("dock"),
    { action: "wait", durationMs: 1000 },
    end("done", "all steps done"),
  ]);
  const lines = brain.report?.().missions ?? [];
  const bad = lines.find(({ missionId }) => missionId === "bad");
  assert.match(`${bad?.state} ${bad?.reason}`, /^failed refused: .*dance/);
  assert.equal(lines.find(({ missionId }) => missionId === "u")?.state, "done");
  assert.equal(brain.hear?.({ kind: "peer", from: "p", text: "go to bay" }), false, "no authority");
});

Deno.test("pause, resume and cancel act on the mission that runs, and the next one follows", () => {
  const brain = deskOf(plan("go to bay"));
  const { look, play, state } = world(brain);
  look();
  state.outcome = { kind: "pending" };
  brain.assign?.({ kind: "add", missionId: "n", text: "go to dock" });
  brain.command("pause");
  assert.deepEqual([brain.mission().state, play(5)], ["paused", []]);
  brain.command("resume");
  assert.deepEqual(look(), [go("bay")]);
  brain.command("cancel");
  assert.deepEqual(play(), [go("dock"), end("done", "all steps done")]);
});

async function rows(store: Store): Promise<readonly MissionRow[]> {
  return unwrap(await store.request("mission.list", { open: false }));
}

Deno.test("missions are kept: a mind that died goes on, a reboot resumes, restarts or forgets", async () => {
  const store = unwrap(createMemoryStore());
  const text = (policy: string) =>
    `name: ${policy}\nafterReboot: ${policy}\nsteps: [go to bay, go to dock]`;
  const first = deskOf(plan(text("resume")), store);
  const before = world(first);
  assert.deepEqual(before.look(), [], "nothing begins before the store was looked into");
  await Promise.resolve().then(() => {});
  assert.deepEqual(before.look(), [go("bay")]);
  before.state.outcome = { kind: "succeeded" };
  assert.deepEqual(before.look(), [go("dock")]);
  for (const policy of ["restart", "forget"]) {
    first.assign?.({ kind: "add", missionId: `run-1.${policy}`, text: text(policy) });
  }
  await Promise.resolve();
  const states = (list: readonly MissionRow[]) =>
    list.map((row) => `${row.missionId} ${row.state} ${row.step}`).sort();
  assert.deepEqual(states(await rows(store)), [
    "run-1.first running 1",
    "run-1.forget queued 0",
    "run-1.restart queued 0",
  ]);
  const again = world(deskOf(plan(text("resume")), store));
  again.look();
  await Promise.resolve().then(() => {});
  assert.deepEqual(again.look(), [go("dock")], "the same run: at the step where it was");
  const rebooted = deskOf(null, store, "run-2");
  const after = world(rebooted);
  after.look();
  await Promise.resolve().then(() => {});
  assert.deepEqual(after.play(), [
    go("dock"),
    go("bay"),
    go("dock"),
    end("done", "all steps done"),
  ], "resumed at its step, then the other from its first");
  await Promise.resolve();
  const last = new Map(
    (await rows(store)).map((row) => [row.missionId, `${row.state} ${row.reason}`]),
  );
  assert.match(last.get("run-1.forget") ?? "", /^canceled the robot was started again/);
  assert.match(last.get("run-1.restart") ?? "", /^done/);
  store.close();
});
