/** Pictures against answers of geometry: what is seen, where in the picture, how far away. */
import assert from "node:assert/strict";
import { decodePng } from "core/image/mod.ts";
import { createCamera, newestImage, stepCamera } from "sim/sensors/mod.ts";
import type { Camera, CameraSpec } from "sim/sensors/mod.ts";
import { introduce, type World } from "sim/physics/mod.ts";
import { bench } from "tests/sim/physics/bench_world.ts";
import { wallMap } from "tests/sim/physics/wall_map.ts";

/** 90 degrees across 80 columns: the focal length is 40 pixels. */
const spec: CameraSpec = {
  name: "front",
  view: "forward",
  image: "color",
  widthPx: 80,
  heightPx: 60,
  halfFovTan: 1,
  mountXM: 0,
  mountYM: 0,
  mountYawRad: 0,
  heightM: 0.3,
  maxM: 12,
  noiseLevels: 0,
  noiseM: 0,
  timing: { everyTicks: 20, latencyNs: 0 },
};
const tickNs = 5_000_000;
const setup = { seed: 1, noise: true, tickNs };

function cameraOf(more: Partial<CameraSpec> = {}, seed = 1): Camera {
  return createCamera({ ...spec, ...more }, { ...setup, seed });
}

/** The camera's picture of a world: what each pixel holds. */
function shoot(world: World, more: Partial<CameraSpec> = {}, seed = 1) {
  const camera = cameraOf(more, seed);
  stepCamera(camera, world, 0, 0);
  const { widthPx, heightPx, image } = camera.spec;
  const { data } = camera.newest;
  const rgb = (column: number, row: number) =>
    [...data.subarray(3 * (row * widthPx + column))].slice(0, 3);
  const metres = (column: number, row: number) => {
    const i = 2 * (row * widthPx + column);
    return ((data[i] ?? 0) * 256 + (data[i + 1] ?? 0)) / 1000;
  };
  return { camera, widthPx, heightPx, image, data, rgb, metres };
}

/** True where a colour has the hue of another, however bright. */
function isLike(rgb: readonly number[], wanted: readonly number[]): boolean {
  const sum = (of: readonly number[]) => of.reduce((a, b) => a + b, 0);
  return rgb.every((one, i) => Math.abs(one / sum(rgb) - (wanted[i] ?? 0) / sum(wanted)) < 0.02);
}

const wall = [214, 206, 190];
const floor = [150, 146, 138];
const sky = [176, 200, 222];
const orange = [236, 130, 28];
const red = [204, 40, 44];

const person = (x: number, y: number) => ({
  path: [[x, y]] as const,
  speedMps: 0,
  radiusM: 0.25,
  startS: 0,
  loop: false,
  pushes: false,
});

Deno.test("a wall across the way is as far in every column as it is along the axis", () => {
  const { metres } = shoot(bench({ map: wallMap(2) }), { image: "depth" });
  for (let column = 0; column < 80; column++) {
    assert.ok(Math.abs(metres(column, 30) - 2) <= 0.0015, `column ${column}`);
  }
  // Row 40 is 10.5 pixels below the axis: the floor shows at 40 * 0.3 / 10.5 m.
  assert.ok(Math.abs(metres(0, 40) - 40 * 0.3 / 10.5) < 0.001);
});

Deno.test("wall, floor and sky stand where their heights put them", () => {
  const { rgb } = shoot(bench({ map: wallMap(2) }), { heightPx: 120 });
  // The wall's foot: 40 * 0.3 / 2 = 6 pixels below the axis; its head: 44 above.
  assert.ok(isLike(rgb(40, 65), wall) && isLike(rgb(40, 66), floor));
  assert.ok(isLike(rgb(40, 16), wall) && isLike(rgb(40, 15), sky));
});

Deno.test("what stands to the left is on the left, and the nearer thing hides the farther", () => {
  const world = bench({
    circles: [{ xM: 4, yM: 2, radiusM: 0.3 }],
    people: [person(3, -1.5)],
    boxes: [{ xM: 2, yM: 0, widthM: 0.2, heightM: 1, yawRad: 0 }],
  });
  const { rgb } = shoot(world);
  // Column of a bearing: 40 - 40 * y / x.
  assert.ok(isLike(rgb(20, 30), orange), "round thing");
  assert.ok(isLike(rgb(60, 30), red), "person");
  const before = rgb(40, 30);
  for (const one of world.people) Object.assign(one, { xM: 2.6, yM: 0 });
  assert.deepEqual(shoot(world).rgb(40, 30), before, "the box hides who stands behind it");
  // The box ends 14.7 pixels above the axis; a person is higher, and is seen over it.
  assert.ok(isLike(shoot(world).rgb(40, 12), red));
});

Deno.test("a mount turns and moves the camera with the robot", () => {
  const world = bench({
    circles: [{ xM: 0, yM: 3, radiusM: 0.3 }],
    start: { xM: 0, yM: 0, yawRad: Math.PI / 4 },
  });
  const { rgb } = shoot(world, { mountYawRad: Math.PI / 4 });
  assert.ok(isLike(rgb(40, 30), orange) && !isLike(rgb(20, 30), orange));
  const { metres } = shoot(world, { mountYawRad: Math.PI / 4, image: "depth" });
  assert.ok(Math.abs(metres(39, 30) - 2.7) < 0.002);
  const moved = shoot(world, {
    mountYawRad: Math.PI / 4,
    mountXM: Math.SQRT1_2,
    mountYM: Math.SQRT1_2,
    image: "depth",
  });
  assert.ok(Math.abs(moved.metres(39, 30) - 1.7) < 0.002);
});

Deno.test("depth looks through glass, colour shows it; nothing within range is 0", () => {
  const world = bench({
    boxes: [{ xM: 2, yM: 0, widthM: 0.1, heightM: 2, yawRad: 0, look: "glass" }],
  });
  assert.equal(shoot(world, { image: "depth" }).metres(40, 30 - 5), 0);
  const [seen, clear] = [shoot(world).rgb(40, 25), shoot(bench()).rgb(40, 25)];
  assert.notDeepEqual(seen, clear);
  assert.equal(shoot(bench({ map: wallMap(2) }), { image: "depth", maxM: 1.9 }).metres(40, 30), 0);
});

Deno.test("another robot of the place is seen, from its height down", () => {
  const at = (xM: number) => bench({ start: { xM, yM: 0, yawRad: 0 }, company: 1 });
  const [world, other] = [at(0), at(3)];
  introduce([world, other]);
  // Its back, 2.8 m away: 40 * 0.1 / 2.8 = 1.4 pixels above the axis.
  const { rgb } = shoot(world);
  assert.ok(isLike(rgb(40, 30), [40, 90, 200]) && isLike(rgb(40, 27), sky));
  const { metres } = shoot(world, { image: "depth" });
  assert.ok(Math.abs(metres(40, 30) - 2.8) < 0.002, `${metres(40, 30)}`);
});

Deno.test("from above a low thing shows its upper side, with the floor behind it", () => {
  const world = bench({ boxes: [{ xM: 3, yM: 0, widthM: 1, heightM: 1, yawRad: 0 }] });
  const { metres } = shoot(world, { image: "depth", heightM: 2 });
  // The front edge, 2.5 m away and 1 m below the lens: 16 pixels below the axis; the far one 11.4.
  assert.ok(Math.abs(metres(40, 46) - 2.5) < 0.001, `${metres(40, 46)}`);
  assert.ok(Math.abs(metres(40, 43) - 40 / 13.5) < 0.001);
  assert.ok(metres(40, 40) > 7, "floor behind it");
});

Deno.test("the view from the top has the robot in its middle and its front up", () => {
  const world = bench({
    circles: [{ xM: 1, yM: 1, radiusM: 0.15 }],
    start: { xM: 1, yM: 0, yawRad: Math.PI / 2 },
    map: wallMap(2),
  });
  // 3 m above, 90 degrees across: 7.5 cm a pixel; the circle is 1 m ahead.
  const { rgb } = shoot(world, { view: "top", heightM: 3 });
  assert.ok(isLike(rgb(40, 30 - 13), orange));
  assert.ok(isLike(rgb(41, 30), [40, 90, 200]), "robot");
  // The wall at x = 2 is to the right of a robot that looks along y.
  assert.ok(isLike(rgb(40 + 14, 50), wall) && isLike(rgb(40 - 14, 50), floor));
  const { metres } = shoot(world, { view: "top", heightM: 3, image: "depth" });
  assert.equal(metres(40, 17), 2);
  assert.equal(metres(26, 50), 3);
});

Deno.test("a picture comes at its rate, after its latency, and becomes a PNG of its size", () => {
  const camera = cameraOf({ timing: { everyTicks: 20, latencyNs: 30_000_000 } });
  const world = bench();
  const seqs: number[] = [];
  for (let tick = 0; tick <= 60; tick++) {
    stepCamera(camera, world, tick, tick * tickNs);
    seqs.push(camera.newest.seq);
    if (tick === 5) assert.equal(newestImage(camera), null);
  }
  assert.deepEqual([seqs[5], seqs[6], seqs[25], seqs[26], seqs[60]], [0, 1, 1, 2, 3]);
  const image = newestImage(camera);
  assert.equal(image?.measuredNs, 40 * tickNs);
  assert.equal(newestImage(camera), image, "made once");
  const decoded = decodePng(image?.png ?? new Uint8Array(0), 10_000);
  assert.ok(decoded.kind === "image");
  const { widthPx, heightPx } = decoded.image;
  assert.deepEqual([widthPx, heightPx], [80, 60]);
  assert.deepEqual(decoded.image.data, camera.newest.data);
});

Deno.test("a seed repeats its noise, and another makes another picture", () => {
  const world = bench({ map: wallMap(2) });
  for (const more of [{ noiseLevels: 5 }, { image: "depth", noiseM: 0.01 }] as const) {
    assert.deepEqual(shoot(world, more, 3).data, shoot(world, more, 3).data);
    assert.notDeepEqual(shoot(world, more, 3).data, shoot(world, more, 4).data);
  }
  const { metres } = shoot(world, { image: "depth", noiseM: 0.01 });
  let sum = 0;
  for (let column = 0; column < 80; column++) sum += (metres(column, 30) - 2) ** 2;
  const sigma = Math.sqrt(sum / 80);
  assert.ok(sigma > 0.007 && sigma < 0.013, `${sigma}`);
});
