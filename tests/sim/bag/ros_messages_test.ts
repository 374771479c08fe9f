import assert from "node:assert/strict";
import fc from "fast-check";
import { readRos, rosTypes } from "sim/bag/mod.ts";

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** As the Python library `rosbags` 0.11.9 writes them, in both byte orders. */
const scans = [
  "000100000700000005000000050000006261736500000000000000bf0000003f0000003f00000000" +
  "0000003e0000803e00000041030000000000c03f0000807f0000c07f00000000",
  "000000000000000700000005000000056261736500000000bf0000003f0000003f00000000000000" +
  "3e0000003e80000041000000000000033fc000007f8000007fc0000000000000",
];
const twist = "00010000" + "000000000000d03f" + "000000000000f03f" + "0000000000000040" +
  "0000000000000840" + "0000000000001040" + "000000000000e0bf";

Deno.test("readRos() reads a scan in both byte orders, infinite and invalid beams as they are", () => {
  for (const hex of scans) {
    const scan = readRos("sensor_msgs/msg/LaserScan", bytesOf(hex), 0);
    assert.ok(scan?.kind === "scan");
    const { rangesM, ...rest } = scan;
    assert.deepEqual(rest, {
      kind: "scan",
      stampNs: 7e9 + 5,
      startRad: -0.5,
      stepRad: 0.5,
      minM: 0.25,
      maxM: 8,
    });
    assert.deepEqual([...rangesM], [1.5, Infinity, NaN]);
  }
});

Deno.test("readRos() reads a twist, whose time is that of its arrival", () => {
  const motion = readRos("geometry_msgs/msg/Twist", bytesOf(twist), 42);
  assert.ok(motion?.kind === "twist");
  assert.equal(motion.stampNs, 42);
  assert.equal(motion.linearMps, 0.25);
  assert.equal(motion.angularRadps, -0.5);
});

Deno.test("readRos() refuses other types, cut bytes and numbers that are none", () => {
  assert.equal(readRos("std_msgs/msg/String", bytesOf(twist), 0), null);
  assert.equal(readRos("toString", bytesOf(twist), 0), null);
  const whole = bytesOf(scans[0] ?? "");
  for (let length = 0; length < whole.length - 4; length++) {
    assert.equal(readRos("sensor_msgs/msg/LaserScan", whole.subarray(0, length), 0), null);
  }
  const nan = bytesOf(twist.replace("000000000000e0bf", "000000000000f87f"));
  assert.equal(readRos("geometry_msgs/msg/Twist", nan, 0), null);
});

Deno.test("readRos() survives any bytes", () => {
  fc.assert(
    fc.property(fc.constantFrom(...rosTypes), fc.uint8Array({ maxLength: 400 }), (type, b) => {
      readRos(type, new Uint8Array([0, 1, 0, 0, ...b]), 0);
    }),
  );
});
