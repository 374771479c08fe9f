/** The samples of core/config/owner.md load as they stand. */
import assert from "node:assert/strict";
import { parseYamlDocument } from "core/config/mod.ts";
import { unwrap } from "core/fault.ts";
import { compileBench } from "tests/core/kernel/bench_robot.ts";

/** Dotted paths of a sample's values, two levels deep: what `--set` would name. */
function overrides(data: unknown): Record<string, unknown> {
  const set: Record<string, unknown> = {};
  assert.ok(typeof data === "object" && data !== null);
  for (const [section, entries] of Object.entries(data)) {
    for (const [key, value] of Object.entries(entries)) set[`${section}.${key}`] = value;
  }
  return set;
}

Deno.test("core/config/owner.md shows rules, orders and boxes that load", async () => {
  const page = await Deno.readTextFile("core/config/owner.md");
  const samples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? "");
  assert.equal(samples.length, 3);
  const counts = samples.map((text) => {
    const document = unwrap(
      parseYamlDocument(new TextEncoder().encode(text), "owner.md"),
    );
    const { params } = compileBench({ set: overrides(document.data) });
    return [
      params.rules.length,
      params.orders.length,
      params.workspace.inside.length + params.workspace.outside.length,
    ];
  });
  assert.deepEqual(counts, [[3, 0, 0], [0, 3, 0], [0, 0, 2]]);
});
