/** A report as one page that needs nothing else: opens from a file, offline. @module */
import type { ReportData } from "./collect.ts";
import { pageScript } from "./page_script.ts";

const style = `
:root { color-scheme: light dark; --text: #1f2328; --dim: #656d76; --line: #d0d7de; --back: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --dim: #8d96a0; --line: #30363d; --back: #0d1117; }
}
body { margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--back); color: var(--text);
  font: 14px/1.45 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.4rem; } h2 { font-size: 1.05rem; } h4 { margin: .4rem 0; }
.dim { color: var(--dim); }
#map { width: 100%; height: 24rem; border: 1px solid var(--line); }
figure { margin: .6rem 0; } figure canvas { width: 100%; height: 6rem; border: 1px solid var(--line); cursor: crosshair; }
figure.band canvas { height: 1.5rem; }
#slider { width: 100%; }
details, #events p { margin: .15rem 0; border-left: 3px solid var(--line); padding-left: .5rem; }
details.refused, p.fault { border-color: #d1242f; } details.clamped { border-color: #e36209; }
details.accepted { border-color: #1a7f37; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 20rem; overflow: auto; }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 3px; cursor: pointer; }
`;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** JSON that no HTML parser mistakes for its own end. */
function dataText(data: ReportData): string {
  return JSON.stringify(data).replace(/</g, "\\u003c").replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}

/** The page. It may load nothing: its policy forbids every source but itself. */
export function renderReport(data: ReportData): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(data.title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="head"></div>
<canvas id="map"></canvas>
<p><span id="time"></span> <input id="slider" type="range" aria-label="time of the run"></p>
<div id="charts"></div>
<div id="compared"></div>
<h2>Decisions</h2>
<div id="decisions"></div>
<h2>Events</h2>
<div id="events"></div>
<script type="application/json" id="data">${dataText(data)}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}
