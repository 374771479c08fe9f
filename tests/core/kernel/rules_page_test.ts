/** Each rule has its line, and the page of all of them is what the table writes. */
import assert from "node:assert/strict";
import { renderRulesPage } from "cli/rules_page.ts";
import { ruleDocs, ruleNames } from "core/kernel/mod.ts";

/** The formatter pads table cells and wraps lines: only the words count. */
function words(page: string): string {
  return page.replaceAll(/-{3,}/g, "---").replaceAll(/\s+/g, " ").trim();
}

Deno.test("core/kernel/RULES.md is what renderRulesPage() writes", async () => {
  const page = await Deno.readTextFile("core/kernel/RULES.md");
  const hint = "write it anew: deno run -A cli/main.ts config rules > core/kernel/RULES.md";
  assert.equal(words(page), words(renderRulesPage()), hint);
});

Deno.test("every rule has a name of its own and a line that says what it does", () => {
  assert.equal(new Set(ruleNames).size, ruleNames.length);
  for (const { name, doc } of ruleDocs) assert.match(doc, /^[a-z].{20,}[^.]$/, name);
});

Deno.test("every rule's settings that its line names are settings", async () => {
  const { listFields } = await import("core/config/mod.ts");
  const paths = listFields().map((field) => field.path);
  for (const { name, doc } of ruleDocs) {
    for (const [, path] of doc.matchAll(/`((?:kernel|failsafe)\.[A-Za-z.]+)`/g)) {
      const known = paths.some((one) =>
        one === path || one.startsWith(`${path}.`) || one.startsWith(`${path}[`)
      );
      assert.ok(known, `${name}: ${path}`);
    }
  }
});
