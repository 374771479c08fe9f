// Longer than 300 lines: one row for each documented behaviour, all in one table.
/**
 * What the documentation of BehaviorTree.CPP v4 says its nodes do, a row each: tree, what the
 * leaves answer, what the root answers at each tick, and who was ticked or ended (`!`).
 */
import assert from "node:assert/strict";
import { compileBody, play, type PlayOptions } from "./play.ts";

interface Row {
  readonly says: string;
  readonly tree: string;
  readonly others?: string;
  readonly leaves: Readonly<Record<string, string>>;
  readonly answers: string;
  readonly calls: string;
  readonly options?: Partial<PlayOptions>;
}

const p = (id: string, more = ""): string => `<P id="${id}" ${more}/>`;
const abc = p("a") + p("b") + p("c");

const rows: readonly Row[] = [
  {
    says: "Sequence: success of all is success",
    tree: `<Sequence>${abc}</Sequence>`,
    leaves: {},
    answers: "S",
    calls: "a b c",
  },
  {
    says: "Sequence: a failure ends it, and the next tick begins with the first",
    tree: `<Sequence>${abc}</Sequence>`,
    leaves: { b: "FS" },
    answers: "FS",
    calls: "a b|a b c",
  },
  {
    says: "Sequence: a running child is ticked again, those before it are not",
    tree: `<Sequence>${abc}</Sequence>`,
    leaves: { b: "RRS" },
    answers: "RRS",
    calls: "a b|b|b c",
  },
  {
    says: "SequenceWithMemory: after a failure it goes on at the child that failed",
    tree: `<SequenceWithMemory>${abc}</SequenceWithMemory>`,
    leaves: { b: "FFS" },
    answers: "FFS",
    calls: "a b|b|b c",
  },
  {
    says: "SequenceWithMemory: after all succeeded it begins anew",
    tree: `<SequenceWithMemory>${p("a")}${p("b")}</SequenceWithMemory>`,
    leaves: {},
    answers: "SS",
    calls: "a b|a b",
  },
  {
    says: "SequenceWithMemory: a halt does not make it forget its place",
    tree: `<SequenceWithMemory>${abc}</SequenceWithMemory>`,
    leaves: { b: "RS" },
    answers: "RS",
    calls: "a b|b! b c",
    options: { haltAt: 1 },
  },
  {
    says: "Sequence: a halt makes it begin with the first",
    tree: `<Sequence>${abc}</Sequence>`,
    leaves: { b: "RS" },
    answers: "RS",
    calls: "a b|b! a b c",
    options: { haltAt: 1 },
  },
  {
    says: "ReactiveSequence: all before the running child are ticked again",
    tree: `<ReactiveSequence>${p("a")}${p("b")}</ReactiveSequence>`,
    leaves: { b: "RS" },
    answers: "RS",
    calls: "a b|a b",
  },
  {
    says: "ReactiveSequence: a condition that fails ends the running child",
    tree: `<ReactiveSequence>${p("a")}${p("b")}</ReactiveSequence>`,
    leaves: { a: "SF", b: "R" },
    answers: "RF",
    calls: "a b|a b!",
  },
  {
    says: "Fallback: the first success is success",
    tree: `<Fallback>${abc}</Fallback>`,
    leaves: { a: "F", b: "S" },
    answers: "S",
    calls: "a b",
  },
  {
    says: "Fallback: failure of all is failure, and the next tick begins with the first",
    tree: `<Fallback>${p("a")}${p("b")}</Fallback>`,
    leaves: { a: "F", b: "F" },
    answers: "FF",
    calls: "a b|a b",
  },
  {
    says: "Fallback: goes on at the running child",
    tree: `<Fallback>${p("a")}${p("b")}</Fallback>`,
    leaves: { a: "F", b: "RS" },
    answers: "RS",
    calls: "a b|b",
  },
  {
    says: "ReactiveFallback: an earlier child that succeeds ends the running one",
    tree: `<ReactiveFallback>${p("a")}${p("b")}</ReactiveFallback>`,
    leaves: { a: "FS", b: "R" },
    answers: "RS",
    calls: "a b|a b!",
  },
  {
    says: "Parallel: success_count successes are enough, who runs is ended",
    tree: `<Parallel success_count="1" failure_count="2">${p("a")}${p("b")}</Parallel>`,
    leaves: { a: "R", b: "S" },
    answers: "S",
    calls: "a b a!",
  },
  {
    says: "Parallel: one failure is enough by default",
    tree: `<Parallel>${p("a")}${p("b")}</Parallel>`,
    leaves: { a: "R", b: "F" },
    answers: "F",
    calls: "a b a!",
  },
  {
    says: "Parallel: by default all must succeed; who has succeeded is not ticked again",
    tree: `<Parallel>${p("a")}${p("b")}</Parallel>`,
    leaves: { a: "RS", b: "S" },
    answers: "RS",
    calls: "a b|a",
  },
  {
    says: "Parallel: fails once the successes can no longer be reached",
    tree: `<Parallel success_count="2" failure_count="3">${abc}</Parallel>`,
    leaves: { a: "F", b: "F", c: "R" },
    answers: "F",
    calls: "a b",
  },
  {
    says: "Parallel: a negative count is from the end",
    tree: `<Parallel success_count="-2" failure_count="2">${abc}</Parallel>`,
    leaves: { a: "S", b: "R", c: "S" },
    answers: "S",
    calls: "a b c b!",
  },
  {
    says: "ParallelAll: waits for all, then fails with max_failures",
    tree: `<ParallelAll max_failures="1">${p("a")}${p("b")}</ParallelAll>`,
    leaves: { a: "F", b: "RS" },
    answers: "RF",
    calls: "a b|b",
  },
  {
    says: "ParallelAll: fewer failures than max_failures are success",
    tree: `<ParallelAll max_failures="2">${p("a")}${p("b")}</ParallelAll>`,
    leaves: { a: "F", b: "S" },
    answers: "S",
    calls: "a b",
  },
  {
    says: "Inverter: success is failure, failure is success, running stays",
    tree: `<Inverter>${p("a")}</Inverter>`,
    leaves: { a: "RSF" },
    answers: "RFS",
    calls: "a|a|a",
  },
  {
    says: "RetryUntilSuccessful: tries again in the same tick, up to num_attempts",
    tree: `<RetryUntilSuccessful num_attempts="3">${p("a")}</RetryUntilSuccessful>`,
    leaves: { a: "FFS" },
    answers: "S",
    calls: "a a a",
  },
  {
    says: "RetryUntilSuccessful: fails after num_attempts",
    tree: `<RetryUntilSuccessful num_attempts="2">${p("a")}</RetryUntilSuccessful>`,
    leaves: { a: "F" },
    answers: "FF",
    calls: "a a|a a",
  },
  {
    says: "RetryUntilSuccessful: a running child is waited for",
    tree: `<RetryUntilSuccessful num_attempts="2">${p("a")}</RetryUntilSuccessful>`,
    leaves: { a: "FRS" },
    answers: "RS",
    calls: "a a|a",
  },
  {
    says: "Repeat: num_cycles times",
    tree: `<Repeat num_cycles="3">${p("a")}</Repeat>`,
    leaves: {},
    answers: "S",
    calls: "a a a",
  },
  {
    says: "Repeat: a failure ends it",
    tree: `<Repeat num_cycles="3">${p("a")}</Repeat>`,
    leaves: { a: "SF" },
    answers: "F",
    calls: "a a",
  },
  {
    says: "Timeout: a child that runs longer than msec is ended, and it is a failure",
    tree: `<Timeout msec="250">${p("a")}</Timeout>`,
    leaves: { a: "R" },
    answers: "RRRF",
    calls: "a|a|a|a!",
  },
  {
    says: "Timeout: a child that ends in time gives its own answer",
    tree: `<Timeout msec="250">${p("a")}</Timeout>`,
    leaves: { a: "RS" },
    answers: "RS",
    calls: "a|a",
  },
  {
    says: "Delay: the child is ticked after delay_msec",
    tree: `<Delay delay_msec="200">${p("a")}</Delay>`,
    leaves: {},
    answers: "RRSR",
    calls: "||a|",
  },
  {
    says: "RunOnce: later skipped",
    tree: `<RunOnce>${p("a")}</RunOnce>`,
    leaves: { a: "RS" },
    answers: "RSKK",
    calls: "a|a||",
  },
  {
    says: "RunOnce: with then_skip false its answer is given again",
    tree: `<RunOnce then_skip="false">${p("a")}</RunOnce>`,
    leaves: { a: "F" },
    answers: "FFF",
    calls: "a||",
  },
  {
    says: "ForceSuccess: failure becomes success, running stays",
    tree: `<ForceSuccess>${p("a")}</ForceSuccess>`,
    leaves: { a: "RF" },
    answers: "RS",
    calls: "a|a",
  },
  {
    says: "ForceFailure: success becomes failure",
    tree: `<ForceFailure>${p("a")}</ForceFailure>`,
    leaves: { a: "RS" },
    answers: "RF",
    calls: "a|a",
  },
  {
    says: "KeepRunningUntilFailure: runs although the child succeeds",
    tree: `<KeepRunningUntilFailure>${p("a")}</KeepRunningUntilFailure>`,
    leaves: { a: "SRF" },
    answers: "RRF",
    calls: "a|a|a",
  },
  {
    says: "IfThenElse: the condition is asked once, its branch goes on",
    tree: `<IfThenElse>${abc}</IfThenElse>`,
    leaves: { a: "SF", b: "RS" },
    answers: "RS",
    calls: "a b|b",
  },
  {
    says: "IfThenElse: a condition that fails leads to the third child",
    tree: `<IfThenElse>${abc}</IfThenElse>`,
    leaves: { a: "F", c: "RF" },
    answers: "RF",
    calls: "a c|c",
  },
  {
    says: "IfThenElse: without a third child it fails",
    tree: `<IfThenElse>${p("a")}${p("b")}</IfThenElse>`,
    leaves: { a: "F" },
    answers: "F",
    calls: "a",
  },
  {
    says: "WhileDoElse: a condition that changes ends the running branch",
    tree: `<WhileDoElse>${abc}</WhileDoElse>`,
    leaves: { a: "SFS", b: "RS", c: "R" },
    answers: "RRS",
    calls: "a b|a b! c|a c! b",
  },
  {
    says: "WhileDoElse: what its condition skipped in one tick does not count in the next",
    tree: `<WhileDoElse><Fallback>${p("a")}${p("b")}</Fallback>${p("c")}${p("d")}</WhileDoElse>`,
    leaves: { a: "K", b: "SF", c: "R", d: "R" },
    answers: "RR",
    calls: "a b c|a b c! d",
  },
  {
    says: "Switch: the case that equals the variable; a change ends the other child",
    tree: `<Sequence><SetBlackboard output_key="v" value="0"/>
      <KeepRunningUntilFailure><Sequence>
        <Script code="v = v + 1"/>
        <Switch2 variable="{v}" case_1="1" case_2="2">${abc}</Switch2>
      </Sequence></KeepRunningUntilFailure></Sequence>`,
    leaves: {},
    answers: "RRR",
    calls: "a|b|c",
  },
  {
    says: "Switch: a running child is ended when another case matches",
    tree: `<Switch2 variable="{v}" case_1="1" case_2="2">${abc}</Switch2>`,
    leaves: { a: "R", b: "R", c: "S" },
    answers: "RRS",
    calls: "a|a! b|b! c",
    options: { before: (tick, slots) => slots[2] = tick + 1 },
  },
  {
    says: "_skipIf: a skipped child counts as not being there",
    tree: `<Sequence>${p("a")}${p("b", `_skipIf="h == 0"`)}${p("c")}</Sequence>`,
    leaves: {},
    answers: "S",
    calls: "a c",
    options: { before: (_tick, slots) => slots[0] = 0 },
  },
  {
    says: "_skipIf: where all children are skipped the parent is skipped",
    tree: `<Fallback>${p("a", `_skipIf="true"`)}${p("b", `_skipIf="true"`)}</Fallback>`,
    leaves: {},
    answers: "K",
    calls: "",
  },
  {
    says: "_failureIf and _successIf take the place of the tick of a resting node",
    tree: `<Fallback>${p("a", `_failureIf="h == 0"`)}${p("b", `_successIf="h == 0"`)}</Fallback>`,
    leaves: { a: "R" },
    answers: "SR",
    calls: "|a",
    options: { before: (tick, slots) => slots[0] = tick },
  },
  {
    says: "_failureIf is not asked of a running node",
    tree: p("a", `_failureIf="h == 1"`),
    leaves: { a: "RRS" },
    answers: "RRS",
    calls: "a|a|a",
    options: { before: (tick, slots) => slots[0] = tick },
  },
  {
    says: "_while: a running node is ended and skipped once it is false",
    tree: `<Sequence>${p("a", `_while="h == 0"`)}${p("b")}</Sequence>`,
    leaves: { a: "R" },
    answers: "RS",
    calls: "a|a! b",
    options: { before: (tick, slots) => slots[0] = tick },
  },
  {
    says: "_onSuccess, _onFailure and _post run after their answers",
    tree: `<Sequence><Script code="n := 0; m := 0; k := 0"/>
      <ForceSuccess>${p("a", `_onSuccess="n = 1" _onFailure="m = 1" _post="k += 1"`)}</ForceSuccess>
      <Condition if="n == 0 &amp;&amp; m == 1 &amp;&amp; k == 1"/></Sequence>`,
    leaves: { a: "F" },
    answers: "S",
    calls: "a",
  },
  {
    says: "_onHalted runs when a parent ends the node, not when it ends by itself",
    tree: `<ReactiveSequence>${p("a")}${p("b", `_onHalted="n = n + 1"`)}
      </ReactiveSequence>`,
    leaves: { a: "SF", b: "R" },
    answers: "RF",
    calls: "a b|a b!",
  },
  {
    says: "SubTree: entries are its own unless a port names one of the outer tree",
    tree: `<Sequence><Script code="x := 5; y := 7"/><SubTree ID="Sub" x="{y}" z="3"/>
      <Condition if="x == 5 &amp;&amp; y == 8"/></Sequence>`,
    others: `<BehaviorTree ID="Sub"><Sequence>
      <Condition if="x == 7 &amp;&amp; z == 3"/><Script code="x = x + 1"/>
      </Sequence></BehaviorTree>`,
    leaves: {},
    answers: "S",
    calls: "",
  },
  {
    says: "SubTree: _autoremap shares all entries, and @ names the outermost tree's",
    tree: `<Sequence><Script code="x := 1; deep := 0"/>
      <SubTree ID="Sub" _autoremap="true"/><Condition if="x == 2 &amp;&amp; deep == 4"/></Sequence>`,
    others: `<BehaviorTree ID="Sub"><Sequence><Script code="x = x + 1"/><SubTree ID="Deep"/>
      </Sequence></BehaviorTree>
      <BehaviorTree ID="Deep"><Script code="x := 9; @deep = 4"/></BehaviorTree>`,
    leaves: {},
    answers: "S",
    calls: "",
  },
  {
    says: "Halt goes down to every running node, and only to those",
    tree: `<ReactiveSequence>${p("a")}<Parallel>
      <Sequence>${p("b")}${p("c")}</Sequence><Inverter>${p("d")}</Inverter>${p("e")}
      </Parallel></ReactiveSequence>`,
    leaves: { a: "SF", b: "S", c: "R", d: "R", e: "S" },
    answers: "RF",
    calls: "a b c d e|a c! d!",
  },
  {
    says: "Precondition: asks while the child rests",
    tree: `<Precondition if="h == 0" else="SUCCESS">${p("a")}</Precondition>`,
    leaves: { a: "RSS" },
    answers: "RSS",
    calls: "a|a|",
    options: { before: (tick, slots) => slots[0] = tick },
  },
  {
    says: "Sleep: runs for msec",
    tree: `<Sleep msec="200"/>`,
    leaves: {},
    answers: "RRSR",
    calls: "|||",
  },
  {
    says: "RecoveryNode: the second child helps the first, number_of_retries times",
    tree: `<RecoveryNode number_of_retries="2">${p("a")}${p("b")}</RecoveryNode>`,
    leaves: { a: "F", b: "S" },
    answers: "F",
    calls: "a b a b a",
  },
  {
    says: "RecoveryNode: a recovery that fails ends it",
    tree: `<RecoveryNode number_of_retries="2">${p("a")}${p("b")}</RecoveryNode>`,
    leaves: { a: "F", b: "RF" },
    answers: "RF",
    calls: "a b|b",
  },
  {
    says: "PipelineSequence: earlier children are ticked again, also while they run",
    tree: `<PipelineSequence>${abc}</PipelineSequence>`,
    leaves: { a: "SRS", b: "RS", c: "RS" },
    answers: "RRS",
    calls: "a b|a b c|a b c",
  },
  {
    says: "RoundRobin: after a failure the next, after a success the next at the next tick",
    tree: `<RoundRobin>${abc}</RoundRobin>`,
    leaves: { a: "F", b: "S", c: "S" },
    answers: "SS",
    calls: "a b|c",
  },
  {
    says: "RateController: ticks its child at its rate, and while it runs",
    tree: `<PipelineSequence><RateController hz="5">${p("a")}</RateController>${
      p("b")
    }</PipelineSequence>`,
    leaves: { a: "RS", b: "R" },
    answers: "RRRR",
    calls: "a|a b|b|a b",
  },
];

for (const { says, tree, others, leaves, answers, calls, options } of rows) {
  Deno.test(`tickTree() does as documented: ${says}`, () => {
    // A script that reads an entry before one made it: `n` of the row on `_onHalted`.
    const made = tree.includes("n = n + 1") ? `<Sequence><Script code="n := 0"/>` : "";
    const body = made === "" ? tree : `${made}${tree}</Sequence>`;
    const played = play(compileBody(body, others), leaves, answers.length, options);
    assert.equal(played.answers, answers);
    assert.equal(played.calls, calls);
    if (made === "") return;
    const slot = played.run.tree.slotNames.indexOf("n") + played.run.tree.hostSlots;
    assert.equal(played.run.state.slots[slot], 1);
  });
}

Deno.test("tickTree() is compared with at least 30 documented tables", () => {
  assert.ok(rows.length >= 30, `${rows.length} rows`);
});
