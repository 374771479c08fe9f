import assert from "node:assert/strict";
import {
  type CampaignRun,
  githubAnnotations,
  junitXml,
  repeatCommand,
  tapText,
  xmlText,
} from "sim/campaign/mod.ts";
import type { RunResult } from "sim/scenario/mod.ts";

function result(outcome: "passed" | "failed", detail: string): RunResult {
  return {
    scenario: "dock & go",
    file: "a/dock.yaml",
    seed: 3,
    outcome,
    simulatedS: 10,
    wallS: 0.25,
    realTimeFactor: 40,
    expectations: [{
      name: "never <hits>",
      kind: "never",
      outcome,
      failure: outcome === "failed" ? "state" : null,
      atS: outcome === "failed" ? 4.2 : null,
      detail,
      robustness: -0.1,
    }],
    violations: outcome === "failed" ? [{ invariant: "I6", atS: 1, detail: "too fast" }] : [],
    counters: {},
    metrics: {
      timeToGoalS: null,
      pathM: 1,
      energyWh: null,
      minClearanceM: null,
      maxLinearMps: 0.2,
      refused: 0,
      clamped: 0,
      heldS: 0,
      tokens: 0,
    },
    finalState: {},
    stateHash: "0123456789abcdef",
    worldHash: "0123456789abcdef",
    recording: outcome === "failed" ? "recordings/failed/x.mcap" : null,
  };
}

function run(seed: number, given: Partial<CampaignRun>): CampaignRun {
  const values = {};
  return {
    file: "a/dock.yaml",
    scenario: "dock & go",
    seed,
    values,
    result: null,
    fault: null,
    ...given,
  };
}

const runs: readonly CampaignRun[] = [
  run(1, { result: result("passed", "") }),
  run(2, { result: result("failed", 'was "so": x = 1 # hash \u0001') }),
  run(3, { fault: { code: "SIM_SCENARIO", message: "Cannot & will not" } }),
];
const repeat = (one: CampaignRun): string => repeatCommand(one, ["--set", "a.b=it's"]);

Deno.test("junitXml() has one test case a run, with name and seed, and counts that agree", () => {
  const text = junitXml(runs, repeat);
  assert.match(text, /<testsuites name="mechos sim" tests="3" failures="1" errors="1"/);
  assert.equal(text.match(/<testcase /g)?.length, 3);
  assert.match(text, /name="dock &amp; go seed 2"/);
  assert.match(text, /<failure message="never &lt;hits&gt; at 4\.20 s/);
  assert.match(text, /invariant I6 at 1\.000 s: too fast/);
  assert.match(text, /<error message="SIM_SCENARIO: Cannot &amp; will not" type="SIM_SCENARIO">/);
  assert.ok(!text.includes("\u0001"), "a control character would end every parser");
});

Deno.test("xmlText() leaves nothing that XML forbids", () => {
  assert.equal(xmlText('a<b>&"\u0000\ud800x\ud83d\ude00'), "a&lt;b&gt;&amp;&quot;??x\ud83d\ude00");
});

Deno.test("tapText() numbers the runs and escapes what TAP would read as a directive", () => {
  const lines = tapText(runs, repeat).split("\n");
  assert.deepEqual(lines.slice(0, 4), [
    "TAP version 14",
    "1..3",
    "ok 1 - dock & go seed 1",
    "not ok 2 - dock & go seed 2",
  ]);
  assert.ok(lines.every((line) => !/^ok.*[^\\]#/.test(line)));
});

Deno.test("githubAnnotations() points at the file and keeps one line a run", () => {
  const place = { file: "a/dock.yaml", line: 7, column: 3, excerpt: null };
  const lines = githubAnnotations(runs, repeat, () => place).trimEnd().split("\n");
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? "", /^::error file=a\/dock\.yaml,line=7,col=3,title=dock & go seed 2::/);
  assert.match(lines[0] ?? "", /%0Aagain%3A|%0Aagain: /);
});

Deno.test("repeatCommand() quotes what a shell would split", () => {
  const one = run(5, { values: { kind: "lidar.off", speed: 0.5, text: "a b" } });
  assert.equal(
    repeatCommand(one, ["--set", "a.b=it's"]),
    "mechos sim a/dock.yaml --seed 5 --param kind=lidar.off --param speed=0.5 " +
      "--param 'text=a b' --set 'a.b=it'\\''s'",
  );
});
