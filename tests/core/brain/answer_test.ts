import assert from "node:assert/strict";
import fc from "fast-check";
import { maxAnswer, maxAnswerDepth, maxIntents, parseAnswer } from "core/brain/mod.ts";

function intents(text: string): readonly unknown[] {
  const result = parseAnswer(text);
  assert.ok(result.ok, result.ok ? "" : `${text}: ${result.fault.message}`);
  return result.value;
}

Deno.test("parseAnswer() reads one object, a list, or intents in an object", () => {
  const stop = { action: "stop" };
  const cases: [string, unknown[]][] = [
    [`{"action":"stop"}`, [stop]],
    [`[{"action":"stop"},{"action":"stop"}]`, [stop, stop]],
    [`{"thought":"careful","intents":[{"action":"stop"}]}`, [stop]],
    ['```json\n{"action":"stop"}\n```', [stop]],
    ['Sure, {as asked} [see above]:\n{"action":"stop"} Done.', [stop]],
    ['{"action":"say","text":"a } \\" { ] [ b"}', [{ action: "say", text: 'a } " { ] [ b' }]],
    [`  \n[]`, []],
    [`{"action":"wait","durationMs":1e3}`, [{ action: "wait", durationMs: 1000 }]],
  ];
  for (const [text, expected] of cases) assert.deepEqual(intents(text), expected, text);
});

Deno.test("parseAnswer() refuses whole what is broken, doubtful or too much", () => {
  const cases: [string, RegExp][] = [
    ["", /no complete JSON/],
    ["I would drive forward.", /no complete JSON/],
    [`"stop"`, /no complete JSON/],
    [`{"action":"drive","linearMps":0.1,"angul`, /ends inside/],
    [`[{"action":"stop"},{"action":"dri`, /ends inside/],
    [`{"action":"stop"}\n{"action":"stop"}`, /more than one/],
    [`{"action":"stop","action":"drive"}`, /twice/],
    [`{"action":"stop","act\\u0069on":"drive"}`, /twice/],
    [`{"action":"stop","__proto__":{"admin":true}}`, /"__proto__" is refused/],
    [`{"action":"stop","\\u005f_proto__":{}}`, /"__proto__" is refused/],
    [`{"action":"stop","constructor":1}`, /"constructor" is refused/],
    [`{"action":"wait","durationMs":1e400}`, /beyond a double/],
    [`[{"a":[-1e999]}]`, /beyond a double/],
    [`{"action":"drive","linearMps":NaN}`, /JSON/],
    [`{action:"stop"}`, /JSON/],
    [`{"action":"stop",}`, /JSON/],
    ["[".repeat(maxAnswerDepth + 1) + "]".repeat(maxAnswerDepth + 1), /deeper/],
    [`[${Array.from({ length: maxIntents + 1 }, () => "{}").join(",")}]`, /9 intents/],
    [`{"action":"say","text":"${"x".repeat(maxAnswer)}"}`, /characters/],
  ];
  for (const [text, message] of cases) {
    const result = parseAnswer(text);
    assert.ok(!result.ok, text.slice(0, 60));
    assert.equal(result.fault.code, "BRAIN_ANSWER");
    assert.match(result.fault.message, message, text.slice(0, 60));
    assert.notEqual(result.fault.help ?? "", "");
  }
});

Deno.test("parseAnswer() never throws, and what it gives is finite and without prototypes", () => {
  const piece = fc.constantFrom(
    ...`{ } [ ] " : , \\ a "action" "stop" "__proto__" 1e999 -0 null true \\u0061 \n`.split(" "),
  );
  const text = fc.oneof(fc.string(), fc.array(piece, { maxLength: 40 }).map((all) => all.join("")));
  fc.assert(
    fc.property(text, (answer) => {
      const result = parseAnswer(answer);
      if (!result.ok) return;
      JSON.stringify(result.value, (key, value: unknown) => {
        assert.notEqual(key, "__proto__");
        if (typeof value === "number") assert.ok(Number.isFinite(value));
        return value;
      });
    }),
    { numRuns: 5000 },
  );
});

Deno.test("parseAnswer() gives back any plain intents, in prose and fences or not", () => {
  const field = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string());
  const key = fc.string({ minLength: 1, maxLength: 8 }).filter((name) =>
    !["__proto__", "constructor", "prototype", "intents"].includes(name)
  );
  const intent = fc.dictionary(key, field, { maxKeys: 5 });
  const wraps = fc.constantFrom(["", ""], ["Sure:\n```json\n", "\n```\nDone."], ["(note) ", " ok"]);
  fc.assert(
    fc.property(fc.array(intent, { maxLength: maxIntents }), wraps, (list, [before, after]) => {
      const text = JSON.stringify(list);
      assert.deepEqual(intents(`${before}${text}${after}`), JSON.parse(text));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("parseAnswer() takes time in proportion to the answer", () => {
  const hard = [
    `"`.repeat(maxAnswer),
    `{"a":`.repeat(13_000),
    `[]`.repeat(32_000),
    `{"a":"${"\\\\".repeat(30_000)}"}`,
    `[${`"a",`.repeat(16_000)}1]`,
  ];
  for (const text of hard) {
    const startMs = performance.now();
    parseAnswer(text);
    assert.ok(performance.now() - startMs < 1000, text.slice(0, 20));
  }
});
