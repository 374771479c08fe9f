import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { editYaml } from "core/config/mod.ts";

function edited(text: string, path: string, value: number): string {
  const result = editYaml(text, "x.yaml", new Map([[path, value]]));
  assert.ok(result.ok, result.ok ? "" : result.fault.message);
  return result.value;
}

const file = `# The rover of the depot.
mechos: config/1
kernel: # how it drives
  limits:
    maxLinearMps:   0.30   # agreed with the night shift
    # turning
    maxAngularRadps: 1.0

  wheelPid: { kp: 0.3, ki: 2 }  # tuned in May
sim:
`;

Deno.test("editYaml() changes a value and leaves every other character", () => {
  assert.equal(
    edited(file, "kernel.limits.maxLinearMps", 0.25),
    file.replace("0.30 ", "0.25 "),
  );
  assert.equal(edited(file, "kernel.wheelPid.kp", 0.5), file.replace("kp: 0.3", "kp: 0.5"));
});

Deno.test("editYaml() adds what lacks at its place, in the style that is there", () => {
  assert.equal(
    edited(file, "kernel.limits.maxReverseMps", 0.1),
    file.replace("maxAngularRadps: 1.0\n", "maxAngularRadps: 1.0\n    maxReverseMps: 0.1\n"),
  );
  assert.equal(
    edited(file, "kernel.wheelPid.kd", 0.01),
    file.replace("ki: 2 }", "ki: 2, kd: 0.01 }"),
  );
  assert.equal(edited(file, "sim.friction", 0.7), `${file.trimEnd()}\n  friction: 0.7\n`);
  const goto = edited(file, "kernel.goto.toleranceM", 0.2);
  assert.deepEqual(parse(goto).kernel.goto, { toleranceM: 0.2 });
  assert.ok(goto.includes("# tuned in May\n  goto:\n    toleranceM: 0.2\n"));
  assert.equal(edited("a: 1", "b.c.d", 2), "a: 1\nb:\n  c:\n    d: 2");
  assert.equal(edited("a: {}\r\nb: 1\r\n", "a.c", 2), "a: { c: 2 }\r\nb: 1\r\n");
  assert.equal(edited("a: 1\r\nb: 2\r\n", "c", 3), "a: 1\r\nb: 2\r\nc: 3\r\n");
});

Deno.test("editYaml() refuses what it could only change together with something else", () => {
  const cases: [string, string][] = [
    ["a: &x { v: 1 }\nb: *x\n", "b.v"],
    ["a: &x 1\nb: *x\n", "a"],
    ["- 1\n", "a"],
    ["a: [1\n", "a"],
    ["a: 1\na: 2\n", "a"],
  ];
  for (const [text, path] of cases) {
    const result = editYaml(text, "x.yaml", new Map([[path, 5]]));
    assert.ok(!result.ok, `${path} in ${text}`);
  }
});

Deno.test("editYaml() sets any number at any path of any layout, and nothing else", () => {
  const key = fc.constantFrom("a", "b", "c");
  const layout = fc.constantFrom(
    "a: 1\nb:\n  c: 2 # two\n  a: 3\nc: {a: 1, b: {c: 2}}\n",
    "# top\nb: { }\n# end\n",
    "a:\n  # first\n  b:\n    c: 1\n\n# far\nc: 1\n",
    "a:\nb:   \nc: ~\n",
  );
  fc.assert(fc.property(
    layout,
    fc.array(key, { minLength: 1, maxLength: 3 }),
    fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
    (text, path, value) => {
      const result = editYaml(text, "x.yaml", new Map([[path.join("."), value]]));
      if (!result.ok) return;
      const found = path.reduce<unknown>(
        (node, part) => Reflect.get(Object(node), part),
        parse(
          result.value,
        ),
      );
      assert.equal(found, value === 0 ? 0 : value);
      for (const comment of text.match(/#.*/g) ?? []) assert.ok(result.value.includes(comment));
    },
  ));
});
