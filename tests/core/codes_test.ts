import assert from "node:assert/strict";
import { codes } from "core/codes.ts";
import { renderCodePage } from "core/telemetry/mod.ts";

/** Families of INTERFACES.md section 2, and INTENT_ for how an intent ended. */
const families = [
  "BRAIN",
  "BUDGET",
  "CLI",
  "CONFIG",
  "FAILSAFE",
  "GATE",
  "HAL",
  "INTENT",
  "LINK",
  "MISSION",
  "OPERATOR",
  "RECORD",
  "REPLAY",
  "RUN",
  "SIM",
  "STORE",
  "WORLD",
];

Deno.test("codes are upper snake case and begin with a family", () => {
  for (const code of Object.keys(codes)) {
    assert.match(code, /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/);
    const family = code.slice(0, code.indexOf("_"));
    assert.ok(families.includes(family), `"${code}" has no known family`);
  }
});

Deno.test("codes say a sentence without a full stop", () => {
  for (const [code, row] of Object.entries(codes)) {
    assert.match(row.text, /^[A-Z].*[^.]$/, code);
  }
});

Deno.test("core/errors.md is what renderCodePage() writes", async () => {
  const page = await Deno.readTextFile(new URL("../../core/errors.md", import.meta.url));
  const hint = "write it anew: deno run -A cli/main.ts config codes > core/errors.md";
  assert.equal(withoutPadding(page), withoutPadding(renderCodePage()), hint);
});

/** The formatter pads table cells: only the words count. */
function withoutPadding(page: string): string {
  return page.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
}
