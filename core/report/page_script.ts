/**
 * The script of a report's page, as text: it runs in a browser, from a file, without a network. It
 * sets texts by textContent only, for what a model or a file said is data.
 *
 * @module
 */

/** JavaScript of the page; reads the data out of the element `data`. */
export const pageScript = String.raw`
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const s = data.series, t = s.t || [];
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
let cursor = data.startS;
const add = (parent, tag, text, kind) => {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (kind) node.className = kind;
  parent.append(node);
  return node;
};
const indexAt = (time) => {
  let low = 0, high = t.length - 1;
  while (low < high) { const mid = (low + high) >> 1; if (t[mid] < time) low = mid + 1; else high = mid; }
  return Math.max(0, low);
};
const fit = (canvas) => {
  const ratio = devicePixelRatio || 1, box = canvas.getBoundingClientRect();
  canvas.width = Math.round(box.width * ratio); canvas.height = Math.round(box.height * ratio);
  const g = canvas.getContext("2d"); g.setTransform(ratio, 0, 0, ratio, 0, 0);
  return [g, box.width, box.height];
};
const head = document.getElementById("head");
add(head, "h1", data.title);
add(head, "p", (data.endS - data.startS).toFixed(1) + " s, " + data.ticks + " ticks" +
  (data.everyTicks > 1 ? "; charts show every " + data.everyTicks + "th tick" : "") +
  (data.ticks > 0 && t.length === 0 ? "; another kernel schema: path and charts cannot be read" : "") +
  (data.moreEntries > 0 ? "; " + data.moreEntries + " list entries are not shown" : ""));
add(head, "p", Object.entries(data.versions).map(([k, v]) => k + " " + v).join(" \u00b7 "), "dim");

let mapImage = null;
if (data.map) {
  const m = data.map, raw = atob(m.cells);
  mapImage = document.createElement("canvas");
  mapImage.width = m.widthCells; mapImage.height = m.heightCells;
  const g = mapImage.getContext("2d"), image = g.createImageData(m.widthCells, m.heightCells);
  for (let row = 0; row < m.heightCells; row++) for (let col = 0; col < m.widthCells; col++) {
    const value = raw.charCodeAt(row * m.widthCells + col);
    const at = 4 * ((m.heightCells - 1 - row) * m.widthCells + col);
    const grey = value > 100 ? 205 : 255 - Math.round(value * 2.2);
    image.data[at] = image.data[at + 1] = image.data[at + 2] = grey; image.data[at + 3] = 255;
  }
  g.putImageData(image, 0, 0);
}
const mapCanvas = document.getElementById("map");
function drawMap() {
  const [g, w, h] = fit(mapCanvas);
  g.clearRect(0, 0, w, h);
  if (t.length === 0) return;
  let x0 = Math.min(...s.x) - 1, x1 = Math.max(...s.x) + 1, y0 = Math.min(...s.y) - 1, y1 = Math.max(...s.y) + 1;
  if (data.map) {
    const m = data.map;
    x0 = Math.min(x0, m.originXM); y0 = Math.min(y0, m.originYM);
    x1 = Math.max(x1, m.originXM + m.widthCells * m.resolutionM);
    y1 = Math.max(y1, m.originYM + m.heightCells * m.resolutionM);
  }
  const scale = Math.min(w / (x1 - x0), h / (y1 - y0));
  const px = (x) => (x - x0) * scale, py = (y) => h - (y - y0) * scale;
  if (mapImage) {
    const m = data.map;
    g.imageSmoothingEnabled = false;
    g.drawImage(mapImage, px(m.originXM), py(m.originYM + m.heightCells * m.resolutionM),
      m.widthCells * m.resolutionM * scale, m.heightCells * m.resolutionM * scale);
  }
  g.lineWidth = 2; g.strokeStyle = "#1f6feb"; g.beginPath();
  for (let i = 0; i < t.length; i++) { if (i === 0) g.moveTo(px(s.x[i]), py(s.y[i])); else g.lineTo(px(s.x[i]), py(s.y[i])); }
  g.stroke();
  for (const d of data.decisions) {
    const i = indexAt(d.tS);
    g.fillStyle = d.verdict === "refused" ? "#d1242f" : "#1a7f37";
    g.beginPath(); g.arc(px(s.x[i]), py(s.y[i]), 4, 0, 7); g.fill();
  }
  const i = indexAt(cursor), x = px(s.x[i]), y = py(s.y[i]), a = s.yaw[i];
  g.fillStyle = "#e36209"; g.beginPath();
  g.moveTo(x + 12 * Math.cos(a), y - 12 * Math.sin(a));
  g.lineTo(x + 7 * Math.cos(a + 2.5), y - 7 * Math.sin(a + 2.5));
  g.lineTo(x + 7 * Math.cos(a - 2.5), y - 7 * Math.sin(a - 2.5));
  g.fill();
}
const charts = [
  ["speed, m/s", [["linear", "measured"], ["linearCommand", "command"]]],
  ["turn rate, rad/s", [["angular", "measured"], ["angularCommand", "command"]]],
  ["way free along the arc, m", [["clear", "free"]], true],
  ["battery, %", [["battery", "charge"]], true],
];
const isShown = ([, lines, positive]) =>
  lines.some(([name]) => (s[name] || []).some((v) => positive ? v >= 0 : v !== 0));
const colors = ["#1f6feb", "#e36209"];
const span = () => Math.max(1e-9, data.endS - data.startS);
const canvases = charts.filter(isShown).map(([title, lines, positive]) => {
  const box = add(document.getElementById("charts"), "figure");
  const caption = add(box, "figcaption", title + " ");
  lines.forEach(([, label], i) => { const n = add(caption, "span", "\u2014 " + label + " "); n.style.color = colors[i]; });
  const value = add(caption, "span", "", "dim");
  const canvas = add(box, "canvas");
  canvas.onclick = (event) => jump(data.startS + event.offsetX / canvas.getBoundingClientRect().width * span());
  return { canvas, lines, positive, value };
});
const bandColors = ["#8d96a0", "#1a7f37", "#1f6feb", "#bf8700", "#d1242f", "#8250df", "#0a7ea4", "#cf6aa0"];
const bandNames = [];
const colorOf = (name) => {
  if (name === "none" || name === "") return "#8d96a022";
  if (!bandNames.includes(name)) bandNames.push(name);
  return bandColors[bandNames.indexOf(name) % bandColors.length];
};
const bands = data.bands.filter((band) => band.stretches.length > 0).map((band) => {
  const box = add(document.getElementById("charts"), "figure", undefined, "band");
  const caption = add(box, "figcaption", band.title + " ");
  const value = add(caption, "span", "", "dim");
  const canvas = add(box, "canvas");
  canvas.onclick = (event) => jump(data.startS + event.offsetX / canvas.getBoundingClientRect().width * span());
  return { band, canvas, value };
});
function drawBand({ band, canvas, value }) {
  const [g, w, h] = fit(canvas);
  g.clearRect(0, 0, w, h);
  g.font = "11px sans-serif";
  const px = (time) => (time - data.startS) / span() * w;
  band.stretches.forEach((one, i) => {
    const next = band.stretches[i + 1], x = px(one.tS), end = next ? px(next.tS) : w;
    g.fillStyle = colorOf(one.name); g.fillRect(x, 0, Math.max(1, end - x), h);
    if (end - x > 8 * one.name.length) { g.fillStyle = one.name === "none" ? css("--dim") : "#fff"; g.fillText(one.name, x + 4, h - 6); }
    if (one.tS <= cursor && !(next && next.tS <= cursor)) value.textContent = one.name;
  });
  g.strokeStyle = css("--text"); g.beginPath(); g.moveTo(px(cursor), 0); g.lineTo(px(cursor), h); g.stroke();
}
const answerCharts = [["answer latency, ms", "latencyMs"], ["tokens an answer", "tokens"], ["money spent, USD", "usd"]]
  .filter(([, name]) => data.answers.some((one) => one[name] > 0)).map(([title, name]) => {
    const box = add(document.getElementById("charts"), "figure");
    add(box, "figcaption", title);
    const canvas = add(box, "canvas");
    canvas.onclick = (event) => jump(data.startS + event.offsetX / canvas.getBoundingClientRect().width * span());
    return { name, canvas };
  });
function drawAnswers({ name, canvas }) {
  const [g, w, h] = fit(canvas);
  g.clearRect(0, 0, w, h);
  const high = Math.max(...data.answers.map((one) => one[name]));
  const px = (time) => (time - data.startS) / span() * w, py = (v) => h - 4 - v / high * (h - 18);
  for (const one of data.answers) {
    g.fillStyle = one.failed ? "#d1242f" : colors[0];
    g.fillRect(px(one.tS) - 1, py(one[name]), 3, h - py(one[name]));
  }
  g.fillStyle = css("--dim"); g.font = "11px sans-serif"; g.fillText(high.toPrecision(3), 2, 11);
  g.strokeStyle = css("--text"); g.beginPath(); g.moveTo(px(cursor), 0); g.lineTo(px(cursor), h); g.stroke();
}
function drawChart(chart) {
  const [g, w, h] = fit(chart.canvas);
  g.clearRect(0, 0, w, h);
  let low = Infinity, high = -Infinity;
  for (const [name] of chart.lines) for (const v of s[name] || []) {
    if (chart.positive && v < 0) continue;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  if (!(high >= low)) return;
  if (high - low < 1e-6) { high += 0.5; low -= 0.5; }
  const px = (time) => (time - data.startS) / span() * w, py = (v) => h - 4 - (v - low) / (high - low) * (h - 8);
  for (const e of data.events) if (e.kind === "fault") { g.fillStyle = "#d1242f55"; g.fillRect(px(e.tS), 0, 2, h); }
  chart.lines.forEach(([name], i) => {
    g.strokeStyle = colors[i]; g.lineWidth = 1.2; g.beginPath();
    let pen = false;
    for (let k = 0; k < t.length; k++) {
      const v = s[name][k];
      if (chart.positive && v < 0) { pen = false; continue; }
      if (pen) g.lineTo(px(t[k]), py(v)); else g.moveTo(px(t[k]), py(v));
      pen = true;
    }
    g.stroke();
  });
  g.fillStyle = css("--dim"); g.font = "11px sans-serif";
  g.fillText(high.toPrecision(3), 2, 11); g.fillText(low.toPrecision(3), 2, h - 3);
  g.strokeStyle = css("--text"); g.lineWidth = 1; g.beginPath(); g.moveTo(px(cursor), 0); g.lineTo(px(cursor), h); g.stroke();
  const at = indexAt(cursor);
  chart.value.textContent = chart.lines.map(([name]) => (s[name] || [])[at]).join(" / ");
}
function draw() { drawMap(); canvases.forEach(drawChart); bands.forEach(drawBand); answerCharts.forEach(drawAnswers); document.getElementById("time").textContent = cursor.toFixed(2) + " s"; }
function jump(time) { cursor = Math.min(data.endS, Math.max(data.startS, time)); slider.value = cursor; draw(); }
const slider = document.getElementById("slider");
slider.min = data.startS; slider.max = data.endS; slider.step = "any"; slider.value = cursor;
slider.oninput = () => jump(Number(slider.value));
const table = document.getElementById("decisions");
for (const d of data.decisions) {
  const row = add(table, "details", undefined, d.verdict);
  const line = add(row, "summary");
  const link = add(line, "button", d.tS.toFixed(2) + " s");
  link.onclick = (event) => { event.preventDefault(); jump(d.tS); };
  add(line, "span", " " + d.source + ": " + d.action + " \u2192 " + d.verdict + (d.reason ? " \u2014 " + d.reason : ""));
  if (d.code && d.code !== "NONE") add(row, "p", d.code, "dim");
  if (d.prompt) { add(row, "h4", "asked"); add(row, "pre", d.prompt); }
  if (d.answer) { add(row, "h4", "answered"); add(row, "pre", d.answer); }
}
if (data.decisions.length === 0) add(table, "p", "none", "dim");
const list = document.getElementById("events");
for (const e of data.events) {
  const row = add(list, "p", undefined, e.kind);
  const link = add(row, "button", e.tS.toFixed(2) + " s");
  link.onclick = () => jump(e.tS);
  add(row, "span", " " + e.kind + ": " + e.text);
}
if (data.compared) {
  const box = document.getElementById("compared");
  add(box, "h2", "Another brain");
  add(box, "pre", data.compared);
}
addEventListener("resize", draw);
draw();
`;
