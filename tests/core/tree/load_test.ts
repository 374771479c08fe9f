/** What is wrong with a tree file is said with its place and the nearest name. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { drawSvg, loadTree, robotLeaves } from "core/tree/mod.ts";
import { ruleConditionNames } from "core/kernel/mod.ts";

const target = {
  leaves: robotLeaves,
  names: ruleConditionNames,
  devices: ["gripper", "horn", "light"],
  tree: null,
};
const yaml = (text: string) => loadTree({ file: "t.yaml", text }, target);
const xml = (text: string) => loadTree({ file: "t.xml", text }, target);
const wrapped = (body: string) =>
  `<root BTCPP_format="4">\n<BehaviorTree ID="A">\n${body}\n</BehaviorTree>\n</root>`;
const inTree = (node: string) => `mechos: tree/1\ntree:\n  sequence:\n    - ${node}\n`;

type Wrong = readonly [
  what: string,
  text: string,
  code: string,
  line: number,
  column: number,
  says: RegExp,
];

const wrongYaml: readonly Wrong[] = [
  ["an unknown node", inTree("stopp"), "CONFIG_TREE_NODE", 4, 7, /did you mean "stop"/],
  ["an unknown port", inTree("signal: { devise: horn }"), "CONFIG_UNKNOWN_KEY", 4, 17, /device/],
  ["an unknown device", inTree("signal: hron"), "CONFIG_TREE_PORT", 4, 15, /"horn"/],
  ["a missing port", inTree("wait"), "CONFIG_MISSING_KEY", 4, 7, /add for/],
  ["a time without sense", inTree("wait: soon"), "CONFIG_TYPE", 4, 13, /1.5s/],
  ["a value out of range", inTree("backOff: { distanceM: 9 }"), "CONFIG_RANGE", 4, 29, /0.02/],
  [
    "an unknown name",
    inTree(`condition: "batery.percent < 5"`),
    "CONFIG_CONDITION_NAME",
    4,
    19,
    /battery/,
  ],
  [
    "a wrong type",
    inTree(`condition: battery.percent`),
    "CONFIG_CONDITION_TYPE",
    4,
    18,
    /compare it/,
  ],
  ["a body with two words", inTree("{ stop: , hold: }"), "CONFIG_TYPE", 4, 7, /- wait: 5s/],
  [
    "a leaf with children",
    inTree("stop: [hold]"),
    "CONFIG_TREE_SHAPE",
    4,
    13,
    /no children/,
  ],
  ["a decorator with two", inTree("inverter: [stop, hold]"), "CONFIG_TREE_SHAPE", 4, 7, /1 expect/],
  ["a tree that is not there", inTree("subTree: Hom"), "CONFIG_TREE_NODE", 4, 16, /main/],
  [
    "an entry that nobody makes",
    inTree(`script: "tries = tries + 1"`),
    "CONFIG_TREE_PORT",
    4,
    24,
    /tries := 0/,
  ],
  [
    "no assignment",
    inTree(`script: "tries == 1"`),
    "CONFIG_CONDITION_SYNTAX",
    4,
    16,
    /tries := 0/,
  ],
  [
    "an entry named as the robot's own",
    inTree(`script: "mode := 1"`),
    "CONFIG_TREE_PORT",
    4,
    24,
    /differently/,
  ],
  ["no header", "tree: stop\n", "CONFIG_VERSION", 1, 1, /tree\/1/],
  ["a strange key", "mechos: tree/1\ntrea: stop\n", "CONFIG_UNKNOWN_KEY", 2, 1, /"tree"/],
  ["no tree", "mechos: tree/1\n", "CONFIG_TREE_SHAPE", 1, 1, /write one/],
];

const wrongXml: readonly Wrong[] = [
  ["a tag that does not close", wrapped("<Sequence>"), "CONFIG_TREE_XML", 3, 11, /tags/],
  ["a DOCTYPE", "<!DOCTYPE a>\n<root/>", "CONFIG_TREE_XML", 1, 1, /remove it/],
  ["an unknown entity", wrapped('<Stop name="&x;"/>'), "CONFIG_TREE_XML", 3, 1, /entities/],
  ["another root", "<rot/>", "CONFIG_TREE_XML", 1, 1, /BehaviorTree.CPP/],
  ["format 3", '<root BTCPP_format="3"/>', "CONFIG_VERSION", 1, 20, /Groot2/],
  ["two nodes at the top", wrapped("<Stop/><Hold/>"), "CONFIG_TREE_SHAPE", 2, 1, /Sequence/],
  ["text", wrapped("<Sequence>hello<Stop/></Sequence>"), "CONFIG_TREE_XML", 3, 11, /elements/],
  [
    "an unknown hook",
    wrapped('<Stop _skipif="true"/>'),
    "CONFIG_UNKNOWN_KEY",
    3,
    15,
    /"_skipIf"/,
  ],
  [
    "a port that its node lacks",
    wrapped("<Repeat><Stop/></Repeat>"),
    "CONFIG_MISSING_KEY",
    3,
    1,
    /num_cycles/,
  ],
  [
    "a tree that holds itself",
    wrapped('<SubTree ID="A"/>'),
    "CONFIG_TREE_SHAPE",
    3,
    13,
    /A -> A/,
  ],
  [
    "a threshold out of reach",
    wrapped('<Parallel success_count="3"><Stop/><Hold/></Parallel>'),
    "CONFIG_RANGE",
    3,
    25,
    /at most 2/,
  ],
  [
    "a condition's name",
    wrapped('<Sequence _skipIf="odom.z &lt; 1"><Stop/></Sequence>'),
    "CONFIG_CONDITION_NAME",
    3,
    20,
    /odom\.x/,
  ],
];

function checkWrong(load: typeof yaml, rows: readonly Wrong[], form: string): void {
  for (const [what, text, code, line, column, says] of rows) {
    Deno.test(`loadTree() refuses ${what} in ${form} with its place`, () => {
      const loaded = load(text);
      assert.ok(!loaded.ok, "it loaded");
      const { fault } = loaded;
      assert.equal(fault.code, code);
      assert.equal(`${fault.place?.line}:${fault.place?.column}`, `${line}:${column}`);
      assert.match(`${fault.message} | ${fault.help}`, says);
    });
  }
}

checkWrong(yaml, wrongYaml, "YAML");
checkWrong(xml, wrongXml, "XML");

Deno.test("loadTree() makes the same table of a tree in both forms", () => {
  const one = yaml(`mechos: tree/1
blackboard: { tries: 0 }
tree:
  fallback:
    name: go
    do:
      - sequence: { while: "tries < 3", do: [stop, { wait: 500ms }] }
      - retryUntilSuccessful: { attempts: 2, do: return }
      - timeout: { after: 1m, do: hold }
      - { signal: { device: light, state: "on", for: 2s } }
`);
  const two = xml(
    wrapped(`<Fallback name="go">
  <Sequence _while="tries &lt; 3"><Stop/><Wait msec="500"/></Sequence>
  <RetryUntilSuccessful num_attempts="2"><Return/></RetryUntilSuccessful>
  <Timeout msec="60000"><Hold/></Timeout>
  <Signal device="light" state="on" msec="{tries}"/></Fallback>`),
  );
  assert.ok(one.ok, JSON.stringify(one));
  assert.ok(two.ok, JSON.stringify(two));
  const [a, b] = [one.value.tree, two.value.tree];
  assert.deepEqual([a.kind, a.parent, a.labels], [b.kind, b.parent, b.labels]);
  assert.deepEqual([...a.ports].slice(0, 8 * 7), [...b.ports].slice(0, 8 * 7));
});

Deno.test("drawSvg() draws a box and a label a node, with text escaped", () => {
  const loaded = yaml(`mechos: tree/1\ntree:\n  sequence: [{ condition: "t < 3" }, stop]\n`);
  assert.ok(loaded.ok);
  const svg = drawSvg(loaded.value.tree, robotLeaves);
  assert.equal(svg.match(/<rect /g)?.length, 3);
  assert.match(svg, /t &lt; 3/);
  assert.match(svg, /^<svg xmlns=/);
});

Deno.test("loadTree() answers any text with a tree or a fault, never with a crash", () => {
  const pieces = [
    '<root BTCPP_format="4">',
    "</root>",
    '<BehaviorTree ID="A">',
    "</BehaviorTree>",
    "<Sequence>",
    "</Sequence>",
    '<Repeat num_cycles="{x}">',
    "</Repeat>",
    '<Script code="x := 1"/>',
    '<SubTree ID="A" x="{=}"/>',
    "<Stop/>",
    "&amp;",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    '"',
    "mechos: tree/1\n",
    "tree:\n",
    "  sequence:\n",
    "    - stop\n",
    "    - { wait: 1s }\n",
    "    - { condition: 't < 1' }\n",
    "{",
    "}",
    ":",
    "\n",
  ];
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })), {
        maxLength: 14,
      }),
      fc.constantFrom("a.xml", "a.yaml", "a"),
      (parts, file) => {
        const loaded = loadTree({ file, text: parts.join("") }, target);
        if (loaded.ok) return;
        assert.match(loaded.fault.code, /^CONFIG_/);
        assert.ok(loaded.fault.place !== undefined, loaded.fault.message);
      },
    ),
    { numRuns: 3000 },
  );
});

Deno.test("loadTree() bounds depth and size", () => {
  const deep = wrapped(`${"<Inverter>".repeat(40)}<Stop/>${"</Inverter>".repeat(40)}`);
  const loaded = xml(deep);
  assert.ok(!loaded.ok);
  assert.equal(loaded.fault.code, "CONFIG_TREE_SHAPE");
  const subs = Array.from({ length: 12 }, (_, i) => {
    const next = i === 11 ? "<Stop/>" : `<SubTree ID="N${i + 1}"/>`.repeat(2);
    return `<BehaviorTree ID="N${i}"><Sequence>${next}</Sequence></BehaviorTree>`;
  });
  const wide = xml(
    `<root BTCPP_format="4" main_tree_to_execute="N0">${subs.join("")}</root>`,
  );
  assert.ok(!wide.ok);
  assert.match(wide.fault.message, /1024 nodes/);
});
