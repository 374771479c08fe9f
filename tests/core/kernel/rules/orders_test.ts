/** Orders of steps, against an oracle that keeps the whole history. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { sourceNumber, verdictNumber } from "core/kernel/mod.ts";
import { inOrder } from "core/kernel/rules/orders.ts";
import { decisionText } from "core/messages/mod.ts";
import { runs } from "tests/tier.ts";
import {
  act,
  ask,
  autoRig,
  put,
  type Rig,
  run,
  tick,
  wish,
} from "tests/core/kernel/kernel_fixture.ts";

const relay = (name: string, state?: string) => ({
  action: "trigger_relay",
  relay: name,
  ...(state === undefined ? {} : { state }),
});

/** The valve may be opened only after a step. */
function valveAfter(
  after: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>>,
) {
  return { after, only: relay("valve", "on"), ...more };
}

function ordered(order: Readonly<Record<string, unknown>>): Rig {
  return autoRig({
    set: {
      "robot.relays": [{ name: "pump", maxOnMs: 2000 }, { name: "valve" }, { name: "lamp" }],
      "kernel.order": [{ name: "a", ...order }],
      "kernel.capabilities.brain": ["all"],
    },
  });
}

/** What a test does: switch a relay, or let the world go on. */
interface Move {
  readonly target: number;
  readonly on: number;
  readonly ticks: number;
}

const moves = fc.array(
  fc.record({
    target: fc.integer({ min: 0, max: 2 }),
    on: fc.integer({ min: 0, max: 1 }),
    ticks: fc.integer({ min: 0, max: 30 }),
  }),
  { minLength: 1, maxLength: 25, size: "max" },
);

/** An accepted step, and when it was. */
interface Taken extends Move {
  readonly atNs: number;
}

const isPump = (taken: Move, on: number) => taken.target === 0 && taken.on === on;

/** `only valve on after pump on`, undone by pump off. */
function mayOpen(history: readonly Taken[], nowNs: number, steps: number, ns: number): boolean {
  const last = history.findLastIndex((one) => one.target === 0);
  const pumped = history[last];
  if (pumped === undefined || pumped.on === 0) return false;
  return nowNs - pumped.atNs <= ns && history.length - last <= steps;
}

/** `once pump on then pump off`. */
function mayGoOn(history: readonly Taken[], nowNs: number, steps: number, ns: number): boolean {
  const closed = history.findLastIndex((one) => isPump(one, 0));
  const opened = history.findIndex((one, index) => index > closed && isPump(one, 1));
  const first = history[opened];
  if (first === undefined) return true;
  return nowNs - first.atNs <= ns && history.length - opened < steps;
}

function play(
  order: Readonly<Record<string, unknown>>,
  done: readonly Move[],
  may: (history: readonly Taken[], move: Move, nowNs: number) => boolean,
): void {
  const rig = ordered(order);
  const history: Taken[] = [];
  for (const move of done) {
    for (let i = 0; i < move.ticks; i++) tick(rig);
    const { nowNs } = rig;
    const out = ask(rig, "trigger_relay", { target: move.target, x: move.on });
    const expected = may(history, move, nowNs) ? verdictNumber.accepted : verdictNumber.refused;
    const verdict = out.decisions[0]?.verdict;
    // A pump that is on gets its longest time where none was asked for: clamped is accepted.
    const seen = verdict === verdictNumber.clamped ? verdictNumber.accepted : verdict;
    assert.equal(seen, expected, JSON.stringify({ history, move }));
    if (expected === verdictNumber.accepted) history.push({ ...move, atNs: nowNs });
  }
}

const reach = fc.record({
  withinSteps: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  withinMs: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
});

function given(limits: { withinSteps: number | undefined; withinMs: number | undefined }) {
  const entries = Object.entries(limits).filter(([, value]) => value !== undefined);
  return {
    order: Object.fromEntries(entries),
    steps: limits.withinSteps ?? Infinity,
    ns: (limits.withinMs ?? Infinity) * 1e6,
  };
}

Deno.test("`only` with `after` passes exactly what the history allows", () => {
  const check = (done: readonly Move[], limits: Parameters<typeof given>[0]) => {
    const { order, steps, ns } = given(limits);
    const rule = valveAfter(relay("pump", "on"), { undoneBy: [relay("pump", "off")], ...order });
    play(
      rule,
      done,
      (history, move, nowNs) =>
        move.target !== 1 || move.on !== 1 || mayOpen(history, nowNs, steps, ns),
    );
  };
  fc.assert(fc.property(moves, reach, check), runs(60, 3000));
});

Deno.test("`once` with `then` passes exactly what the history allows", () => {
  const check = (done: readonly Move[], limits: Parameters<typeof given>[0]) => {
    const { order, steps, ns } = given({ ...limits, withinSteps: limits.withinSteps ?? 3 });
    const rule = { once: relay("pump", "on"), then: relay("pump", "off"), ...order };
    play(
      rule,
      done,
      (history, move, nowNs) => isPump(move, 0) || mayGoOn(history, nowNs, steps, ns),
    );
  };
  fc.assert(fc.property(moves, reach, check), runs(60, 3000));
});

Deno.test("an order is told by its name, what it wants, how soon, and why", () => {
  const rig = ordered(valveAfter(relay("pump", "on"), {
    withinSteps: 2,
    withinMs: 5000,
    reason: "a dry valve jams",
  }));
  const out = ask(rig, "trigger_relay", { target: 1, x: 1 });
  assert.equal(
    decisionText(out, 0, rig.compiled.params.said),
    'Order "a" wants another step first: trigger_relay pump on within 2 steps and 5000 ms; ' +
      "a dry valve jams",
  );
});

Deno.test("a relay that goes off by itself keeps and undoes orders as one that is switched", () => {
  const due = ordered({ once: relay("pump", "on"), then: relay("pump", "off"), withinSteps: 1 });
  ask(due, "trigger_relay", { target: 0, x: 1 });
  assert.equal(ask(due, "drive").decisions[0]?.verdict, verdictNumber.refused);
  run(due, 2100);
  assert.equal(ask(due, "drive").decisions[0]?.verdict, verdictNumber.accepted);

  const undone = ordered(valveAfter(relay("pump", "on"), { undoneBy: [relay("pump", "off")] }));
  ask(undone, "trigger_relay", { target: 0, x: 1 });
  run(undone, 2100);
  const out = ask(undone, "trigger_relay", { target: 1, x: 1 });
  assert.equal(out.decisions[0]?.verdict, verdictNumber.refused);
});

Deno.test("a motion counts once it is done, and not where it was given up", () => {
  const order = valveAfter({ action: "turn" }, {});
  const valve = { target: 1, x: 1 };
  const refusedBeforeEnd = ordered(order);
  ask(refusedBeforeEnd, "turn", { z: 1 });
  const early = ask(refusedBeforeEnd, "trigger_relay", valve);
  assert.equal(early.decisions[0]?.verdict, verdictNumber.refused);
  run(refusedBeforeEnd, 3000);
  const late = ask(refusedBeforeEnd, "trigger_relay", valve);
  assert.equal(late.decisions[0]?.verdict, verdictNumber.accepted);

  const stopped = ordered(order);
  ask(stopped, "turn", { z: 1 });
  ask(stopped, "stop");
  run(stopped, 3000);
  const never = ask(stopped, "trigger_relay", valve);
  assert.equal(never.decisions[0]?.verdict, verdictNumber.refused);
});

Deno.test("a step that is due holds the brain, and not its failsafe", () => {
  const rig = ordered({ once: relay("pump", "on"), then: relay("pump", "off"), withinSteps: 1 });
  ask(rig, "trigger_relay", { target: 0, x: 1 });
  // What is received is never the failsafe's: its leaves ask within the step, so the rule is asked.
  const refused = (source: number): number => {
    const lamp = wish(rig, "trigger_relay", { target: 2, x: 1, source });
    const detail = { value: 0, limit: 0, clamped: 0, next: 0 };
    return inOrder.check(rig.kernel, lamp, rig.nowNs, detail);
  };
  assert.notEqual(refused(sourceNumber.brain), 0);
  assert.equal(refused(sourceNumber.failsafe), 0);
});

Deno.test("an operator's stick is no step, however many frames it sends", () => {
  const rig = ordered(valveAfter(relay("pump", "on"), { withinSteps: 1 }));
  ask(rig, "trigger_relay", { target: 0, x: 1 });
  tick(rig, (inputs) => act(inputs, "take"));
  for (let i = 0; i < 20; i++) {
    tick(rig, (inputs) => {
      inputs.operatorBeat = 1;
      put(inputs, wish(rig, "drive", { source: 5, agent: 4, x: 0.1, durationMs: 250 }));
    });
  }
  const out = ask(rig, "trigger_relay", { target: 1, x: 1 });
  assert.equal(out.decisions[0]?.verdict, verdictNumber.accepted);
});
