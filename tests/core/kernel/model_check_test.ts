/**
 * The mode and failsafe machine, explored: every act of an operator, causes of every clear rule
 * raised and cleared, leases lapsed, in every order up to a bound of depth. States are told apart
 * by the discrete part of the kernel's memory.
 *
 * Proven over the states found: none is without a way to the safe states, none leads from a latch
 * to motion without a reset and a start after it, and none lets two of the machine's own rules
 * pass the robot back and forth while nothing from outside changes.
 */
import assert from "node:assert/strict";
import { actionNumber, modeNumber } from "core/kernel/mod.ts";
import { isFull } from "tests/tier.ts";
import { explore, type Found, moveNames, settle } from "./model_explorer.ts";

const depth = isFull ? 4 : 2;
const found: Found = explore(depth);
const say = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

Deno.test("the explorer reaches every mode and every action of the ladder", () => {
  say(`model: ${found.states.length} states, ${found.edges} moves, depth ${found.depth}`);
  const modes = new Set(found.states.map((state) => state.mode));
  for (const name of ["boot", "idle", "auto", "manual", "failsafe", "estop", "stopping"] as const) {
    assert.ok(modes.has(modeNumber[name]), name);
  }
  const actions = new Set(found.states.map((state) => state.action));
  for (const name of ["none", "slow", "hold", "disarm", "estop"] as const) {
    assert.ok(actions.has(actionNumber[name]), name);
  }
});

Deno.test("from every state each stop leads to rest, drives off where it latches", () => {
  for (const state of found.states) {
    for (const stop of ["estop", "stop", "shutdown"] as const) {
      const out = settle(state, stop);
      const says = `${moveNames(state).join(", ")}, then ${stop}: mode ${out.mode}`;
      assert.deepEqual([out.linearMps, out.angularRadps], [0, 0], says);
      if (stop !== "stop") assert.equal(out.enable, 0, says);
    }
  }
});

Deno.test("no way from a latch to motion but by its reset and a start or take after it", () => {
  assert.deepEqual(found.restarts.map((state) => moveNames(state).join(", ")), []);
});

Deno.test("no state is without a human way back to work", () => {
  const stuck = found.states.filter((state) =>
    state.mode !== modeNumber.stopping && !found.returns(state)
  );
  assert.deepEqual(stuck.map((state) => moveNames(state).join(", ")).slice(0, 5), []);
});

Deno.test("left alone, no state goes round in circles", () => {
  assert.deepEqual(found.circles.map((state) => moveNames(state).join(", ")).slice(0, 5), []);
});

Deno.test("left alone, no state begins to move that had come to rest without a skill", () => {
  assert.deepEqual(found.wakes.map((state) => moveNames(state).join(", ")).slice(0, 5), []);
});
