/** Every rule of the gate, asked at the door: what it lets pass, what it refuses, its edges. */
import assert from "node:assert/strict";
import { ruleNames, verdictNumber } from "core/kernel/mod.ts";
import { hasBit, reasonCode } from "core/messages/mod.ts";
import { autoRig, put, tick, wish } from "./kernel_fixture.ts";
import { type RuleCase, ruleCases } from "./rule_cases.ts";

function asked(rule: string, one: RuleCase): void {
  const rig = one.rig?.() ?? autoRig();
  const record = wish(rig, one.action, one.fields?.(rig) ?? {});
  const out = tick(rig, (inputs) => {
    one.inputs?.(inputs, rig);
    put(inputs, record);
  });
  const decision = out.decisions[0];
  assert.ok(decision !== undefined && out.decisionCount >= 1);
  const place = ruleNames.indexOf(rule);
  const refused = hasBit(decision.refusedBy, place);
  const clamped = hasBit(decision.clampedBy, place);
  const says = `${rule}: ${one.says}: ${reasonCode(decision.reason)}`;
  assert.equal(refused, one.refuses !== undefined, says);
  assert.equal(clamped, one.clamps !== undefined, says);
  if (refused) assert.equal(decision.verdict, verdictNumber.refused, says);
  if (!refused && !clamped) return;
  const finding = out.findings.slice(0, out.findingCount).find((item) => item.rule === place);
  assert.equal(reasonCode(finding?.reason ?? 0), one.refuses ?? one.clamps, says);
  assert.equal(finding?.clamped, clamped ? 1 : 0, says);
}

for (const rule of ruleNames) {
  const cases = ruleCases[rule];
  for (const kind of ["accepting", "refusing", "boundary"] as const) {
    Deno.test(`rule ${rule} does as its ${kind} cases say`, () => {
      assert.ok(cases !== undefined, `rule "${rule}" has no row in rule_cases.ts`);
      assert.ok(cases[kind].length > 0, `rule "${rule}" has no ${kind} case`);
      for (const one of cases[kind]) {
        assert.notEqual(one.passes ?? one.refuses ?? one.clamps, undefined, one.says);
        if (kind === "accepting") assert.ok(one.passes, one.says);
        if (kind === "refusing") assert.ok(one.refuses ?? one.clamps, one.says);
        asked(rule, one);
      }
    });
  }
}

Deno.test("rule cases name no rule that does not exist", () => {
  assert.deepEqual(Object.keys(ruleCases).filter((name) => !ruleNames.includes(name)), []);
});
