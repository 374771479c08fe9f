/**
 * Every kind of node with every answer of its children over several ticks, against a second
 * reading of the documentation (reference.ts); then trees that nobody thought of.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createTreeRun, createTreeState, haltTree, tickTree } from "core/tree/runtime/mod.ts";
import { kindNames } from "core/tree/kinds.ts";
import { compileBody, play } from "./play.ts";
import { type Plan, playPlan } from "./reference.ts";

const letters = ["R", "S", "F", "K"];
const bounds: Readonly<Record<string, readonly [number, number]>> = {
  Sequence: [1, 3],
  SequenceWithMemory: [1, 3],
  Fallback: [1, 3],
  ReactiveSequence: [1, 3],
  ReactiveFallback: [1, 3],
  Parallel: [1, 3],
  ParallelAll: [1, 3],
  Inverter: [1, 1],
  ForceSuccess: [1, 1],
  ForceFailure: [1, 1],
  KeepRunningUntilFailure: [1, 1],
  RetryUntilSuccessful: [1, 1],
  Repeat: [1, 1],
  RunOnce: [1, 1],
  IfThenElse: [2, 3],
  WhileDoElse: [2, 3],
};

/** Ports with which a kind is tried. */
const variants: Readonly<Record<string, readonly Record<string, number>[]>> = {
  Parallel: [
    {},
    { success_count: 1 },
    { success_count: 1, failure_count: -1 },
    { success_count: -2, failure_count: 2 },
    { success_count: 2, failure_count: 2 },
  ],
  ParallelAll: [{}, { max_failures: 2 }, { max_failures: -1 }],
  RetryUntilSuccessful: [{ num_attempts: 1 }, { num_attempts: 3 }],
  Repeat: [{ num_cycles: 1 }, { num_cycles: 3 }],
  RunOnce: [{ then_skip: 1 }, { then_skip: 0 }],
};

function bodyOf(plan: Plan): string {
  if (plan.children.length === 0) return `<P id="${plan.id}"/>`;
  const ports = Object.entries(plan.ports ?? {}).map(([key, value]) => ` ${key}="${value}"`);
  return `<${plan.kind}${ports.join("")}>${plan.children.map(bodyOf).join("")}</${plan.kind}>`;
}

function scriptsOf(plan: Plan): Record<string, string> {
  const own = plan.id === undefined ? {} : { [plan.id]: plan.script ?? "S" };
  return Object.assign(own, ...plan.children.map(scriptsOf));
}

/** A threshold above the number of children is refused at load. */
function fits(ports: Readonly<Record<string, number>>, count: number): boolean {
  return !Object.keys(ports).some((key) => /_count|max_f/.test(key)) ||
    Object.values(ports).every((value) => Math.abs(value) <= count);
}

/** All scripts of two answers; a third tick repeats the second. */
const scripts = letters.flatMap((first) => letters.map((second) => first + second));

function* scriptSets(count: number): Generator<readonly string[]> {
  if (count === 0) return yield [];
  for (const rest of scriptSets(count - 1)) for (const one of scripts) yield [one, ...rest];
}

for (const [kind, [least, most]] of Object.entries(bounds)) {
  Deno.test(`${kind} answers as documented to all answers of its children over 4 ticks`, () => {
    let played = 0;
    for (const ports of variants[kind] ?? [{}]) {
      for (let count = least; count <= most; count++) {
        if (!fits(ports, count)) continue;
        const shape = { kind, ports, children: [] };
        const leaves = (set: readonly string[]) =>
          set.map((script, i) => ({ kind: "P", script, id: "abc"[i] ?? "?", children: [] }));
        const tree = compileBody(
          bodyOf({ ...shape, children: leaves(new Array(count).fill("S")) }),
        );
        for (const set of scriptSets(count)) {
          const plan = { ...shape, children: leaves(set) };
          const ours = play(tree, scriptsOf(plan), 4);
          const theirs = playPlan(plan, 4);
          const { answers, calls } = ours;
          assert.deepEqual({ answers, calls }, theirs, `${bodyOf(plan)} ${set.join(",")}`);
          played += 1;
        }
      }
    }
    assert.ok(played >= 16);
  });
}

const leafArbitrary: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constant("P"),
  script: fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 4 }),
  children: fc.constant([]),
});

const treeArbitrary: fc.Arbitrary<Plan> = fc.letrec<{ node: Plan }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    leafArbitrary,
    fc.constantFrom(...Object.keys(bounds)).chain((kind) => {
      const [least, most] = bounds[kind] ?? [1, 1];
      return fc.record({
        kind: fc.constant(kind),
        ports: fc.constantFrom(...(variants[kind] ?? [{}])),
        children: fc.array(tie("node"), { minLength: least, maxLength: most }),
      }).map((plan) => fits(plan.ports, plan.children.length) ? plan : { ...plan, ports: {} });
    }),
  ),
})).node;

/** Gives every leaf an id of its own. */
function named(plan: Plan, next = { id: 0 }): Plan {
  if (plan.children.length === 0) return { ...plan, id: `n${next.id++}` };
  return { ...plan, children: plan.children.map((child) => named(child, next)) };
}

/** Loops below loops may meet the bound of one tick, which the reference does not have. */
function loops(plan: Plan): number {
  const own = plan.kind === "Repeat" || plan.kind === "RetryUntilSuccessful" ? 1 : 0;
  return own + Math.max(0, ...plan.children.map(loops));
}

Deno.test("tickTree() answers and calls as the reference for any tree", () => {
  fc.assert(
    fc.property(treeArbitrary.map((plan) => named(plan)), (plan) => {
      fc.pre(loops(plan) <= 2);
      const { answers, calls } = play(compileBody(bodyOf(plan)), scriptsOf(plan), 6);
      assert.deepEqual({ answers, calls }, playPlan(plan, 6), bodyOf(plan));
    }),
    { numRuns: 1500 },
  );
});

Deno.test("tickTree() visits a bounded number of nodes, also in loops without end", () => {
  const endless = `<Repeat num_cycles="-1"><RetryUntilSuccessful num_attempts="-1">` +
    `<Repeat num_cycles="-1"><P id="a"/></Repeat></RetryUntilSuccessful></Repeat>`;
  const { run, answers } = play(compileBody(endless), { a: "S" }, 3);
  assert.equal(answers, "RRR");
  assert.ok(run.visits <= run.mostVisits + run.tree.count, `${run.visits}`);
});

Deno.test("haltTree() ends exactly the leaves that run, and leaves nothing running", () => {
  fc.assert(
    fc.property(treeArbitrary.map((plan) => named(plan)), fc.nat(4), (plan, ticks) => {
      const tree = compileBody(bodyOf(plan));
      const calls = play(tree, scriptsOf(plan), ticks + 1);
      const { run } = calls;
      const leaves = [...run.state.status].flatMap((status, node) =>
        status === 1 && run.tree.childCount[node] === 0 ? [node] : []
      );
      const ended: number[] = [];
      run.host = { tick: () => 2, halt: (_run, node) => ended.push(node) };
      haltTree(run, 1e9);
      assert.deepEqual(ended.toSorted((a, b) => a - b), leaves);
      assert.ok(run.state.status.every((status) => status !== 1));
    }),
    { numRuns: 500 },
  );
});

Deno.test("tickTree() goes on from a copied memory exactly as from its own", () => {
  fc.assert(
    fc.property(treeArbitrary.map((plan) => named(plan)), fc.nat(5), (plan, at) => {
      const tree = compileBody(bodyOf(plan));
      // Answers by the tick and the leaf alone, so that the host has no memory to copy.
      const letter = (node: number, tick: number) => 1 + ((node * 7 + tick * 5) % 4);
      let tick = 0;
      const host = {
        tick: (_run: unknown, node: number) => letter(node, tick),
        halt: () => {},
      };
      const first = createTreeRun(tree, createTreeState(tree), host);
      for (; tick < at; tick++) tickTree(first, tick * 1e6);
      const second = createTreeRun(tree, structuredClone(first.state), host);
      for (; tick < at + 8; tick++) {
        assert.equal(tickTree(first, tick * 1e6), tickTree(second, tick * 1e6));
        assert.deepEqual(first.state, second.state);
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("every kind of the engine has a table here or a row in documented_test.ts", async () => {
  const text = await Deno.readTextFile(new URL("./documented_test.ts", import.meta.url));
  const elsewhere = ["Unknown", "Wait", "ScriptCondition", "AlwaysSuccess", "AlwaysFailure"];
  const switches = ["Switch3", "Switch4", "Switch5", "Switch6"];
  for (const kind of kindNames) {
    if (elsewhere.includes(kind) || switches.includes(kind) || kind in bounds) continue;
    assert.ok(text.includes(`<${kind} `) || text.includes(`<${kind}>`), kind);
  }
});

Deno.test("leaves and switches of each size answer as documented", () => {
  const answers = (body: string) => play(compileBody(body), {}, 1).answers;
  assert.equal(answers("<AlwaysSuccess/>"), "S");
  assert.equal(answers("<AlwaysFailure/>"), "F");
  assert.equal(answers('<ScriptCondition code="1 &lt; 2"/>'), "S");
  assert.equal(answers('<Condition if="1 &gt; 2"/>'), "F");
  assert.equal(play(compileBody('<Wait msec="150"/>'), {}, 3).answers, "RRS");
  for (const size of [2, 3, 4, 5, 6]) {
    const cases = Array.from({ length: size }, (_, i) => `case_${i + 1}="${i}"`).join(" ");
    const kids = Array.from({ length: size + 1 }, (_, i) => `<P id="n${i}"/>`).join("");
    for (let value = 0; value <= size; value++) {
      const body = `<Sequence><Script code="v := ${value}"/>` +
        `<Switch${size} variable="{v}" ${cases}>${kids}</Switch${size}></Sequence>`;
      assert.equal(play(compileBody(body), {}, 1).calls, `n${value}`);
    }
  }
});
