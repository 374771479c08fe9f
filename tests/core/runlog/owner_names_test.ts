/** What the owner calls a rule stands in the recording, and is told again out of it. */
import assert from "node:assert/strict";
import { unwrap } from "core/fault.ts";
import { readMessages } from "core/record/mod.ts";
import { whatIf, wholeRun } from "core/replay/mod.ts";
import { whyRecorded } from "cli/why_recorded.ts";
import { load, record } from "tests/sim/scenario/simulate.ts";

const refused = `Owner's rule "fence" refuses this: behind the fence`;

Deno.test("a recorded decision names the owner's rule, and a what-if tells it as it was", () => {
  const { bytes } = record(load("sim/scenarios/gate/refuses-by-the-owners-rule.yaml"));
  const utf8 = new TextDecoder();
  const told = [...readMessages(bytes, { topics: ["/gate/decision"] })]
    .map((message) => utf8.decode(message.data));
  assert.equal(told.length, 2);
  assert.ok(told[0]?.includes(refused), told[0]);
  assert.ok(told[1]?.includes(`Owner's rule "no light" refuses this`), told[1]);

  const change = [{ path: "kernel.rules", value: [], label: "--what-if", place: null }];
  const found = unwrap(whatIf(bytes, change, wholeRun));
  const { recorded, replayed } = found.decisions[0] ?? {};
  assert.deepEqual([recorded?.verdict, recorded?.reason], ["refused", refused]);
  assert.equal(replayed?.verdict, "accepted");
});

Deno.test("whyRecorded() names the owner's rule that slows the robot", () => {
  const { bytes } = record(load("sim/scenarios/guards/owners-cap.yaml"));
  const { line } = unwrap(whyRecorded(bytes, 6));
  assert.match(
    line,
    /: Owner's rule "glass aisle" allows at most 0\.2 m\/s: fragile goods on both sides$/,
  );
});
