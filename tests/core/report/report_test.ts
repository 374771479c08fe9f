/** The page of a recording: self-contained, safe against what it shows, bounded. */
import assert from "node:assert/strict";
import { collectReport, renderReport, type ReportData, reportOf } from "core/report/mod.ts";
import { decodeMessage } from "core/record/foxglove/mod.ts";
import { load, record } from "tests/sim/scenario/simulate.ts";

const { bytes } = record(load("sim/scenarios/demo.yaml"));

function collect(): ReportData {
  return collectReport(bytes, "demo", (data) => decodeMessage("foxglove.Grid", data));
}

Deno.test("collectReport() holds path, decisions, faults and map, in bounded length", () => {
  const data = collect();
  const { t = [], x = [], linear = [] } = data.series;
  assert.equal(data.ticks, 30_001);
  assert.ok(t.length > 3000 && t.length <= 4000, `${t.length} points`);
  assert.ok(Object.values(data.series).every((values) => values.length === t.length));
  assert.ok(Math.max(...x) > 15 && Math.max(...linear) > 0.3);
  assert.ok(data.decisions.length >= 7);
  assert.ok(data.events.some(({ kind, text }) => kind === "fault" && text.includes("begins")));
  assert.ok(data.events.some(({ kind }) => kind === "why"));
  const band = (title: string) => data.bands.find((one) => one.title === title)?.stretches ?? [];
  assert.deepEqual(band("mode").slice(0, 2).map(({ name }) => name), ["idle", "auto"]);
  assert.ok(band("authority").some(({ name }) => name === "mission"));
  assert.ok(band("failsafe").length > 2);
  assert.ok(data.map !== null && data.map.widthCells > 100 && data.map.heightCells > 50);
  assert.equal(atob(data.map.cells).length, data.map.widthCells * data.map.heightCells);
});

Deno.test("reportOf() is one page that names nothing outside itself", () => {
  const page = reportOf(bytes, "demo");
  assert.doesNotMatch(page, /(?:src|href)\s*=\s*["'](?!data:)/);
  assert.doesNotMatch(page, /https?:\/\//);
  assert.match(page, /Content-Security-Policy" content="default-src 'none'/);
  assert.ok(page.length < 3_000_000, `${page.length} characters`);
});

Deno.test("renderReport() shows what a model said as text, whatever it is", () => {
  const evil = "</script><img src=x onerror=alert(1)>\u2028<!--";
  const decision = {
    tS: 1,
    source: "brain",
    action: evil,
    verdict: "refused",
    code: "",
    reason: evil,
    prompt: evil,
    answer: evil,
  };
  const page = renderReport({ ...collect(), title: evil, decisions: [decision] });
  assert.ok(!page.includes("<img"));
  assert.ok(!page.includes("</script><"));
  const text = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? "";
  assert.equal(JSON.parse(text).decisions[0].answer, evil);
});
