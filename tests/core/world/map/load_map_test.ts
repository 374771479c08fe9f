import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { fail, ok, type Result, unwrap } from "core/fault.ts";
import {
  buildGrid,
  loadMap,
  parseMapHead,
  parsePgm,
  parsePng,
  unknownCell,
} from "core/world/map/mod.ts";

const encoder = new TextEncoder();

/** One chunk of a PNG; its checksum is not looked at by the reader. */
function chunk(name: string, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + body.length);
  new DataView(bytes.buffer).setUint32(0, body.length);
  bytes.set(encoder.encode(name), 4);
  bytes.set(body, 8);
  return bytes;
}

/** A PNG out of rows of bytes as they stand behind the filter byte. */
function png(
  width: number,
  kind: { depth: number; colour: number },
  rows: readonly (readonly number[])[],
  more: readonly Uint8Array[] = [],
): Uint8Array {
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, rows.length);
  head.set([kind.depth, kind.colour, 0, 0, 0], 8);
  const raw = Uint8Array.from(rows.flatMap((row) => [0, ...row]));
  const parts = [
    Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", head),
    ...more,
    chunk("IDAT", new Uint8Array(deflateSync(raw))),
    chunk("IEND", new Uint8Array(0)),
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const head = (more: string, origin = "[0, 0, 0]") =>
  `image: m.png\nresolution: 0.5\norigin: ${origin}\nnegate: 0\n` +
  `occupied_thresh: 0.65\nfree_thresh: 0.196\n${more}`;

Deno.test("parsePng() reads one gray out of every kind of image", () => {
  const palette = chunk("PLTE", Uint8Array.from([0, 0, 0, 90, 90, 90, 255, 255, 255]));
  const images: readonly [string, Uint8Array, readonly number[]][] = [
    ["1 bit", png(3, { depth: 1, colour: 0 }, [[0b0100_0000]]), [0, 255, 0]],
    ["2 bits", png(3, { depth: 2, colour: 0 }, [[0b0001_1100]]), [0, 85, 255]],
    ["4 bits", png(3, { depth: 4, colour: 0 }, [[0x0f, 0x80]]), [0, 255, 136]],
    ["16 bits", png(2, { depth: 16, colour: 0 }, [[0x00, 0xff, 0xfe, 0x01]]), [0, 254]],
    ["palette", png(3, { depth: 8, colour: 3 }, [[0, 1, 2]], [palette]), [0, 90, 255]],
    ["small palette", png(3, { depth: 2, colour: 3 }, [[0b0001_1000]], [palette]), [0, 90, 255]],
    ["RGB", png(1, { depth: 8, colour: 2 }, [[0, 90, 180]]), [90]],
  ];
  for (const [name, bytes, grays] of images) {
    const image = unwrap(parsePng(bytes, name));
    assert.deepEqual([...image.pixels], grays, name);
    assert.equal(image.opacity, null, name);
  }
  const alpha = unwrap(parsePng(png(2, { depth: 8, colour: 4 }, [[10, 255, 20, 0]]), "alpha"));
  assert.deepEqual([[...alpha.pixels], [...alpha.opacity ?? []]], [[10, 20], [255, 0]]);
  const none = parsePng(png(1, { depth: 4, colour: 2 }, [[0, 0]]), "none");
  assert.equal(none.ok ? "" : none.fault.code, "WORLD_MAP_FORMAT");
});

Deno.test("parsePgm() brings any number of gray levels to 255", () => {
  const plain = unwrap(parsePgm(encoder.encode("P2 3 1 15 0 15 7"), "a.pgm"));
  assert.deepEqual([...plain.pixels], [0, 255, 119]);
  const wide = encoder.encode("P5 2 1 65535\n");
  const bytes = Uint8Array.from([...wide, 0x00, 0x00, 0xff, 0xff]);
  assert.deepEqual([...unwrap(parsePgm(bytes, "b.pgm")).pixels], [0, 255]);
  const cut = parsePgm(bytes.subarray(0, bytes.length - 1), "c.pgm");
  assert.equal(cut.ok ? "" : cut.fault.message.includes("pixels are cut"), true);
});

Deno.test("buildGrid() takes transparency as map_server does in each mode", () => {
  const image = { width: 3, height: 1, pixels: Uint8Array.of(0, 0, 254) };
  const seen = { ...image, opacity: Uint8Array.of(255, 0, 255) };
  const cells = (
    mode: string,
    of: typeof seen | (typeof image & { opacity: null }),
  ) => [...buildGrid(of, unwrap(parseMapHead(head(`mode: ${mode}`), "m.yaml"))).cells];
  const solid = { ...image, opacity: null };
  assert.deepEqual(cells("trinary", solid), [100, 100, 0]);
  // Opaque black is 3 of 4 parts black, and a see-through one wholly.
  assert.deepEqual(cells("trinary", seen), [100, 100, 0]);
  assert.deepEqual(cells("Scale", seen), [100, unknownCell, 0]);
  assert.deepEqual(cells("raw", seen), [0, 0, unknownCell]);
});

/** Loads a map of 4 x 2 cells whose bottom left cell alone is occupied. */
function turned(yawRad: number): ReturnType<typeof loadMap> {
  const rows = [[254, 254, 254, 254], [0, 254, 254, 254]];
  const files: Readonly<Record<string, Uint8Array>> = {
    "m.yaml": encoder.encode(head("", `[1, 2, ${yawRad}]`)),
    "./m.png": png(4, { depth: 8, colour: 0 }, rows),
  };
  return loadMap("m.yaml", (path): Result<Uint8Array> => {
    const bytes = files[path];
    return bytes === undefined ? fail({ code: "CONFIG_NOT_FOUND", message: path }) : ok(bytes);
  });
}

Deno.test("loadMap() turns an image about its origin", () => {
  const quarter = unwrap(turned(Math.PI / 2));
  assert.deepEqual([quarter.widthCells, quarter.heightCells], [2, 4]);
  // The cell at the origin now lies to its left.
  assert.deepEqual([...quarter.cells], [0, 100, 0, 0, 0, 0, 0, 0]);
  assert.ok(Math.abs(quarter.originXM - 0) < 1e-9 && Math.abs(quarter.originYM - 2) < 1e-9);
  const half = unwrap(turned(Math.PI));
  assert.deepEqual([...half.cells], [0, 0, 0, 0, 0, 0, 0, 100]);
  assert.ok(Math.abs(half.originXM + 1) < 1e-9 && Math.abs(half.originYM - 1) < 1e-9);
  const slanted = unwrap(turned(0.3));
  const known = [...slanted.cells].filter((cell) => cell !== unknownCell);
  assert.ok(known.includes(100) && known.length >= 6 && known.length <= 10, String(known));
});
