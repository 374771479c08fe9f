/** Residuals of the fits as one picture: a panel a fit, SVG by hand. @module */
import { roundedValue } from "./robot_file.ts";
import type { Fit } from "./fit.ts";

const panel = { width: 460, height: 220, left: 62, right: 14, top: 34, bottom: 40 } as const;
const columns = 2;

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => escapes[letter] ?? letter);
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function range(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low < high ? [low, high] : [low - 1, high + 1];
}

function text(x: number, y: number, anchor: string, words: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escape(words)}</text>`;
}

function panelOf(fit: Fit, index: number): string {
  const { residuals } = fit;
  if (residuals === null) return "";
  const { width, height, left, right, top, bottom } = panel;
  const points = residuals.points;
  const [x0, x1] = range(points.map(([x]) => x));
  const most = Math.max(1e-12, ...points.map(([, y]) => Math.abs(y)));
  const px = (x: number): number => left + (width - left - right) * (x - x0) / (x1 - x0);
  const py = (y: number): number => top + (height - top - bottom) * (1 - (y / most + 1) / 2);
  const dots = points.map(([x, y]) =>
    `<circle cx="${px(x).toFixed(1)}" cy="${py(y).toFixed(1)}" r="1.6"/>`
  );
  const at = `translate(${(index % columns) * width} ${Math.floor(index / columns) * height})`;
  const value = `${fit.path} = ${roundedValue(fit) ?? "-"} ${fit.unit}`;
  return [
    `<g transform="${at}">`,
    `<rect x="${left}" y="${top}" width="${width - left - right}" height="${
      height - top - bottom
    }" fill="none" stroke="#bbb"/>`,
    `<line x1="${left}" x2="${width - right}" y1="${py(0)}" y2="${py(0)}" stroke="#888"/>`,
    `<g fill="#1f6fb4" fill-opacity="0.6">${dots.join("")}</g>`,
    text(left, 20, "start", value),
    text(left - 6, py(most) + 4, "end", short(most)),
    text(left - 6, py(-most) + 4, "end", short(-most)),
    text(left, height - bottom + 14, "start", short(x0)),
    text(width - right, height - bottom + 14, "end", short(x1)),
    text(
      (left + width - right) / 2,
      height - 8,
      "middle",
      `${residuals.yLabel} by ${residuals.xLabel}`,
    ),
    "</g>",
  ].join("");
}

/** The picture. */
export function residualPlot(fits: readonly Fit[]): string {
  const shown = fits.filter((fit) => fit.residuals !== null);
  const rows = Math.max(1, Math.ceil(shown.length / columns));
  const [width, height] = [panel.width * columns, panel.height * rows];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
    `height="${height}" font-family="sans-serif" font-size="12"><rect width="100%" height="100%" ` +
    `fill="#fff"/>${shown.map(panelOf).join("")}</svg>\n`;
}
