import assert from "node:assert/strict";
import { parseYamlDocument } from "core/config/mod.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function codeOf(text: string): string {
  const result = parseYamlDocument(bytes(text), "f.yaml");
  return result.ok ? "ok" : `${result.fault.code} ${result.fault.place?.line}`;
}

Deno.test("parseYamlDocument() gives line, column and excerpt of keys and values", () => {
  const result = parseYamlDocument(bytes("a:\n  - b: 1\n    'c d': [x, y]\n"), "f.yaml");
  assert.ok(result.ok);
  const { placeOf, placeOfKey } = result.value;
  assert.deepEqual(placeOf(["a", 0, "c d", 1]), {
    file: "f.yaml",
    line: 3,
    column: 16,
    excerpt: "    'c d': [x, y]",
  });
  assert.deepEqual([placeOfKey(["a", 0, "c d"]).line, placeOfKey(["a", 0, "c d"]).column], [3, 5]);
});

Deno.test("parseYamlDocument() holds its limits at the limit", () => {
  const aliases = (count: number) => `a: &a 1\nb: [${new Array(count).fill("*a").join(", ")}]\n`;
  assert.equal(codeOf(aliases(100)), "ok");
  assert.equal(codeOf(aliases(101)), "CONFIG_ALIAS_LIMIT 2");
  const nested = (depth: number) => `a: ${"[".repeat(depth)}${"]".repeat(depth)}\n`;
  assert.equal(codeOf(nested(32)), "ok");
  assert.equal(codeOf(nested(34)), "CONFIG_SYNTAX 1");
  assert.equal(codeOf(`#${"x".repeat(1_048_574)}\n`), "ok");
  assert.equal(codeOf(`#${"x".repeat(1_048_575)}\n`), "CONFIG_TOO_LARGE 1");
});

Deno.test("parseYamlDocument() survives text nested a hundred thousand deep", () => {
  assert.match(codeOf("[".repeat(100_000)), /^CONFIG_SYNTAX/);
});

Deno.test("parseYamlDocument() reads YAML 1.2: no and on are texts", () => {
  const result = parseYamlDocument(bytes("a: no\nb: on\nc: 012\n"), "f.yaml");
  assert.deepEqual(result.ok && result.value.data, { a: "no", b: "on", c: 12 });
});

Deno.test("parseYamlDocument() points at the first byte that is not UTF-8", () => {
  const broken = new Uint8Array([...bytes("a: 1\nb: ä"), 0xff, ...bytes("\nc: 2\n")]);
  const result = parseYamlDocument(broken, "f.yaml");
  assert.ok(!result.ok);
  const { line, column } = result.fault.place ?? {};
  assert.deepEqual([result.fault.code, line, column], ["CONFIG_NOT_UTF8", 2, 5]);
});

Deno.test("parseYamlDocument() shows no excerpt of text that did not parse", () => {
  const result = parseYamlDocument(bytes("a: {\nkey: canary\n"), "f.yaml");
  assert.ok(!result.ok);
  assert.equal(result.fault.place?.excerpt, null);
});
