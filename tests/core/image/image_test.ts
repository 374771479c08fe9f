import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { imageSlotBytes, imageSlots } from "core/bus/mod.ts";
import {
  type CameraImage,
  decodePng,
  encodePng,
  imageRecordBytes,
  mostCameras,
  mostPngBytes,
  pixelBytes,
  type Pixels,
  readImageRecord,
  restampRecord,
  shrinkPng,
  writeImageRecord,
} from "core/image/mod.ts";

const side = fc.integer({ min: 1, max: 24 });

/** Images of random size and content. */
const pixels = (bits: 8 | 16): fc.Arbitrary<Pixels> =>
  fc.tuple(side, side, fc.constantFrom<1 | 3>(1, 3)).chain(([widthPx, heightPx, channels]) => {
    const size = { widthPx, heightPx, bits, channels };
    const length = pixelBytes(size);
    return fc.uint8Array({ minLength: length, maxLength: length }).map((data) => ({
      ...size,
      data,
    }));
  });

/** The pixels of a PNG with a 16-bit channel, read by the rules of the format alone. */
function read16(png: Uint8Array): { readonly depth: number; readonly data: number[] } {
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  const channels = png[25] === 2 ? 3 : 1;
  const length = view.getUint32(33);
  const raw = new Uint8Array(inflateSync(png.subarray(41, 41 + length)));
  const stride = width * channels * 2;
  const data: number[] = [];
  for (let row = 0; row < height; row++) {
    assert.equal(raw[row * (stride + 1)], 2, "filter up");
    for (let i = 0; i < stride; i++) {
      const above = row === 0 ? 0 : data[(row - 1) * stride + i] ?? 0;
      data.push(((raw[row * (stride + 1) + 1 + i] ?? 0) + above) & 255);
    }
  }
  return { depth: png[24] ?? 0, data };
}

Deno.test("decodePng() gives back what encodePng() wrote", () => {
  fc.assert(fc.property(pixels(8), (image) => {
    const decoded = decodePng(encodePng(image), 1000);
    assert.ok(decoded.kind === "image");
    const { widthPx, heightPx, channels, data } = image;
    assert.deepEqual(decoded.image, { widthPx, heightPx, channels, data });
  }));
});

Deno.test("encodePng() writes 16 bits a channel, big-endian", () => {
  fc.assert(fc.property(pixels(16), (image) => {
    const { depth, data } = read16(encodePng(image));
    assert.equal(depth, 16);
    assert.deepEqual(data, [...image.data]);
  }));
});

Deno.test("decodePng() says what is wrong with bytes that are no picture, and never throws", () => {
  const png = encodePng({
    widthPx: 8,
    heightPx: 8,
    bits: 8,
    channels: 3,
    data: new Uint8Array(192),
  });
  assert.equal(decodePng(png, 63).kind, "limit");
  assert.equal(decodePng(png, 64).kind, "image");
  assert.equal(decodePng(png.subarray(0, 20), 64).kind, "bad");
  assert.equal(decodePng(png.subarray(0, 50), 64).kind, "bad");
  assert.equal(decodePng(new Uint8Array(0), 64).kind, "bad");
  fc.assert(
    fc.property(fc.nat({ max: png.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, x) => {
      const broken = png.slice();
      broken[at] = (broken[at] ?? 0) ^ x;
      assert.ok(["image", "bad", "limit"].includes(decodePng(broken, 64).kind));
    }),
  );
});

Deno.test("shrinkPng() keeps what fits, and takes the mean of squares of what does not", () => {
  const data = Uint8Array.from([10, 30, 0, 50, 70, 200, 1, 3, 5]);
  const png = encodePng({ widthPx: 3, heightPx: 3, bits: 8, channels: 1, data });
  assert.deepEqual(shrinkPng(png, 3), { png, widthPx: 3, heightPx: 3 });
  const small = shrinkPng(png, 2);
  assert.ok(small !== null);
  const decoded = decodePng(small.png, 4);
  assert.ok(decoded.kind === "image");
  // The last row and column have half a square each.
  assert.deepEqual([...decoded.image.data], [40, 100, 2, 5]);
  assert.equal(shrinkPng(Uint8Array.of(1, 2, 3), 2), null);
});

Deno.test("shrinkPng() makes no side longer than asked, of any image", () => {
  fc.assert(fc.property(pixels(8), fc.integer({ min: 1, max: 30 }), (image, most) => {
    const small = shrinkPng(encodePng(image), most);
    assert.ok(small !== null && small.widthPx <= most && small.heightPx <= most);
    const decoded = decodePng(small.png, 1000);
    assert.ok(decoded.kind === "image" && decoded.image.widthPx === small.widthPx);
  }));
});

/** An image that no packing makes smaller. */
function noisy(widthPx: number, heightPx: number): CameraImage {
  const data = new Uint8Array(3 * widthPx * heightPx);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = Math.imul(state, 1103515245) + 12345;
    data[i] = state >>> 16;
  }
  const png = encodePng({ widthPx, heightPx, bits: 8, channels: 3, data });
  return { camera: "front", seq: 7, measuredNs: 5e9, widthPx, heightPx, png };
}

Deno.test("a record of an image carries it whole, and one too large with fewer pixels", () => {
  const image = noisy(20, 10);
  const record = writeImageRecord(image, 1);
  assert.ok(record !== null && record.length % 4 === 0);
  assert.deepEqual(readImageRecord(record, ["rear", "front"]), image);
  assert.equal(readImageRecord(record, ["front"]), null, "there is no second camera");
  assert.equal(readImageRecord(record.subarray(0, 100), ["rear", "front"]), null, "cut");
  restampRecord(record, 2e9, 6e9);
  assert.equal(readImageRecord(record, ["rear", "front"])?.measuredNs, 6e9);
  const large = noisy(320, 240);
  assert.ok(large.png.length > mostPngBytes);
  const fit = writeImageRecord(large, 0);
  const small = fit === null ? null : readImageRecord(fit, ["front"]);
  assert.ok(fit !== null && fit.length <= imageRecordBytes && small !== null);
  const { widthPx, heightPx } = small;
  assert.deepEqual([widthPx, heightPx], [160, 120]);
  assert.equal(decodePng(small.png, 320 * 240).kind, "image");
});

Deno.test("an image that gets no smaller by fewer pixels is no record", () => {
  const png = encodePng({
    widthPx: 1,
    heightPx: 1,
    bits: 8,
    channels: 3,
    data: new Uint8Array(3),
  });
  // A text chunk of that size stands before the pixels of a PNG by right.
  const padded = new Uint8Array(mostPngBytes + 12 + png.length);
  padded.set(png.subarray(0, 33));
  new DataView(padded.buffer).setUint32(33, mostPngBytes);
  padded.set(new TextEncoder().encode("tEXt"), 37);
  padded.set(png.subarray(33), 33 + 12 + mostPngBytes);
  const image = { camera: "front", seq: 1, measuredNs: 0, widthPx: 1, heightPx: 1, png: padded };
  assert.notEqual(shrinkPng(padded, 1), null, "it can be read");
  assert.equal(writeImageRecord(image, 0), null);
});

Deno.test("shared memory has a slot for each camera that config allows, large enough", () => {
  assert.equal(imageSlots.length, mostCameras);
  assert.equal(imageSlotBytes, imageRecordBytes);
});
