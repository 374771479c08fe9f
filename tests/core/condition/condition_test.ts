import assert from "node:assert/strict";
import fc from "fast-check";
import {
  compileCondition,
  createScratch,
  evaluate,
  margin,
  type NameTable,
} from "core/condition/mod.ts";

const names: NameTable = {
  "robot.x": { slot: 0, type: "double" },
  "robot.y": { slot: 1, type: "double" },
  collision: { slot: 2, type: "bool" },
  mode: { slot: 3, type: { enum: ["idle", "auto"] } },
  "event:go": { slot: 4, type: "bool" },
};
const origin = { file: "x.yaml", line: 3, column: 10 };

function run(text: string, slots: number[]): 0 | 1 {
  const program = compileCondition(text, names, origin);
  assert.ok(program.ok, program.ok ? "" : program.fault.message);
  return evaluate(program.value, Float64Array.from(slots), createScratch());
}

Deno.test("evaluate() answers conditions over mixed integer and decimal literals", () => {
  const slots = [3, 4, 0, 1, 1];
  const cases: [string, 0 | 1][] = [
    ["robot.x * 2 > 1.0", 1],
    ["distance(robot, 0, 0) == 5", 1],
    ["distance(robot, 12, 7) < 9.49 && !collision", 1],
    ["mode == 'auto'", 1],
    ["mode in ['idle', 'auto'] && mode != 'idle'", 1],
    ["event('go') ? robot.x > 2 : false", 1],
    ["abs(-3) + max(1, 2, 7) - min(4, 2) == 8", 1],
    ["collision || robot.y / 2 <= 1.9", 0],
    ["-robot.x < -2 || collision", 1],
    ["(collision ? 1 : 2) == 2", 1],
  ];
  for (const [text, expected] of cases) assert.equal(run(text, slots), expected, text);
});

Deno.test("evaluate() is false and counts where a value is NaN or a division by zero", () => {
  const program = compileCondition("robot.x / robot.y > 0 || true", names, origin);
  assert.ok(program.ok);
  const scratch = createScratch();
  assert.equal(evaluate(program.value, Float64Array.from([1, 0, 0, 0, 0]), scratch), 0);
  assert.equal(scratch.undefinedCount, 1);
  assert.equal(run("robot.x > 0 || true", [NaN, 0, 0, 0, 0]), 0);
  assert.equal(run("!(robot.x > 0)", [NaN, 0, 0, 0, 0]), 0);
});

Deno.test("compileCondition() names line, column and the nearest name", () => {
  const cases: [string, string, number, RegExp][] = [
    ["robot.z > 1", "CONFIG_CONDITION_NAME", 15, /robot\.[xy]/],
    ["mode == 'atuo'", "CONFIG_CONDITION_NAME", 10, /auto/],
    ["event('gone')", "CONFIG_CONDITION_NAME", 10, /go/],
    ["robot.x > ", "CONFIG_CONDITION_SYNTAX", 20, /example/],
    ["robot.x", "CONFIG_CONDITION_TYPE", 10, /compare/],
    ["robot.x % 2 == 0", "CONFIG_CONDITION_SYNTAX", 10, /use/],
    ["collision + 1 > 0", "CONFIG_CONDITION_TYPE", 10, /compare/],
    ["size(mode) > 1", "CONFIG_CONDITION_NAME", 10, /./],
  ];
  for (const [text, code, , help] of cases) {
    const result = compileCondition(text, names, origin);
    assert.ok(!result.ok, text);
    assert.equal(result.fault.code, code, text);
    assert.equal(result.fault.place?.line, 3);
    assert.match(result.fault.help ?? "", help, text);
  }
});

Deno.test("compileCondition() never throws on any text", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      compileCondition(text, names, origin);
    }),
    { numRuns: 2000 },
  );
});

type Expr = { text: string; value: number };
const arithmetic: fc.Arbitrary<Expr> = fc.letrec<{ e: Expr }>((tie) => ({
  e: fc.oneof(
    { depthSize: "small" },
    fc.integer({ min: 0, max: 9 }).map((n) => ({ text: String(n), value: n })),
    fc.constantFrom({ text: "robot.x", value: 3 }, { text: "robot.y", value: 4.5 }),
    fc.tuple(tie("e"), tie("e"), fc.constantFrom("+", "-", "*")).map(([a, b, o]) => ({
      text: `(${a.text} ${o} ${b.text})`,
      value: o === "+" ? a.value + b.value : o === "-" ? a.value - b.value : a.value * b.value,
    })),
  ),
})).e;

Deno.test("evaluate() agrees with plain arithmetic on random conditions, and margin with its sign", () => {
  fc.assert(
    fc.property(arithmetic, arithmetic, (a, b) => {
      const program = compileCondition(`${a.text} < ${b.text}`, names, origin);
      if (!program.ok) return assert.match(program.fault.message, /too long/);
      const slots = Float64Array.from([3, 4.5, 0, 0, 0]);
      assert.equal(evaluate(program.value, slots, createScratch()), a.value < b.value ? 1 : 0);
      assert.equal(margin(program.value, slots), b.value - a.value);
    }),
    { numRuns: 2000 },
  );
});
