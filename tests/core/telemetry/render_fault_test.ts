import assert from "node:assert/strict";
import type { Fault } from "core/fault.ts";
import { faultToJson, renderFault } from "core/telemetry/mod.ts";

const fault: Fault = {
  code: "CONFIG_RANGE",
  message: 'Cannot use 5000 for "tickHz": its range is 10..1000 Hz',
  place: { file: "robot.yaml", line: 12, column: 11, excerpt: "  tickHz: 5000 # fast" },
  path: "kernel.tickHz",
  value: "5000",
  help: "give a value in 10..1000 Hz",
};

Deno.test("renderFault() shows code, place, line, spot, rule and help", () => {
  assert.equal(
    renderFault(fault, { color: false }),
    `error[CONFIG_RANGE]: Cannot use 5000 for "tickHz": its range is 10..1000 Hz
  --> robot.yaml:12:11
   |
12 |   tickHz: 5000 # fast
   |           ^^^^
   = kernel.tickHz: a value is outside its range
help: give a value in 10..1000 Hz`,
  );
});

Deno.test("renderFault() colours only when told, and says the same", () => {
  const colored = renderFault(fault, { color: true });
  assert.ok(colored.includes("\x1b[1;31m"));
  assert.equal(colored.replaceAll(/\p{Cc}\[[0-9;]*m/gu, ""), renderFault(fault, { color: false }));
});

Deno.test("renderFault() lets no control character of a file through", () => {
  const place = { file: "a\x1b[2Jb", line: 1, column: 1, excerpt: "x: \x1b]0;owned\x07" };
  const text = renderFault({ ...fault, message: "m\x1b[2J", place }, { color: false });
  assert.ok(!/(?!\n)\p{Cc}/u.test(text), JSON.stringify(text));
});

Deno.test("renderFault() cuts a long line around its column", () => {
  const excerpt = `${"a".repeat(1000)} 5000 ${"b".repeat(1000)}`;
  const place = { file: "f", line: 1, column: 1002, excerpt };
  const lines = renderFault({ ...fault, place }, { color: false }).split("\n");
  const [line = "", carets = ""] = lines.slice(3, 5);
  assert.ok(line.length < 200);
  assert.equal(line.slice(carets.indexOf("^"), carets.indexOf("^") + 4), "5000");
});

Deno.test("faultToJson() has every key, absent parts null", () => {
  assert.deepEqual(faultToJson({ code: "CLI_USAGE", message: "m" }), {
    error: {
      code: "CLI_USAGE",
      message: "m",
      file: null,
      line: null,
      column: null,
      path: null,
      value: null,
      help: null,
    },
  });
  assert.deepEqual(faultToJson(fault).error.column, 11);
});
