/** Samples of a PNG of any depth, and colours of a palette, as 8 bits a channel. @module */

/** Rows as they were packed, each behind its filter's byte, with the filters undone. */
export interface RawPng {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Bits a sample. */
  readonly depth: number;
  /** Samples a pixel. */
  readonly samples: number;
  /** Bytes a row, without its filter's. */
  readonly stride: number;
  readonly rows: Uint8Array;
  readonly palette: Palette | null;
}

/** Colours by number. */
export interface Palette {
  /** 3 RGB, 4 RGBA. */
  readonly channels: number;
  readonly colours: Uint8Array;
}

/** A palette of 256 colours out of its chunks: what is left out is black, and opaque. */
export function wholePalette(rgb: Uint8Array, opacity: Uint8Array): Palette {
  const channels = opacity.length === 0 ? 3 : 4;
  const colours = new Uint8Array(256 * channels);
  for (let colour = 0; colour < 256; colour++) {
    for (let channel = 0; channel < 3; channel++) {
      colours[colour * channels + channel] = rgb[colour * 3 + channel] ?? 0;
    }
    if (channels === 4) colours[colour * 4 + 3] = opacity[colour] ?? 255;
  }
  return { channels, colours };
}

/** One sample of a row; of 16 bits the high byte. */
function sampleAt(raw: RawPng, rowStart: number, index: number): number {
  const { depth, rows } = raw;
  if (depth === 8) return rows[rowStart + index] ?? 0;
  if (depth === 16) return rows[rowStart + 2 * index] ?? 0;
  const perByte = 8 / depth;
  const byte = rows[rowStart + Math.floor(index / perByte)] ?? 0;
  return (byte >> (8 - depth * (index % perByte + 1))) & ((1 << depth) - 1);
}

/** The pixels, row by row from the upper left corner. */
export function expandSamples(raw: RawPng) {
  const { widthPx, heightPx, depth, samples, stride, palette } = raw;
  const channels = palette?.channels ?? samples;
  const perRow = widthPx * samples;
  const data = new Uint8Array(widthPx * channels * heightPx);
  const scale = depth < 8 && palette === null ? 255 / ((1 << depth) - 1) : 1;
  for (let row = 0; row < heightPx; row++) {
    const rowStart = row * (stride + 1) + 1;
    if (depth === 8 && palette === null) {
      data.set(raw.rows.subarray(rowStart, rowStart + stride), row * stride);
      continue;
    }
    for (let index = 0; index < perRow; index++) {
      const sample = sampleAt(raw, rowStart, index);
      const to = row * perRow + index;
      if (palette === null) {
        data[to] = sample * scale;
        continue;
      }
      const from = sample * channels;
      data.set(palette.colours.subarray(from, from + channels), to * channels);
    }
  }
  return { widthPx, heightPx, channels, data };
}
