/** The world of a run and the path through it, as SVG. @module */
import { footprintPolygon, yawOf } from "core/config/mod.ts";
import { isOccupied } from "core/world/map/mod.ts";
import type { LoadedScenario, RunTrace } from "sim/scenario/mod.ts";

interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Room around the path, m. */
const rimM = 2;

function boxOf(trace: RunTrace): Box {
  const box = {
    x0: Math.min(...trace.xM) - rimM,
    y0: Math.min(...trace.yM) - rimM,
    x1: Math.max(...trace.xM) + rimM,
    y1: Math.max(...trace.yM) + rimM,
  };
  return box.x0 <= box.x1 ? box : { x0: -rimM, y0: -rimM, x1: rimM, y1: rimM };
}

/** Wall cells of the part that is shown, joined along rows. */
function walls(loaded: LoadedScenario, box: Box): string {
  const grid = loaded.truth?.grid;
  if (grid === undefined) return "";
  const { resolutionM, originXM, originYM, widthCells, heightCells } = grid;
  const parts: string[] = [];
  for (let row = 0; row < heightCells; row++) {
    const y = originYM + row * resolutionM;
    if (y < box.y0 || y > box.y1) continue;
    let from = -1;
    for (let column = 0; column <= widthCells; column++) {
      const x = originXM + column * resolutionM;
      const inside = column < widthCells && x >= box.x0 && x <= box.x1;
      const wall = inside && isOccupied(grid.cells[row * widthCells + column] ?? 0);
      if (wall && from < 0) from = column;
      if (wall || from < 0) continue;
      const start = (originXM + from * resolutionM).toFixed(2);
      parts.push(`M${start} ${y.toFixed(2)}h${((column - from) * resolutionM).toFixed(2)}`);
      from = -1;
    }
  }
  return `<path d="${parts.join("")}" stroke="#444" stroke-width="${resolutionM}" fill="none"/>`;
}

function things(loaded: LoadedScenario): string {
  const { obstacles, pedestrians } = loaded.scenario.world;
  const parts = obstacles.map((thing) => {
    if ("circle" in thing) {
      const { x, y, radiusM } = thing.circle;
      return `<circle cx="${x}" cy="${y}" r="${radiusM}" fill="#a86"/>`;
    }
    const { x, y, widthM, heightM } = thing.box;
    const deg = (yawOf(thing.box) ?? 0) * 57.29577951308232;
    return `<rect x="${-widthM / 2}" y="${-heightM / 2}" width="${widthM}" height="${heightM}" ` +
      `transform="translate(${x} ${y}) rotate(${deg.toFixed(2)})" fill="#a86"/>`;
  });
  for (const person of pedestrians) {
    const points = person.path.map((point) => point.join(",")).join(" ");
    parts.push(
      `<polyline points="${points}" fill="none" stroke="#c6a" stroke-width="0.05" ` +
        `stroke-dasharray="0.15"/>`,
    );
  }
  return parts.join("");
}

/** Map, things, people's ways, the robot's path and a dot for the moment looked at. */
export function worldSvg(loaded: LoadedScenario, trace: RunTrace): string {
  const box = boxOf(trace);
  const width = box.x1 - box.x0;
  const height = box.y1 - box.y0;
  const points = trace.xM.map((x, i) => `${x},${trace.yM[i] ?? 0}`).join(" ");
  const outline = footprintPolygon(loaded.config);
  let radiusM = 0.1;
  for (let i = 0; i < outline.length; i += 2) {
    radiusM = Math.max(radiusM, Math.abs(outline[i] ?? 0), Math.abs(outline[i + 1] ?? 0));
  }
  const start = `${trace.xM[0] ?? 0} ${trace.yM[0] ?? 0}`;
  return [
    `<svg class="world" viewBox="${box.x0.toFixed(2)} ${(-box.y1).toFixed(2)} ${width.toFixed(2)} ${
      height.toFixed(2)
    }" role="img" aria-label="path over the map"><g transform="scale(1 -1)">`,
    walls(loaded, box),
    things(loaded),
    `<polyline points="${points}" fill="none" stroke="#247" stroke-width="0.04"/>`,
    `<circle class="robot" r="${radiusM.toFixed(3)}" transform="translate(${start})"/>`,
    "</g></svg>",
  ].join("");
}
