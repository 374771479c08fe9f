import assert from "node:assert/strict";
import fc from "fast-check";
import { unwrap } from "core/fault.ts";
import {
  compose,
  createFrameTree,
  identity,
  invert,
  lookup,
  setFixed,
  setMoving,
  type Transform2,
} from "core/transforms.ts";

const transforms = fc.record({
  xM: fc.double({ min: -100, max: 100, noNaN: true }),
  yM: fc.double({ min: -100, max: 100, noNaN: true }),
  yawRad: fc.double({ min: -3, max: 3, noNaN: true }),
});

function near(a: Transform2, b: Transform2, tolerance = 1e-9): void {
  assert.ok(Math.abs(a.xM - b.xM) < tolerance, `${a.xM} ${b.xM}`);
  assert.ok(Math.abs(a.yM - b.yM) < tolerance, `${a.yM} ${b.yM}`);
  assert.ok(Math.abs(Math.sin(a.yawRad - b.yawRad)) < tolerance, `${a.yawRad} ${b.yawRad}`);
}

Deno.test("compose() and invert() are a group", () => {
  fc.assert(fc.property(transforms, transforms, transforms, (a, b, c) => {
    near(compose(a, invert(a)), identity, 1e-8);
    near(compose(compose(a, b), c), compose(a, compose(b, c)), 1e-8);
    near(invert(compose(a, b)), compose(invert(b), invert(a)), 1e-8);
  }));
});

function robot() {
  const tree = createFrameTree(8);
  for (let k = 0; k < 20; k++) {
    unwrap(setMoving(tree, "odom", "base_link", k * 1e8, { xM: k, yM: 0, yawRad: 0 }));
    unwrap(setMoving(tree, "map", "odom", k * 1e8, { xM: 0, yM: 1, yawRad: Math.PI / 2 }));
  }
  unwrap(setFixed(tree, "base_link", "lidar", { xM: 0.2, yM: 0, yawRad: Math.PI }));
  return tree;
}

Deno.test("lookup() goes through the tree, interpolates, and is its own inverse", () => {
  const tree = robot();
  const found = unwrap(lookup(tree, "map", "lidar", 15.5e8));
  near(found, { xM: 0, yM: 1 + 15.7, yawRad: -Math.PI / 2 });
  near(compose(found, unwrap(lookup(tree, "lidar", "map", 15.5e8))), identity);
  near(unwrap(lookup(tree, "lidar", "lidar", 15e8)), identity);
});

Deno.test("lookup() does not extrapolate, and says by how much the time is off", () => {
  const tree = robot();
  const late = lookup(tree, "map", "base_link", 19.5e8);
  assert.match(late.ok ? "" : late.fault.message, /50\.0 ms after the newest/);
  const early = lookup(tree, "map", "base_link", 11e8);
  assert.match(early.ok ? "" : early.fault.message, /100\.0 ms before the oldest/);
});

Deno.test("frames that are unknown, apart or in a circle are named", () => {
  const tree = robot();
  const unknown = lookup(tree, "map", "lidr", 15e8);
  assert.match(unknown.ok ? "" : unknown.fault.message, /Unknown frame "lidr"/);
  unwrap(setFixed(tree, "dock", "charger", identity));
  const apart = lookup(tree, "map", "charger", 15e8);
  assert.match(apart.ok ? "" : apart.fault.message, /not connected/);
  const circle = setFixed(tree, "lidar", "map", identity);
  assert.match(circle.ok ? "" : circle.fault.message, /circle/);
  const twice = setFixed(tree, "odom", "lidar", identity);
  assert.match(twice.ok ? "" : twice.fault.message, /hangs below "base_link"/);
  const back = setMoving(tree, "odom", "base_link", 5, identity);
  assert.match(back.ok ? "" : back.fault.message, /was moved at/);
});

Deno.test("interpolation turns the short way round", () => {
  const tree = createFrameTree(4);
  unwrap(setMoving(tree, "odom", "base_link", 0, { xM: 0, yM: 0, yawRad: 3.1 }));
  unwrap(setMoving(tree, "odom", "base_link", 10, { xM: 0, yM: 0, yawRad: -3.1 }));
  const half = unwrap(lookup(tree, "odom", "base_link", 5));
  assert.ok(Math.abs(Math.abs(half.yawRad) - Math.PI) < 1e-9, `${half.yawRad}`);
});
