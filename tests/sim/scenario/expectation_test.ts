import assert from "node:assert/strict";
import fc from "fast-check";
import { createScratch } from "core/condition/mod.ts";
import { compileExpectation } from "sim/scenario/expectation.ts";
import { type ExpectationResult, judge, watch } from "sim/scenario/expectation_monitor.ts";
import { createScenarioNames } from "sim/scenario/names.ts";
import type { ScenarioExpectation } from "sim/scenario/schema.ts";

const origin = (key: string) => ({ file: "s.yaml", line: 3, column: key.length + 1 });
const tickMs = 100;

/** Values of one tick: `x` is robot.x, `tea` whether the event happened. */
interface Moment {
  readonly x?: number;
  readonly tea?: boolean;
  readonly reason?: string;
}

/** Runs an expectation over a trace of 100 ms ticks that begins at 0. */
function run(spec: ScenarioExpectation, trace: readonly Moment[]): ExpectationResult {
  const names = createScenarioNames([], ["tea"]);
  const monitor = compileExpectation(spec, names, origin);
  assert.ok(monitor.ok, monitor.ok ? "" : monitor.fault.message);
  const scratch = createScratch();
  for (const [tick, moment] of trace.entries()) {
    names.slots[names.slotOf("robot.x")] = moment.x ?? 0;
    names.slots[names.slotOf("mission.reason")] = names.intern(moment.reason ?? "");
    names.slots[names.slotOf("event:tea")] = moment.tea === true ? 1 : 0;
    watch(monitor.value, names, scratch, tick * tickMs * 1e6);
  }
  return judge(monitor.value, names, scratch, (trace.length - 1) * tickMs * 1e6);
}

/** A trace of x values. */
function xs(...values: number[]): Moment[] {
  return values.map((x) => ({ x }));
}

/** x is 1 at the given ticks, tea happens at others, over `length` ticks. */
function marks(length: number, xTicks: readonly number[], teaTicks: readonly number[]): Moment[] {
  return Array.from({ length }, (_, tick) => ({
    x: xTicks.includes(tick) ? 1 : 0,
    tea: teaTicks.includes(tick),
  }));
}

Deno.test("watch() fails always and never at the first tick that breaks them, and says the values", () => {
  const always = run({ always: "robot.x < 5" }, xs(1, 2, 5.02, 9));
  assert.deepEqual([always.outcome, always.atS, always.robustness], ["failed", 0.2, -4]);
  assert.equal(always.detail, "was not so: robot.x = 5.02");
  const never = run({ never: "robot.x > 5 && mode == 'boot'" }, xs(1, 6, 2));
  assert.deepEqual([never.outcome, never.atS], ["failed", 0.1]);
  assert.equal(never.detail, "was so: robot.x = 6, mode = 'boot'");
  const good = run({ never: "robot.x > 5" }, xs(1, 4, 2));
  assert.deepEqual([good.outcome, good.atS, good.robustness], ["passed", null, 1]);
});

Deno.test("judge() says where a condition was undefined, whether it passed or failed", () => {
  const text = "undefined, and so false, at 1 tick: a division by zero or NaN";
  const never = run({ never: "1 / robot.x > 2" }, xs(1, 0, 2));
  assert.deepEqual([never.outcome, never.detail], ["passed", text]);
  const always = run({ always: "1 / robot.x > 0.1" }, xs(1, 0, 2));
  assert.deepEqual([always.outcome, always.atS], ["failed", 0.1]);
  assert.equal(always.detail, `was not so: robot.x = 0; ${text}`);
});

Deno.test("watch() names texts by their words", () => {
  const trace = [{ reason: "" }, { reason: "INTENT_BLOCKED: Way blocked for 3 s" }];
  const result = run({ always: "mission.reason == ''" }, trace);
  assert.equal(
    result.detail,
    "was not so: mission.reason = 'INTENT_BLOCKED: Way blocked for 3 s'",
  );
});

Deno.test("watch() looks only from `from` until `until`, both included", () => {
  const spec = { never: "robot.x > 0", from: 200, until: 400 };
  assert.equal(run(spec, marks(8, [0, 1, 5, 6], [])).outcome, "passed");
  assert.equal(run(spec, marks(8, [2], [])).outcome, "failed");
  assert.equal(run(spec, marks(8, [4], [])).outcome, "failed");
});

Deno.test("watch() lets a breach shorter than `for` pass", () => {
  const spec = { never: "robot.x > 0", for: 200 };
  assert.equal(run(spec, marks(9, [1, 2, 4, 5, 7, 8], [])).outcome, "passed");
  const broken = run(spec, marks(9, [1, 2, 4, 5, 6], []));
  assert.deepEqual([broken.outcome, broken.atS], ["failed", 0.6]);
  assert.equal(run(spec, marks(9, [1, 2], [])).robustness, null);
});

Deno.test("watch() wants eventually by its deadline, the deadline included", () => {
  const spec = { eventually: "robot.x > 0", within: 300 };
  const reached = run(spec, marks(6, [3], []));
  assert.deepEqual([reached.outcome, reached.atS, reached.robustness], ["passed", 0.3, 1]);
  const late = run(spec, marks(6, [4], []));
  assert.deepEqual([late.outcome, late.atS], ["failed", 0.3]);
  assert.equal(late.detail, "not so by 0.3 s: robot.x = 0");
  const between = run({ ...spec, within: 250 }, marks(6, [3], []));
  assert.equal(between.outcome, "failed");
});

Deno.test("watch() lets eventually without within come true until the end", () => {
  assert.equal(run({ eventually: "robot.x > 0" }, marks(6, [5], [])).outcome, "passed");
  const never = run({ eventually: "robot.x > 3" }, xs(1, 2, 0));
  assert.deepEqual([never.outcome, never.atS, never.robustness], ["failed", 0.2, -1]);
  assert.equal(never.detail, "not so until the run ended at 0.2 s: robot.x = 0");
  const early = run({ eventually: "robot.x > 3", within: 9000 }, xs(1, 2, 0));
  assert.match(early.detail, /ended at 0\.2 s, 8\.8 s before its deadline/);
});

Deno.test("watch() gives eventually the best margin of its whole window", () => {
  const result = run({ eventually: "robot.x > 3", within: 400 }, xs(1, 3.1, 8, 2, 1, 99));
  assert.deepEqual([result.atS, result.robustness], [0.1, 5]);
});

Deno.test("watch() wants eventually with `for` to last, inside the deadline", () => {
  const spec = { eventually: "robot.x > 0", for: 200, within: 500 };
  assert.equal(run(spec, marks(9, [1, 2, 4, 5, 6, 7], [])).outcome, "failed");
  const result = run(spec, marks(9, [1, 3, 4, 5], []));
  assert.deepEqual([result.outcome, result.atS], ["passed", 0.5]);
});

Deno.test("watch() counts `after` for each occurrence of an event", () => {
  const spec = { after: "tea", within: 200, eventually: "robot.x > 0" };
  assert.equal(run(spec, marks(12, [3, 8], [1, 7])).outcome, "passed");
  const second = run(spec, marks(12, [3], [1, 7]));
  assert.deepEqual([second.outcome, second.atS], ["failed", 0.9]);
  assert.match(second.detail, /^not so within 0\.2 s after "tea" at 0\.7 s/);
  assert.equal(run(spec, marks(12, [1], [1])).outcome, "passed", "at the occurrence itself");
  assert.equal(run(spec, marks(12, [4], [1, 2, 3])).outcome, "failed", "the first deadline counts");
});

Deno.test("watch() counts `after` for each time a condition turns true", () => {
  const spec = { after: "robot.x > 0 && t >= 0", within: 200, never: "robot.x > 2" };
  assert.equal(run(spec, xs(0, 1, 1, 1, 3, 0)).outcome, "passed", "the window is over");
  assert.equal(run(spec, xs(0, 1, 0, 1, 1, 3, 0)).outcome, "failed", "a second window");
});

Deno.test("watch() joins overlapping windows, so that `for` counts across them", () => {
  const spec = { after: "tea", within: 300, never: "robot.x > 0", for: 400 };
  assert.equal(run(spec, marks(12, [1, 2, 3, 4, 5, 6], [1, 3])).outcome, "failed");
  assert.equal(run(spec, marks(12, [1, 2, 3, 4, 5, 6], [1])).outcome, "passed");
});

Deno.test("judge() fails an `after` that never occurred, unless that is said to be fine", () => {
  const spec = { after: "tea", never: "robot.x > 0" };
  const result = run(spec, marks(5, [2], []));
  assert.deepEqual([result.outcome, result.detail], ["failed", '"tea" never occurred']);
  const fine = run({ ...spec, vacuous: "ok" }, marks(5, [2], []));
  assert.deepEqual([fine.outcome, fine.detail], ["passed", '"tea" never occurred']);
  assert.equal(run({ ...spec, vacuous: "ok" }, marks(5, [2], [1])).outcome, "failed");
});

Deno.test("judge() fails what was never judged because the run ended first", () => {
  for (const kind of ["always", "eventually"] as const) {
    const result = run({ [kind]: "robot.x >= 0", from: 9000 }, marks(5, [], []));
    assert.equal(result.outcome, "failed");
    assert.match(result.detail, /from 9 s is after the end at 0\.4 s/);
  }
});

Deno.test("judge() looks at the last tick for atEnd", () => {
  const good = run({ atEnd: "robot.x > 1" }, xs(0, 0, 3));
  assert.deepEqual([good.outcome, good.atS, good.robustness], ["passed", 0.2, 2]);
  const bad = run({ atEnd: "robot.x > 1" }, xs(3, 3, 0));
  assert.deepEqual([bad.outcome, bad.atS, bad.robustness], ["failed", 0.2, -1]);
});

Deno.test("compileExpectation() refuses what cannot be judged, at the field that says so", () => {
  const cases: [ScenarioExpectation, string, string, RegExp, RegExp][] = [
    [{}, "", "SIM_SCENARIO", /exactly one/, /never/],
    [{ always: "t > 0", never: "t > 1" }, "", "SIM_SCENARIO", /exactly one/, /./],
    [{ atEnd: "t > 0", within: 10 }, "within", "SIM_SCENARIO", /last tick/, /eventually/],
    [{ atEnd: "t > 0", after: "tea" }, "after", "SIM_SCENARIO", /last tick/, /./],
    [{ always: "t > 0", from: 3000, until: 2000 }, "until", "SIM_SCENARIO", /over/, /before/],
    [{ eventually: "t > 0", from: 3000, within: 2 }, "within", "SIM_SCENARIO", /0 s/, /./],
    [{ always: "t > 0", vacuous: "ok" }, "vacuous", "SIM_SCENARIO", /no after/, /./],
    [{ always: "robt.x > 0" }, "always", "CONFIG_CONDITION_NAME", /robt\.x/, /robot\.x/],
    [
      { after: "fault.lidar.frezze", always: "t > 0" },
      "after",
      "CONFIG_CONDITION_NAME",
      /Unknown event/,
      /"fault\.lidar\.freeze"/,
    ],
    [{ after: "colision", always: "t > 0" }, "after", "CONFIG_CONDITION_NAME", /./, /collision/],
    [{ after: "t >", always: "t > 0" }, "after", "CONFIG_CONDITION_SYNTAX", /./, /./],
  ];
  for (const [spec, key, code, message, help] of cases) {
    const result = compileExpectation(spec, createScenarioNames([], ["tea"]), origin);
    assert.ok(!result.ok, JSON.stringify(spec));
    assert.equal(result.fault.code, code, JSON.stringify(spec));
    assert.match(result.fault.message, message);
    assert.match(result.fault.help ?? "", help);
    const column = result.fault.place?.column ?? 0;
    assert.ok(column > key.length && column < key.length + 5, `${JSON.stringify(spec)} ${column}`);
  }
});

/** What an expectation means, from the whole trace at once and without any memory. */
function meaning(spec: ScenarioExpectation, trace: readonly Moment[]): "passed" | "failed" {
  const from = (spec.from ?? 0) / tickMs;
  const until = (spec.until ?? Infinity) / tickMs;
  const within = (spec.within ?? Infinity) / tickMs;
  const last = trace.length - 1;
  const opens = spec.after === undefined
    ? [0]
    : trace.flatMap((moment, tick) => moment.tea === true ? [tick] : []);
  const windows = opens.map((open) => ({
    open: Math.max(open, from),
    close: Math.min(open + within, until),
  })).filter((window) => window.open <= window.close);
  if (windows.every((window) => window.open > last)) return "failed";
  const lasting = (wanted: boolean, open: number, tick: number): boolean => {
    const need = (spec.for ?? 0) / tickMs;
    if (tick - need < open) return false;
    return trace.slice(Math.ceil(tick - need), tick + 1).every((m) => (m.x === 1) === wanted);
  };
  const someLasts = (wanted: boolean, open: number, close: number): boolean => {
    for (let tick = open; tick <= Math.min(close, last); tick++) {
      if (lasting(wanted, open, tick)) return true;
    }
    return false;
  };
  if (spec.eventually !== undefined) {
    const all = windows.filter((window) => window.open <= last)
      .every((window) => someLasts(true, window.open, window.close));
    return all ? "passed" : "failed";
  }
  const breach = windows.some((window) =>
    someLasts(spec.never !== undefined, window.open, window.close)
  );
  return breach ? "failed" : "passed";
}

const times = fc.constantFrom(undefined, 0, 100, 300, 500, 1200);
const moments = fc.array(fc.record({ x: fc.constantFrom(0, 1), tea: fc.boolean() }), {
  minLength: 1,
  maxLength: 14,
});

Deno.test("watch() agrees with the meaning of an expectation over the whole trace", () => {
  const kinds = fc.constantFrom("always", "never", "eventually");
  let judged = 0;
  fc.assert(
    fc.property(
      kinds,
      fc.boolean(),
      times,
      times,
      times,
      times,
      moments,
      (kind, after, within, from, until, hold, trace) => {
        // `for` over windows that overlap is the subject of tests of its own.
        const lasts = after ? undefined : hold;
        const given = { within, from, until, for: lasts, after: after ? "tea" : undefined };
        const known = Object.entries(given).filter(([, value]) => value !== undefined);
        const spec: ScenarioExpectation = { [kind]: "robot.x == 1", ...Object.fromEntries(known) };
        const end = Math.min(until ?? Infinity, after ? Infinity : within ?? Infinity);
        if ((from ?? 0) > end) return;
        judged += 1;
        const result = run(spec, trace);
        assert.equal(result.outcome, meaning(spec, trace), result.detail);
        if (result.robustness !== null && result.robustness !== 0) {
          assert.equal(result.robustness > 0, result.outcome === "passed");
        }
      },
    ),
    { numRuns: 3000 },
  );
  assert.ok(judged > 1500);
});
