/**
 * Exact Euclidean distance of every cell to the nearest marked cell, in linear time (Felzenszwalb
 * and Huttenlocher, Distance Transforms of Sampled Functions, 2012).
 *
 * @module
 */
import type { OccupancyGrid } from "./grid.ts";

const far = 1e20;

/** One row or column: squared distances in cells, by the lower envelope of parabolas. */
function transform(f: Float64Array, n: number, out: Float64Array, v: Int32Array, z: Float64Array) {
  let k = 0;
  v[0] = 0;
  z[0] = -far;
  z[1] = far;
  for (let q = 1; q < n; q++) {
    const fq = (f[q] ?? 0) + q * q;
    let s = 0;
    for (;;) {
      const p = v[k] ?? 0;
      s = (fq - ((f[p] ?? 0) + p * p)) / (2 * q - 2 * p);
      if (s > (z[k] ?? 0) || k === 0) break;
      k -= 1;
    }
    if (s <= (z[k] ?? 0)) {
      v[k] = q;
    } else {
      k += 1;
      v[k] = q;
      z[k] = s;
    }
    z[k + 1] = far;
  }
  k = 0;
  for (let q = 0; q < n; q++) {
    while ((z[k + 1] ?? far) < q) k += 1;
    const p = v[k] ?? 0;
    out[q] = (q - p) * (q - p) + (f[p] ?? 0);
  }
}

/**
 * Distances in m from each cell's centre to the centre of the nearest cell for which `marked` is
 * true; Infinity where there is none. Row 0 at the bottom.
 */
export function distanceField(
  grid: OccupancyGrid,
  marked: (cell: number) => boolean,
): Float32Array {
  const { widthCells: w, heightCells: h, resolutionM } = grid;
  const longest = Math.max(w, h);
  const field = new Float64Array(w * h);
  for (let i = 0; i < field.length; i++) field[i] = marked(grid.cells[i] ?? 0) ? 0 : far;
  const f = new Float64Array(longest);
  const d = new Float64Array(longest);
  const v = new Int32Array(longest + 1);
  const z = new Float64Array(longest + 2);
  for (let x = 0; x < w; x++) {
    for (let y = 0; y < h; y++) f[y] = field[y * w + x] ?? far;
    transform(f, h, d, v, z);
    for (let y = 0; y < h; y++) field[y * w + x] = d[y] ?? far;
  }
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) f[x] = field[y * w + x] ?? far;
    transform(f, w, d, v, z);
    for (let x = 0; x < w; x++) {
      const squared = d[x] ?? far;
      out[y * w + x] = squared >= far / 2 ? Infinity : Math.sqrt(squared) * resolutionM;
    }
  }
  return out;
}

/** True for occupied cells; unknown ones are not. */
export function isOccupied(cell: number): boolean {
  return cell >= 65 && cell <= 100;
}
