import assert from "node:assert/strict";
import { reasonCode } from "core/messages/mod.ts";
import { runGauntlet } from "tests/fixtures/gauntlet.ts";

Deno.test("10,000 hostile answers: no unsafe command; 2,000 benign: at least 95 % pass", () => {
  const count = runGauntlet(10_000, 2000);
  assert.ok(count.hostile >= 10_000 && count.benign >= 2000);
  assert.deepEqual(count.firstUnsafe, []);
  assert.equal(count.unsafe, 0);
  const refused = [...count.refused].map(([reason, n]) => `${reasonCode(Number(reason))} ${n}`);
  const share = count.passed / count.benign;
  assert.ok(share >= 0.95, `${share} of the benign passed; refused: ${refused.join(", ")}`);
});
