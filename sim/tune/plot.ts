/** A search as a picture: the loop before and after, and the cost run by run. SVG by hand. @module */
import type { Loop } from "./loops.ts";
import type { Meter } from "./measure.ts";

/** What is drawn. */
export interface TunePicture {
  readonly loop: Loop;
  readonly before: Meter;
  readonly after: Meter;
  /** Cost of each run in its order; a run that could not be made is not in it. */
  readonly costs: readonly number[];
}

interface Line {
  readonly name: string;
  readonly color: string;
  readonly points: readonly (readonly [number, number])[];
}

interface Panel {
  readonly title: string;
  readonly xLabel: string;
  readonly lines: readonly Line[];
}

const size = { width: 720, height: 260, left: 64, right: 16, top: 34, bottom: 42 } as const;
const colors = { set: "#999999", before: "#c2571a", after: "#1f6fb4" } as const;
/** More points than this do not show on a panel's width. */
const mostPoints = 1200;

/** Every n-th pair of two lists of one length. */
function pairs(xs: readonly number[], ys: readonly number[]): [number, number][] {
  const every = Math.max(1, Math.ceil(xs.length / mostPoints));
  const found: [number, number][] = [];
  for (let i = 0; i < xs.length; i += every) found.push([xs[i] ?? 0, ys[i] ?? 0]);
  return found;
}

function panelsOf({ loop, before, after, costs }: TunePicture): Panel[] {
  let best = Infinity;
  const bests = costs.map((cost, run): [number, number] => {
    best = Math.min(best, cost);
    return [run + 1, best];
  });
  const search: Panel = {
    title: "least cost so far (1 = before)",
    xLabel: "run",
    lines: [{ name: "cost", color: colors.after, points: bests }],
  };
  if (loop.kind === "wheels") {
    const speed: Panel = {
      title: "speed of the left wheel, rad/s",
      xLabel: "s",
      lines: [
        { name: "set point", color: colors.set, points: pairs(after.tS, after.leftSet) },
        { name: "before", color: colors.before, points: pairs(before.tS, before.left) },
        { name: "after", color: colors.after, points: pairs(after.tS, after.left) },
      ],
    };
    return [speed, search];
  }
  const way: Panel = {
    title: "way of the robot, y in m",
    xLabel: "x in m",
    lines: [
      { name: "before", color: colors.before, points: pairs(before.xM, before.yM) },
      { name: "after", color: colors.after, points: pairs(after.xM, after.yM) },
    ],
  };
  const turn: Panel = {
    title: "turn rate that was commanded, rad/s",
    xLabel: "s",
    lines: [
      { name: "before", color: colors.before, points: pairs(before.tS, before.turnRadps) },
      { name: "after", color: colors.after, points: pairs(after.tS, after.turnRadps) },
    ],
  };
  return [way, turn, search];
}

function range(lines: readonly Line[], axis: 0 | 1): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { points } of lines) {
    for (const point of points) {
      low = Math.min(low, point[axis]);
      high = Math.max(high, point[axis]);
    }
  }
  if (low < high) return [low, high];
  return low === high ? [low - 1, high + 1] : [0, 1];
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function words(x: number, y: number, anchor: string, text: string, color = "#222"): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${color}">${text}</text>`;
}

function panelText(panel: Panel, index: number): string {
  const { width, height, left, right, top, bottom } = size;
  const [x0, x1] = range(panel.lines, 0);
  const [y0, y1] = range(panel.lines, 1);
  const px = (x: number) => (left + (width - left - right) * (x - x0) / (x1 - x0)).toFixed(1);
  const py = (y: number) => (top + (height - top - bottom) * (1 - (y - y0) / (y1 - y0))).toFixed(1);
  const drawn = panel.lines.map(({ color, points }) =>
    `<polyline fill="none" stroke="${color}" stroke-width="1.4" points="${
      points.map(([x, y]) => `${px(x)},${py(y)}`).join(" ")
    }"/>`
  );
  const names = panel.lines.map(({ name, color }, at) =>
    words(width - right - 90 * at, 20, "end", name, color)
  );
  return [
    `<g transform="translate(0 ${index * height})">`,
    `<rect x="${left}" y="${top}" width="${width - left - right}" height="${
      height - top - bottom
    }" fill="none" stroke="#bbb"/>`,
    ...drawn,
    words(left, 20, "start", panel.title),
    ...names,
    words(left - 6, top + 10, "end", short(y1)),
    words(left - 6, height - bottom, "end", short(y0)),
    words(left, height - bottom + 14, "start", short(x0)),
    words(width - right, height - bottom + 14, "end", short(x1)),
    words((left + width - right) / 2, height - 10, "middle", panel.xLabel),
    "</g>",
  ].join("");
}

/** The picture. */
export function tunePlot(picture: TunePicture): string {
  const panels = panelsOf(picture);
  const [width, height] = [size.width, size.height * panels.length];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
    `height="${height}" font-family="sans-serif" font-size="12"><title>mechos tune auto ` +
    `${picture.loop.name}</title><rect width="100%" height="100%" fill="#fff"/>${
      panels.map(panelText).join("")
    }</svg>\n`;
}
