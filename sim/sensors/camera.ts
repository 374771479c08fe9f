/**
 * Simulated cameras: pictures of the same world that the lidar measures, at their own rate, with
 * latency and noise. A picture becomes a PNG only when somebody asks for it. Nothing of a camera
 * enters the kernel.
 *
 * @module
 */
import { encodePng } from "core/image/mod.ts";
import type { CameraImage } from "core/image/mod.ts";
import { cos, createPrng, gauss, type Prng, sin } from "core/math/mod.ts";
import type { World } from "sim/physics/mod.ts";
import { paintForward } from "./camera_forward.ts";
import { createSightLine, type SightLine } from "./camera_rays.ts";
import { paintTop } from "./camera_top.ts";
import { createDelayLine, type DelayLine, pushSlot, takeNewest } from "./delay.ts";
import type { CameraPose, CameraSpec, Canvas } from "./camera_spec.ts";
import { isDue } from "./stream.ts";

/** A picture under way. */
interface Frame {
  readonly data: Uint8Array;
  seq: number;
  measuredNs: number;
}

/** A camera. */
export interface Camera {
  readonly spec: CameraSpec;
  readonly canvas: Canvas;
  readonly noise: Prng | null;
  readonly line: DelayLine<Frame>;
  /** Things on a line of sight; made with the first picture, for it is as long as the world. */
  sight: SightLine | null;
  seq: number;
  /** The last picture that arrived; `seq` 0 = none yet. */
  readonly newest: Frame;
  /** Its PNG; null where nobody has asked for it. */
  image: CameraImage | null;
}

const depthSteps = 1000;
const deepest = 65_535;

function createFrame(spec: CameraSpec): Frame {
  const bytes = spec.widthPx * spec.heightPx * (spec.image === "depth" ? 2 : 3);
  return { data: new Uint8Array(bytes), seq: 0, measuredNs: 0 };
}

/** Makes a camera. `tickNs`: the kernel's period. */
export function createCamera(
  spec: CameraSpec,
  setup: { readonly seed: number; readonly noise: boolean; readonly tickNs: number },
): Camera {
  const pixels = spec.widthPx * spec.heightPx;
  const underWay = spec.timing.latencyNs / (spec.timing.everyTicks * setup.tickNs);
  const sigma = spec.image === "depth" ? spec.noiseM : spec.noiseLevels;
  return {
    spec,
    canvas: { rgb: new Float32Array(3 * pixels), depthM: new Float32Array(pixels) },
    noise: setup.noise && sigma > 0 ? createPrng(setup.seed, `camera.${spec.name}`) : null,
    line: createDelayLine(Math.ceil(underWay) + 2, () => createFrame(spec)),
    sight: null,
    seq: 0,
    newest: createFrame(spec),
    image: null,
  };
}

function poseOf(world: World, spec: CameraSpec): CameraPose {
  const r = world.robot;
  const robotCos = cos(r.yawRad);
  const robotSin = sin(r.yawRad);
  const yawRad = r.yawRad + spec.mountYawRad;
  return {
    xM: r.xM + robotCos * spec.mountXM - robotSin * spec.mountYM,
    yM: r.yM + robotSin * spec.mountXM + robotCos * spec.mountYM,
    cos: cos(yawRad),
    sin: sin(yawRad),
    robotCos,
    robotSin,
  };
}

function level(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

/** Colours as bytes; noise makes a pixel lighter or darker as a whole. */
function develop(camera: Camera, data: Uint8Array): void {
  const { canvas: { rgb }, noise, spec } = camera;
  for (let i = 0; i < rgb.length; i += 3) {
    const off = noise === null ? 0 : gauss(noise) * spec.noiseLevels;
    for (let k = 0; k < 3; k++) data[i + k] = level((rgb[i + k] ?? 0) + off);
  }
}

/** Distances as millimetres, big-endian; 0 = nothing seen. */
function developDepth(camera: Camera, data: Uint8Array): void {
  const { canvas: { depthM }, noise, spec } = camera;
  for (let i = 0; i < depthM.length; i++) {
    const far = depthM[i] ?? Infinity;
    const seen = far === Infinity || noise === null ? far : far + gauss(noise) * spec.noiseM;
    const mm = seen === Infinity
      ? 0
      : Math.min(deepest, Math.max(1, Math.round(seen * depthSteps)));
    data[2 * i] = mm >>> 8;
    data[2 * i + 1] = mm & 255;
  }
}

function take(camera: Camera, world: World, nowNs: number): void {
  const { spec, canvas } = camera;
  const pose = poseOf(world, spec);
  camera.sight ??= createSightLine(world);
  if (spec.view === "top") paintTop(world, spec, pose, canvas);
  else paintForward(world, spec, pose, camera.sight, canvas);
  const frame = pushSlot(camera.line, nowNs + spec.timing.latencyNs);
  if (spec.image === "depth") developDepth(camera, frame.data);
  else develop(camera, frame.data);
  camera.seq += 1;
  frame.seq = camera.seq;
  frame.measuredNs = nowNs;
}

/** Takes a picture where one is due, and lets those that have arrived be seen. */
export function stepCamera(camera: Camera, world: World, tick: number, nowNs: number): void {
  if (isDue(camera.spec.timing, tick)) take(camera, world, nowNs);
  const arrived = takeNewest(camera.line, nowNs);
  if (arrived === null) return;
  const { newest } = camera;
  newest.data.set(arrived.data);
  newest.seq = arrived.seq;
  newest.measuredNs = arrived.measuredNs;
  camera.image = null;
}

/** The newest picture that has arrived; null where none has. */
export function newestImage(camera: Camera): CameraImage | null {
  const { newest, spec } = camera;
  if (newest.seq === 0) return null;
  const { widthPx, heightPx } = spec;
  const isDepth = spec.image === "depth";
  camera.image ??= {
    camera: spec.name,
    seq: newest.seq,
    measuredNs: newest.measuredNs,
    widthPx,
    heightPx,
    png: encodePng({
      widthPx,
      heightPx,
      bits: isDepth ? 16 : 8,
      channels: isDepth ? 1 : 3,
      data: newest.data,
    }),
  };
  return camera.image;
}
