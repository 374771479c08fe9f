/** What a model is told of the drive: it asks sideways only where the robot can, and no car to turn. */
import assert from "node:assert/strict";
import { robotFacts } from "core/brain/mod.ts";
import { actionLines, answerSchema } from "core/brain/answer_schema.ts";
import { rulesText } from "core/brain/prompt.ts";
import { loadConfig } from "core/config/mod.ts";
import { fail, ok, unwrap } from "core/fault.ts";
import { causeNames } from "core/kernel/mod.ts";

function factsOf(name: string) {
  const path = new URL(`../../../sim/robots/${name}.yaml`, import.meta.url).pathname;
  const { config } = unwrap(loadConfig({
    files: [path],
    env: {},
    overrides: [],
    causes: causeNames,
    roots: null,
    readFile: (file) =>
      file === path
        ? ok(Deno.readFileSync(file))
        : fail({ code: "CONFIG_NOT_FOUND", message: `no "${file}"` }),
  }));
  return robotFacts(config, { places: [], relays: [] });
}

const rules = (name: string) => rulesText({ facts: factsOf(name), rules: [], warnings: [] });
const schemaText = (name: string) => JSON.stringify(answerSchema(factsOf(name)));

Deno.test("a model of a mecanum robot may drive sideways, within its limit", () => {
  assert.match(schemaText("mecanum"), /"lateralMps"/);
  assert.match(rules("mecanum"), /lateralMps -0\.4\.\.0\.4/);
  assert.ok(!schemaText("rover").includes("lateralMps"));
  assert.ok(!rules("rover").includes("lateralMps"));
});

Deno.test("a model of a car has no turn, and knows its least radius", () => {
  const facts = factsOf("ackermann");
  assert.ok(!facts.actions.includes("turn"));
  assert.ok(!actionLines(facts).some((line) => line.includes('"turn"')));
  assert.match(rules("ackermann"), /no tighter than 0\.69 m/);
  assert.ok(factsOf("rover").actions.includes("turn"));
});
