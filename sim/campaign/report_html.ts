/**
 * A campaign as one HTML file: a table of runs, and for the failed ones and one of each scenario
 * the path over the map with timelines of mode, failsafe, speed and clearance. A click on a
 * timeline goes to that moment. Everything is in the file: it opens without a network.
 *
 * @module
 */
import { failsafeActions, modes } from "core/messages/mod.ts";
import type { LoadedScenario, RunTrace } from "sim/scenario/mod.ts";
import { type CampaignRun, complaintsOf, nameOfRun, outcomeOf } from "./campaign_run.ts";
import { xmlText } from "./junit.ts";
import { reportScript, reportStyle } from "./report_assets.ts";
import { worldSvg } from "./report_map.ts";

/** What a report is made from. */
export interface ReportInput {
  readonly runs: readonly CampaignRun[];
  readonly scenarios: ReadonlyMap<string, LoadedScenario>;
  readonly repeat: (run: CampaignRun) => string;
  /** Version and runtime of the tool, in one line. */
  readonly tool: string;
}

/** Most runs that are drawn. */
const maxDrawn = 60;
const modeColors = ["#9aa", "#bcd", "#7b7", "#79d", "#e95", "#c33", "#888"];
const actionColors = ["#eee", "#fe9", "#fc6", "#fa4", "#e95", "#d64", "#c33", "#711"];

const widthPx = 900;

function bands(trace: RunTrace, values: readonly number[], colors: readonly string[], y: number) {
  const end = trace.tS.at(-1) ?? 1;
  const parts: string[] = [];
  let from = 0;
  for (let i = 1; i <= values.length; i++) {
    if (i < values.length && values[i] === values[from]) continue;
    const x0 = widthPx * (trace.tS[from] ?? 0) / end;
    const x1 = widthPx * (trace.tS[i] ?? end) / end;
    const color = colors[values[from] ?? 0] ?? "#000";
    parts.push(
      `<rect x="${x0.toFixed(1)}" y="${y}" width="${Math.max(0.5, x1 - x0).toFixed(1)}" ` +
        `height="14" fill="${color}"/>`,
    );
    from = i;
  }
  return parts.join("");
}

function curve(trace: RunTrace, values: readonly number[], y: number, color: string): string {
  const end = trace.tS.at(-1) ?? 1;
  const high = Math.max(0.1, ...values.map(Math.abs));
  const points = values.map((value, i) =>
    `${(widthPx * (trace.tS[i] ?? 0) / end).toFixed(1)},${
      (y + 40 - 40 * Math.max(0, Math.abs(value)) / high).toFixed(1)
    }`
  );
  return `<polyline points="${points.join(" ")}" fill="none" stroke="${color}"/>` +
    `<text x="4" y="${y + 11}">${high.toPrecision(3)}</text>`;
}

function eventMarks(trace: RunTrace): string {
  const end = trace.tS.at(-1) ?? 1;
  return trace.events.map(({ tS, name }) => {
    const x = (widthPx * tS / end).toFixed(1);
    return `<line class="event" x1="${x}" x2="${x}" y1="0" y2="140"><title>${tS} s ${
      xmlText(name)
    }</title></line>`;
  }).join("");
}

function timeline(trace: RunTrace): string {
  return [
    `<svg class="timeline" viewBox="0 0 ${widthPx} 140" role="img" aria-label="timeline">`,
    bands(trace, trace.mode, modeColors, 0),
    bands(trace, trace.action, actionColors, 18),
    curve(trace, trace.speedMps, 40, "#247"),
    curve(trace, trace.clearanceM, 92, "#284"),
    eventMarks(trace),
    '<line class="cursor" x1="0" x2="0" y1="0" y2="140"/>',
    "</svg>",
  ].join("");
}

function legend(names: readonly string[], colors: readonly string[]): string {
  return names.map((name, i) => `<span style="background:${colors[i] ?? "#000"}">${name}</span>`)
    .join(" ");
}

function expectationRows(run: CampaignRun): string {
  return (run.result?.expectations ?? []).map((one) => {
    const at = one.atS === null ? "" : ` at <a data-t="${one.atS}">${one.atS.toFixed(2)} s</a>`;
    const margin = one.robustness === null ? "" : ` (margin ${one.robustness.toPrecision(3)})`;
    return `<li class="${one.outcome}">${xmlText(one.name)}${at}${margin}${
      one.detail === "" ? "" : `: ${xmlText(one.detail)}`
    }</li>`;
  }).join("") + (run.result?.violations ?? []).map((one) =>
    `<li class="failed">invariant ${one.invariant} at <a data-t="${one.atS}">${
      one.atS.toFixed(3)
    } s</a>: ${xmlText(one.detail)}</li>`
  ).join("");
}

function runSection(run: CampaignRun, index: number, input: ReportInput): string {
  const trace = run.result?.trace;
  const loaded = input.scenarios.get(run.file);
  const recording = run.result?.recording ?? null;
  const head = `<section id="run-${index}" class="run"><h2 class="${outcomeOf(run)}">${
    xmlText(nameOfRun(run))
  }</h2><pre>${xmlText(input.repeat(run))}${
    recording === null ? "" : `\nrecording: ${xmlText(recording)}`
  }</pre><ul>${expectationRows(run)}</ul>`;
  if (trace === undefined || loaded === undefined) {
    return `${head}<p>${xmlText(complaintsOf(run).join("\n"))}</p></section>`;
  }
  // The data of the moment that is looked at; "<" cannot end the element early.
  const data = JSON.stringify(trace).replaceAll("<", "\\u003c");
  return `${head}${worldSvg(loaded, trace)}<p class="now">&nbsp;</p>${timeline(trace)}` +
    `<script type="application/json">${data}</script></section>`;
}

function tableRow(run: CampaignRun, drawn: number): string {
  const { result } = run;
  const margins = (result?.expectations ?? []).flatMap((one) => one.robustness ?? []);
  const least = margins.length === 0 ? "" : Math.min(...margins).toPrecision(3);
  const name = xmlText(nameOfRun(run));
  const cells = [
    drawn < 0 ? name : `<a href="#run-${drawn}">${name}</a>`,
    outcomeOf(run),
    result === null ? "" : `${result.simulatedS.toFixed(1)} s`,
    least,
    String(result?.metrics.pathM ?? ""),
    String(result?.metrics.minClearanceM ?? ""),
    String(result?.metrics.refused ?? ""),
    xmlText(complaintsOf(run)[0] ?? ""),
  ];
  return `<tr class="${outcomeOf(run)}">${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

/** The runs that are drawn: all that failed, and the first of each scenario, up to a limit. */
function drawnRuns(runs: readonly CampaignRun[]): CampaignRun[] {
  const seen = new Set<string>();
  const chosen = runs.filter((run) => {
    const first = !seen.has(run.file);
    seen.add(run.file);
    return first || outcomeOf(run) !== "passed";
  });
  const order = (run: CampaignRun): number => outcomeOf(run) === "passed" ? 1 : 0;
  return chosen.sort((a, b) => order(a) - order(b)).slice(0, maxDrawn);
}

/** The whole page. */
export function reportHtml(input: ReportInput): string {
  const { runs } = input;
  const drawn = drawnRuns(runs);
  const failed = runs.filter((run) => outcomeOf(run) !== "passed").length;
  const columns = ["run", "outcome", "time", "least margin", "way m", "clearance m", "refused", ""];
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    `<title>${failed === 0 ? "passed" : `${failed} failed`}: mechos sim</title>`,
    `<style>${reportStyle}</style></head><body>`,
    `<h1>${runs.length - failed} passed, ${failed} failed</h1><p>${xmlText(input.tool)}</p>`,
    `<p class="legend">mode: ${legend(modes, modeColors)}</p>`,
    `<p class="legend">failsafe: ${legend(failsafeActions, actionColors)}</p>`,
    `<p class="legend">below them: speed in m/s, then clearance in m (10 and more alike)</p>`,
    `<table><thead><tr>${columns.map((name) => `<th>${name}</th>`).join("")}</tr></thead><tbody>`,
    ...runs.map((run) => tableRow(run, drawn.indexOf(run))),
    "</tbody></table>",
    ...drawn.map((run, index) => runSection(run, index, input)),
    `<script>${reportScript}</script></body></html>\n`,
  ].join("\n");
}
