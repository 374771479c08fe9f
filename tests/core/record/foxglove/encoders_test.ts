// Longer than 300 lines: one case for each row of the message table.
/**
 * Every encoder against protobufjs, through the descriptors that go into recordings: the values
 * that went in come out, by name, in both decoders.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor/index.js";
import * as foxglove from "core/record/foxglove/mod.ts";
import { type MessageName, messageTable, ProtoWriter } from "core/record/foxglove/mod.ts";

/** A message as both decoders must show it. */
type Shown = Readonly<Record<string, unknown>>;

interface EncoderCase {
  readonly message: MessageName;
  /** Draws fields; gives the bytes' length and what they must say. */
  readonly draw: fc.Arbitrary<{
    readonly encode: (out: ProtoWriter) => number;
    readonly shown: Shown;
  }>;
}

const text = fc.string({ unit: "binary", maxLength: 40 });
const number = fc.double();
const timeNs = fc.maxSafeInteger().map(Math.abs);
const count = fc.integer({ min: 0, max: 0xffffffff });
const shownTime = (ns: number): Shown => ({
  seconds: Math.floor(ns / 1e9),
  nanos: ns - Math.floor(ns / 1e9) * 1e9,
});
const seq = { seq: count, measuredNs: timeNs };

const vector = (x: number, y: number, z: number): Shown => ({ x, y, z });

const cases: readonly EncoderCase[] = [
  {
    message: "mechos.Imu",
    draw: fc.record({
      ...seq,
      yawRateRadps: number,
      accelMps2: number,
      tiltRad: number,
      frame: text,
    }).map((f) => ({
      encode: (out) => foxglove.encodeImu(out, f, f.frame),
      shown: {
        timestamp: shownTime(f.measuredNs),
        frame_id: f.frame,
        sequence: f.seq,
        yaw_rate_radps: f.yawRateRadps,
        accel_mps2: f.accelMps2,
        tilt_rad: f.tiltRad,
      },
    })),
  },
  {
    message: "mechos.Battery",
    draw: fc.record({ ...seq, voltageV: number, currentA: number, percent: number }).map((f) => ({
      encode: (out) => foxglove.encodeBattery(out, f),
      shown: {
        timestamp: shownTime(f.measuredNs),
        sequence: f.seq,
        voltage_v: f.voltageV,
        current_a: f.currentA,
        percent: f.percent,
      },
    })),
  },
  {
    message: "mechos.Bumper",
    draw: fc.record({ ...seq, pressed: fc.integer({ min: 0, max: 1 }) }).map((f) => ({
      encode: (out) => foxglove.encodeBumper(out, f),
      shown: {
        timestamp: shownTime(f.measuredNs),
        sequence: f.seq,
        pressed: f.pressed === 1,
      },
    })),
  },
  {
    message: "mechos.Ranges",
    draw: fc.record({ ...seq, rangesM: fc.float32Array({ maxLength: 16 }) }).map((f) => ({
      encode: (out) => foxglove.encodeRanges(out, { ...f, count: f.rangesM.length }),
      shown: {
        timestamp: shownTime(f.measuredNs),
        sequence: f.seq,
        ranges_m: [...f.rangesM],
      },
    })),
  },
  {
    message: "mechos.WheelStates",
    draw: fc.record({
      ...seq,
      leftRad: number,
      rightRad: number,
      leftRadps: number,
      rightRadps: number,
    }).map((f) => ({
      encode: (out) => foxglove.encodeWheelStates(out, f),
      shown: {
        timestamp: shownTime(f.measuredNs),
        sequence: f.seq,
        left_rad: f.leftRad,
        right_rad: f.rightRad,
        left_radps: f.leftRadps,
        right_radps: f.rightRadps,
      },
    })),
  },
  {
    message: "mechos.Health",
    draw: fc.record({ timeNs, device: text, state: text, healthy: fc.boolean(), detail: text })
      .map((f) => ({
        encode: (out) => foxglove.encodeHealth(out, f),
        shown: {
          timestamp: shownTime(f.timeNs),
          device: f.device,
          state: f.state,
          healthy: f.healthy,
          detail: f.detail,
        },
      })),
  },
  {
    message: "mechos.Ack",
    draw: fc.record({
      timeNs,
      intentId: text,
      device: text,
      commandTick: count,
      enabled: fc.boolean(),
      healthy: fc.boolean(),
    }).map((f) => ({
      encode: (out) => foxglove.encodeAck(out, f),
      shown: {
        timestamp: shownTime(f.timeNs),
        intent_id: f.intentId,
        device: f.device,
        command_tick: f.commandTick,
        enabled: f.enabled,
        healthy: f.healthy,
      },
    })),
  },
  {
    message: "mechos.Frame",
    draw: fc.record({
      timeNs,
      device: text,
      outgoing: fc.boolean(),
      data: fc.uint8Array({ maxLength: 300 }),
    }).map((f) => ({
      encode: (out) => foxglove.encodeDeviceFrame(out, f),
      shown: {
        timestamp: shownTime(f.timeNs),
        device: f.device,
        outgoing: f.outgoing,
        data: [...f.data],
      },
    })),
  },
  {
    message: "mechos.Command",
    draw: fc.record({
      timeNs,
      intentId: text,
      source: text,
      stage: text,
      wantedLinearMps: number,
      wantedAngularRadps: number,
      linearMps: number,
      angularRadps: number,
      leftSetRadps: number,
      rightSetRadps: number,
      leftEffort: number,
      rightEffort: number,
      enable: fc.integer({ min: 0, max: 1 }),
      roomMps: number,
    }).map((f) => ({
      encode: (out) => foxglove.encodeCommand(out, f, f),
      shown: {
        timestamp: shownTime(f.timeNs),
        intent_id: f.intentId,
        source: f.source,
        stage: f.stage,
        wanted_linear_mps: f.wantedLinearMps,
        wanted_angular_radps: f.wantedAngularRadps,
        linear_mps: f.linearMps,
        angular_radps: f.angularRadps,
        left_radps: f.leftSetRadps,
        right_radps: f.rightSetRadps,
        left_effort: f.leftEffort,
        right_effort: f.rightEffort,
        enabled: f.enable === 1,
        room_mps: f.roomMps,
      },
    })),
  },
  {
    message: "mechos.Mode",
    draw: fc.record({
      timeNs,
      intentId: text,
      mode: text,
      action: text,
      cause: text,
      authority: text,
      latched: fc.boolean(),
      latchId: count,
    }).map((f) => ({
      encode: (out) => foxglove.encodeMode(out, f),
      shown: {
        timestamp: shownTime(f.timeNs),
        intent_id: f.intentId,
        mode: f.mode,
        action: f.action,
        cause: f.cause,
        authority: f.authority,
        latched: f.latched,
        latch_id: f.latchId,
      },
    })),
  },
  {
    message: "mechos.Why",
    draw: fc.record({
      timeNs,
      intentId: text,
      line: text,
      mode: text,
      action: text,
      cause: text,
      stage: text,
      authority: text,
    }).map((f) => ({
      encode: (out) => foxglove.encodeWhy(out, f, f),
      shown: {
        timestamp: shownTime(f.timeNs),
        intent_id: f.intentId,
        line: f.line,
        mode: f.mode,
        action: f.action,
        cause: f.cause,
        stage: f.stage,
        authority: f.authority,
      },
    })),
  },
  {
    message: "mechos.Decision",
    draw: fc.record({
      timeNs,
      intentId: text,
      source: text,
      action: text,
      verdict: text,
      code: text,
      rule: text,
      reason: text,
      limitsApplied: fc.array(text, { maxLength: 5 }),
      reasons: fc.array(text, { maxLength: 5 }),
    }).map((f) => ({
      encode: (out) => foxglove.encodeDecision(out, f),
      shown: {
        timestamp: shownTime(f.timeNs),
        intent_id: f.intentId,
        source: f.source,
        action: f.action,
        verdict: f.verdict,
        code: f.code,
        rule: f.rule,
        reason: f.reason,
        limits_applied: f.limitsApplied,
        reasons: f.reasons,
      },
    })),
  },
  {
    message: "mechos.IntentStatus",
    draw: fc.record({
      timeNs,
      intentId: text,
      action: text,
      state: text,
      progress: number,
      code: text,
      reason: text,
    }).map((f) => ({
      encode: (out) => foxglove.encodeIntentStatus(out, f),
      shown: {
        timestamp: shownTime(f.timeNs),
        intent_id: f.intentId,
        action: f.action,
        state: f.state,
        progress: f.progress,
        code: f.code,
        reason: f.reason,
      },
    })),
  },
  {
    message: "mechos.Fault",
    draw: fc.record({
      timeNs,
      intentId: text,
      kind: text,
      active: fc.boolean(),
      severity: text,
      text,
    }).map((f) => ({
      encode: (out) => foxglove.encodeFault(out, f),
      shown: {
        timestamp: shownTime(f.timeNs),
        intent_id: f.intentId,
        kind: f.kind,
        active: f.active,
        severity: f.severity,
        text: f.text,
      },
    })),
  },
  {
    message: "foxglove.LaserScan",
    draw: fc.record({
      timeNs,
      frameId: text,
      xM: number,
      yM: number,
      startAngleRad: number,
      endAngleRad: number,
      rangesM: fc.float32Array({ maxLength: 500 }),
    }).map((f) => ({
      encode: (out) => foxglove.encodeLaserScan(out, { ...f, yawRad: 0, count: f.rangesM.length }),
      shown: {
        timestamp: shownTime(f.timeNs),
        frame_id: f.frameId,
        pose: {
          position: vector(f.xM, f.yM, 0),
          orientation: { x: 0, y: 0, z: 0, w: 1 },
        },
        start_angle: f.startAngleRad,
        end_angle: f.endAngleRad,
        ranges: [...f.rangesM],
        intensities: [],
      },
    })),
  },
  {
    message: "foxglove.CompressedImage",
    draw: fc.record({ timeNs, frameId: text, png: fc.uint8Array({ minLength: 1, maxLength: 400 }) })
      .map((f) => ({
        encode: (out) => foxglove.encodeImage(out, f),
        shown: {
          timestamp: shownTime(f.timeNs),
          data: [...f.png],
          format: "png",
          frame_id: f.frameId,
        },
      })),
  },
  {
    message: "foxglove.PoseInFrame",
    draw: fc.record({ timeNs, frameId: text, xM: number, yM: number }).map((f) => ({
      encode: (out) => foxglove.encodePose(out, { ...f, yawRad: 0 }),
      shown: {
        timestamp: shownTime(f.timeNs),
        frame_id: f.frameId,
        pose: {
          position: vector(f.xM, f.yM, 0),
          orientation: { x: 0, y: 0, z: 0, w: 1 },
        },
      },
    })),
  },
  {
    message: "foxglove.FrameTransforms",
    draw: fc.record({
      timeNs,
      frames: fc.array(
        fc.record({ parentFrameId: text, childFrameId: text, xM: number, yM: number, zM: number }),
        { maxLength: 4 },
      ),
    }).map((f) => ({
      encode: (out) =>
        foxglove.encodeFrames(out, f.timeNs, f.frames.map((one) => ({ ...one, yawRad: 0 }))),
      shown: {
        transforms: f.frames.map((one) => ({
          timestamp: shownTime(f.timeNs),
          parent_frame_id: one.parentFrameId,
          child_frame_id: one.childFrameId,
          translation: vector(one.xM, one.yM, one.zM),
          rotation: { x: 0, y: 0, z: 0, w: 1 },
        })),
      },
    })),
  },
  {
    message: "foxglove.Odometry",
    draw: fc.record({
      timeNs,
      frameId: text,
      bodyFrameId: text,
      xM: number,
      yM: number,
      linearMps: number,
      lateralMps: number,
      angularRadps: number,
    }).map((f) => ({
      encode: (out) => foxglove.encodeOdometry(out, { ...f, yawRad: 0 }),
      shown: {
        timestamp: shownTime(f.timeNs),
        frame_id: f.frameId,
        body_frame_id: f.bodyFrameId,
        pose: {
          position: vector(f.xM, f.yM, 0),
          orientation: { x: 0, y: 0, z: 0, w: 1 },
        },
        linear_velocity: vector(f.linearMps, f.lateralMps, 0),
        angular_velocity: vector(0, 0, f.angularRadps),
        pose_covariance: [],
        velocity_covariance: [],
        metadata: [],
      },
    })),
  },
  {
    message: "foxglove.Grid",
    draw: fc.record({
      timeNs,
      frameId: text,
      cellName: text,
      originXM: number,
      originYM: number,
      resolutionM: number,
      widthCells: count,
      cells: fc.uint8Array({ maxLength: 300 }),
    }).map((f) => ({
      encode: (out) => foxglove.encodeGrid(out, f),
      shown: {
        timestamp: shownTime(f.timeNs),
        frame_id: f.frameId,
        pose: {
          position: vector(f.originXM, f.originYM, 0),
          orientation: { x: 0, y: 0, z: 0, w: 1 },
        },
        column_count: f.widthCells,
        cell_size: { x: f.resolutionM, y: f.resolutionM },
        row_stride: f.widthCells,
        cell_stride: 1,
        fields: [{ name: f.cellName, offset: 0, type: 1 }],
        data: [...f.cells],
      },
    })),
  },
];

/** protobufjs, through the descriptor that goes into recordings; its types lack the extension. */
function typeOf(message: MessageName): protobuf.Type {
  const fromDescriptor: unknown = Reflect.get(protobuf.Root, "fromDescriptor");
  assert.ok(typeof fromDescriptor === "function");
  const root: unknown = fromDescriptor.call(protobuf.Root, foxglove.descriptorSet(message));
  assert.ok(root instanceof protobuf.Root);
  root.resolveAll();
  return root.lookupType(message);
}

const plainOptions = { longs: Number, bytes: Array, defaults: true, arrays: true } as const;

/** Numbers, texts and lists only: what both decoders can be compared by. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [snake(key), plain(item)]),
  );
}

const snake = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

for (const { message, draw } of cases) {
  Deno.test(`the encoder of ${message} writes what protobufjs and decodeMessage() read`, () => {
    const type = typeOf(message);
    const out = new ProtoWriter(8);
    fc.assert(
      fc.property(draw, ({ encode, shown }) => {
        const length = encode(out);
        const bytes = out.bytes.slice(0, length);
        assert.deepEqual(plain(foxglove.decodeMessage(message, bytes)), { ...shown });
        assert.deepEqual(plain(type.toObject(type.decode(bytes), plainOptions)), { ...shown });
      }),
      { numRuns: 100 },
    );
  });
}

Deno.test("every message that stands alone has an encoder that is tested", () => {
  const parts: ReadonlySet<string> = new Set([
    "google.protobuf.Timestamp",
    "foxglove.Vector2",
    "foxglove.Vector3",
    "foxglove.Quaternion",
    "foxglove.Pose",
    "foxglove.KeyValuePair",
    "foxglove.PackedElementField",
    "foxglove.FrameTransform",
  ]);
  const tested = new Set<string>(cases.map((one) => one.message));
  assert.deepEqual(Object.keys(messageTable).filter((name) => !parts.has(name)), [
    ...Object.keys(messageTable).filter((name) => tested.has(name)),
  ]);
});

Deno.test("decodeMessage() returns null or a message for any bytes, and never throws", () => {
  fc.assert(fc.property(
    fc.uint8Array({ maxLength: 200 }),
    fc.constantFrom(...cases.map((one) => one.message)),
    (bytes, message) => {
      const decoded = foxglove.decodeMessage(message, bytes);
      assert.ok(decoded === null || typeof decoded === "object");
    },
  ));
});

Deno.test("ProtoWriter writes nested lengths of one, two and three bytes", () => {
  const type = typeOf("foxglove.FrameTransforms");
  const out = new ProtoWriter(4);
  for (const size of [0, 60, 61, 62, 63, 100, 200, 16_383, 16_384, 20_000]) {
    const parentFrameId = "x".repeat(size);
    const frame = { parentFrameId, childFrameId: "y", xM: 1, yM: 2, zM: 3, yawRad: 0 };
    const length = foxglove.encodeFrames(out, 5, [frame, frame]);
    const { transforms } = type.decode(out.bytes.slice(0, length)).toJSON();
    assert.equal(transforms.length, 2);
    for (const one of transforms) {
      assert.equal(one["parent_frame_id"] ?? "", parentFrameId);
      assert.deepEqual(one.translation, { x: 1, y: 2, z: 3 });
    }
  }
});

Deno.test("encoders turn yaw into a quaternion about the vertical axis", () => {
  const out = new ProtoWriter();
  const quarter = Math.PI / 2;
  const length = foxglove.encodePose(out, {
    timeNs: 0,
    frameId: "",
    xM: 0,
    yM: 0,
    yawRad: quarter,
  });
  const decoded = typeOf("foxglove.PoseInFrame").decode(out.bytes.slice(0, length)).toJSON();
  const { z, w } = decoded["pose"].orientation;
  assert.ok(Math.abs(z - Math.SQRT1_2) < 1e-12 && Math.abs(w - Math.SQRT1_2) < 1e-12);
});
