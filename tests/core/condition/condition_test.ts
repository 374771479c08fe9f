import assert from "node:assert/strict";
import fc from "fast-check";
import {
  compileCondition,
  createScratch,
  evaluate,
  margin,
  type NameTable,
} from "core/condition/mod.ts";
import {
  names as randomNames,
  slotValues,
  text,
  trees,
  value,
} from "tests/core/condition/reference.ts";

const names: NameTable = {
  "robot.x": { slot: 0, type: "double" },
  "robot.y": { slot: 1, type: "double" },
  collision: { slot: 2, type: "bool" },
  mode: { slot: 3, type: { enum: ["idle", "auto"] } },
  "event:go": { slot: 4, type: "bool" },
  reason: { slot: 5, type: { text: (literal) => literal.length } },
};
const origin = { file: "x.yaml", line: 3, column: 10 };

function run(text: string, slots: number[]): 0 | 1 {
  const program = compileCondition(text, names, origin);
  assert.ok(program.ok, program.ok ? "" : program.fault.message);
  return evaluate(program.value, Float64Array.from(slots), createScratch());
}

Deno.test("evaluate() answers conditions over mixed integer and decimal literals", () => {
  const slots = [3, 4, 0, 1, 1, 7];
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
    ["reason == 'blocked'", 1],
    ["'open' != reason", 1],
    ["reason in ['ab', 'abcdefg']", 1],
    ["mode == mode", 1],
    ["collision == false", 1],
    ["robot.x in [1, 2.5, 3]", 1],
    ["0 == -0.0", 1],
    ["robot.x > 1 || robot.x / 0 > 0", 1],
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
    ["robot.z > 1", "CONFIG_CONDITION_NAME", 10, /robot\.[xy]/],
    ["1 < robot.z", "CONFIG_CONDITION_NAME", 14, /robot\.[xy]/],
    ["mode == 'atuo'", "CONFIG_CONDITION_NAME", 18, /auto/],
    ["mode in ['idle', 'atuo']", "CONFIG_CONDITION_NAME", 27, /auto/],
    ["'atuo' == mode", "CONFIG_CONDITION_NAME", 10, /auto/],
    ["!event('gone')", "CONFIG_CONDITION_NAME", 11, /go/],
    ["event(mode)", "CONFIG_CONDITION_TYPE", 10, /event/],
    ["robot.x > ", "CONFIG_CONDITION_SYNTAX", 20, /example/],
    ["robot.x", "CONFIG_CONDITION_TYPE", 10, /compare/],
    ["collision && robot.x", "CONFIG_CONDITION_TYPE", 23, /compare/],
    ["collision && 'yes'", "CONFIG_CONDITION_TYPE", 23, /compare/],
    ["robot.x % 2 == 0", "CONFIG_CONDITION_SYNTAX", 10, /use/],
    ["robot.x.abs() > 0", "CONFIG_CONDITION_SYNTAX", 10, /use/],
    ["robot.x + collision > 0", "CONFIG_CONDITION_TYPE", 20, /compare/],
    ["mode == collision", "CONFIG_CONDITION_TYPE", 10, /one type/],
    ["robot.x == 'far'", "CONFIG_CONDITION_TYPE", 21, /./],
    ["'a' == 'a'", "CONFIG_CONDITION_TYPE", 10, /mode/],
    ["robot.x in []", "CONFIG_CONDITION_SYNTAX", 10, /in/],
    ["abs(1, 2) > 1", "CONFIG_CONDITION_TYPE", 10, /abs/],
    ["mni(1, 2) > 1", "CONFIG_CONDITION_NAME", 10, /min/],
    ["distance(mode, 1, 2) > 1", "CONFIG_CONDITION_TYPE", 10, /distance\(robot/],
    ["(collision ? 1 : mode) > 1", "CONFIG_CONDITION_TYPE", 11, /numbers/],
    ["robot.x > null", "CONFIG_CONDITION_TYPE", 20, /numbers/],
    ["constructor", "CONFIG_CONDITION_NAME", 10, /./],
  ];
  for (const [condition, code, column, help] of cases) {
    const result = compileCondition(condition, names, origin);
    assert.ok(!result.ok, condition);
    assert.equal(result.fault.code, code, condition);
    assert.equal(result.fault.place?.line, 3);
    assert.equal(result.fault.place?.column, column, condition);
    assert.match(result.fault.help ?? "", help, condition);
  }
});

const words =
  "robot.x robot y mode collision 'auto' event abs min distance in ? : ( ) [ ] , . && || ! == < + - * / % 1 2.5 1e9 {} \" true null";
const garbage = fc.array(fc.constantFrom(...words.split(" ")), { maxLength: 20 })
  .map((parts) => parts.join(" "));

Deno.test("compileCondition() never throws on any text", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 60 }), garbage), (condition) => {
      const result = compileCondition(condition, names, origin);
      if (!result.ok) assert.match(result.fault.code, /^CONFIG_CONDITION_/);
    }),
    { numRuns: 4000 },
  );
});

Deno.test("evaluate() agrees with a plain walk over random conditions, undefined ones included", () => {
  let compiled = 0;
  fc.assert(
    fc.property(trees, slotValues, (tree, slots) => {
      const program = compileCondition(text(tree), randomNames, origin);
      if (!program.ok) return assert.match(program.fault.message, /too long/);
      compiled += 1;
      const scratch = createScratch();
      const expected = value(tree, slots);
      assert.equal(evaluate(program.value, slots, scratch), expected === true ? 1 : 0);
      assert.equal(scratch.undefinedCount, expected === null ? 1 : 0);
    }),
    { numRuns: 5000 },
  );
  assert.ok(compiled > 3000, `${compiled} of 5000 conditions fit a program`);
});

Deno.test("margin() has the sign of the answer, the sign of zero included", () => {
  fc.assert(
    fc.property(trees, slotValues, (tree, slots) => {
      const program = compileCondition(text(tree), randomNames, origin);
      if (!program.ok) return;
      const side = margin(program.value, slots);
      const answer = evaluate(program.value, slots, createScratch());
      assert.equal(side > 0 || Object.is(side, 0), answer === 1, `${side}`);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("margin() measures how far the nearest comparison is from turning", () => {
  const cases: [string, number][] = [
    ["robot.x < 5", 2],
    ["robot.x >= 5", -2],
    ["robot.x <= 3", 0],
    ["robot.x < 3", -0],
    ["robot.x == 5", -2],
    ["robot.x != 5", 2],
    ["!(robot.x < 5)", -2],
    ["robot.x > 2 && robot.y > 1", 1],
    ["robot.x > 9 || robot.y > 9", -5],
    ["robot.x > 2 ? robot.y > 0 : robot.y > 9", 1],
    ["mode == 'auto'", Infinity],
    ["collision", -Infinity],
    ["!collision && robot.x > 1", 2],
    ["robot.x / 0 > 1", -Infinity],
    ["!(robot.x / 0 > 1)", -Infinity],
    ["robot.x > 1 || robot.x / 0 > 1", 2],
    ["abs(robot.x - 2) + max(robot.y, 1) - min(1, 2) > 0", 4],
    ["distance(robot, 0, 0) < 4", -1],
  ];
  for (const [condition, expected] of cases) {
    const program = compileCondition(condition, names, origin);
    assert.ok(program.ok, condition);
    assert.equal(margin(program.value, Float64Array.from([3, 4, 0, 1, 1])), expected, condition);
  }
});

Deno.test("compileCondition() bounds conditions that blow up: deep, wide, and nested `in`", () => {
  let nested = "true";
  for (let i = 0; i < 60; i++) nested = `${nested} in [1<2,1<2]`;
  const cases = [
    nested,
    "(".repeat(990) + "collision",
    "!".repeat(990) + "collision",
    Array.from({ length: 30 }, () => "robot.x < 1").join(" || "),
    "collision && ".repeat(100) + "collision",
  ];
  for (const condition of cases) {
    const result = compileCondition(condition, names, origin);
    assert.ok(!result.ok, condition.slice(0, 40));
    assert.equal(result.fault.code, "CONFIG_CONDITION_SYNTAX");
  }
});

Deno.test("compileCondition() tells every name that a condition reads", () => {
  const program = compileCondition("distance(robot, 1, 2) < 1 || event('go')", names, origin);
  assert.ok(program.ok);
  assert.deepEqual(program.value.names, ["robot.x", "robot.y", "event:go"]);
});

Deno.test("compileCondition() counts columns from within the quotes of a YAML scalar", () => {
  const cases: [string, number][] = [
    [`  - { when: robot.z > 1 }`, 13],
    [`  - { when: "robot.z > 1" }`, 14],
    [`  - { when: 'robot.z > 1' }`, 14],
    [`  - when:   |`, 13],
  ];
  for (const [excerpt, column] of cases) {
    const result = compileCondition("robot.z > 1", names, { ...origin, column: 13, excerpt });
    assert.ok(!result.ok);
    assert.equal(result.fault.place?.column, column, excerpt);
  }
});

Deno.test("compileCondition() finds the line of a block text", () => {
  const block = (indicator: string, text: string, lines: string[]) =>
    compileCondition(text, names, {
      file: "s.yaml",
      line: 4,
      column: 12,
      excerpt: `  - when:  ${indicator}`,
      below: lines,
    });
  const lines = ["      robot.x > 1 &&", "      robot.z > 2"];
  for (
    const result of [
      block("|", "robot.x > 1 &&\nrobot.z > 2\n", lines),
      block(">-", "robot.x > 1 && robot.z > 2", lines),
    ]
  ) {
    assert.ok(!result.ok);
    const { place } = result.fault;
    assert.deepEqual([place?.line, place?.column, place?.excerpt], [6, 7, lines[1]]);
  }
});
