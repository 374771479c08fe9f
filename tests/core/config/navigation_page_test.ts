/** The page of navigation's parameters says what the schema says. */
import assert from "node:assert/strict";
import { type FieldExplanation, listFields } from "core/config/mod.ts";

const page = new URL("../../../core/config/navigation.md", import.meta.url);
const sections = [
  "kernel.follow",
  "kernel.monitor",
  "kernel.goto",
  "world.planner",
  "world.estimator",
  "world.localisation",
  "world.mapping",
] as const;

/** A row of the page, without the padding of the formatter. */
function rowOf(section: string, field: FieldExplanation): string {
  const key = field.path.slice(section.length + 1);
  const range = field.minimum === null ? "" : `${field.minimum} .. ${field.maximum}`;
  const live = field.tunable ? "yes" : "";
  const cells = [
    `\`${key}\``,
    String(field.preset ?? "-"),
    range,
    field.unit ?? "",
    live,
    field.text ?? "",
  ];
  return `| ${cells.join(" | ")} |`.replaceAll(/ +/g, " ");
}

Deno.test("core/config/navigation.md has a row with default and range for each parameter", async () => {
  const text = (await Deno.readTextFile(page)).replaceAll(/ +/g, " ");
  const missing: string[] = [];
  let rows = 0;
  for (const section of sections) {
    const at = text.indexOf(`## \`${section}\``);
    assert.ok(at >= 0, section);
    const end = text.indexOf("\n## ", at + 1);
    const part = text.slice(at, end < 0 ? undefined : end);
    for (const field of listFields().filter(({ path }) => path.startsWith(`${section}.`))) {
      rows += 1;
      if (!part.includes(rowOf(section, field))) missing.push(rowOf(section, field));
    }
  }
  assert.deepEqual(missing, []);
  const known = text.split("\n").filter((line) => line.startsWith("| `")).length;
  assert.equal(known, rows, "a row whose parameter is gone");
});
