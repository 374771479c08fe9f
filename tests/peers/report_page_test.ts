/**
 * The page of a recording in a real Chromium, from the file system: it asks for nothing but itself,
 * complains of nothing, draws, and jumps where one clicks. MECHOS_SHOTS=DIR keeps a picture of it.
 */
import assert from "node:assert/strict";
import { reportOf } from "core/report/mod.ts";
import { load, record } from "tests/sim/scenario/simulate.ts";
import { openPage, type Page } from "./chromium.ts";

/** Pixels of a canvas that are not empty. */
const drawn = (selector: string): string =>
  `(() => { const c = document.querySelector(${JSON.stringify(selector)});
    const pixels = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
    let count = 0; for (let i = 3; i < pixels.length; i += 4) if (pixels[i] > 0) count++;
    return count; })()`;

async function timeShown(page: Page): Promise<number> {
  return parseFloat(String(await page.evaluate(`document.getElementById("time").textContent`)));
}

Deno.test("the page of a recording opens in Chromium, asks for nothing, and jumps where one clicks", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { bytes } = record(load("sim/scenarios/demo.yaml"));
    await Deno.writeTextFile(`${folder}/run.html`, reportOf(bytes, "demo"));
    const page = await openPage(`${folder}/run.html`);
    try {
      assert.ok(Number(await page.evaluate(drawn("#map"))) > 10_000, "a map is drawn");
      const charts = Number(await page.evaluate(`document.querySelectorAll("figure").length`));
      assert.ok(charts >= 5, `${charts} charts`);
      assert.ok(Number(await page.evaluate(drawn("figure canvas"))) > 500, "a chart is drawn");
      const rows = "#decisions details button";
      const before = await timeShown(page);
      const asked = await page.evaluate(
        `(() => { const b = [...document.querySelectorAll("${rows}")].at(-1); b.click(); return b.textContent; })()`,
      );
      const after = await timeShown(page);
      assert.notEqual(after, before);
      assert.equal(after, parseFloat(String(asked)));
      const chart = `document.querySelector("figure canvas")`;
      await page.evaluate(
        `(() => { const b = ${chart}.getBoundingClientRect(); ${chart}.dispatchEvent(new MouseEvent(
          "click", { clientX: b.left + b.width / 2, clientY: b.top + 5 })); })()`,
      );
      // Half way through the demo's 150 s.
      assert.ok(Math.abs(await timeShown(page) - 75) < 1, `${await timeShown(page)} s`);
      const shots = Deno.env.get("MECHOS_SHOTS");
      if (shots !== undefined) {
        await Deno.writeFile(`${shots}/report.png`, await page.screenshot());
      }
      const elsewhere = page.requests.filter((url) => url !== `file://${folder}/run.html`);
      assert.deepEqual(elsewhere.filter((url) => !url.startsWith("data:")), []);
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
