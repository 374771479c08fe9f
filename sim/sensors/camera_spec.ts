/** What a simulated camera is, and what it paints on. @module */
import type { SensorTiming } from "./stream.ts";

/** A camera's place and quality. */
export interface CameraSpec {
  readonly name: string;
  readonly view: "forward" | "top";
  readonly image: "color" | "depth";
  readonly widthPx: number;
  readonly heightPx: number;
  /** Tangent of half the angle across a row. */
  readonly halfFovTan: number;
  readonly mountXM: number;
  readonly mountYM: number;
  readonly mountYawRad: number;
  readonly heightM: number;
  readonly maxM: number;
  /** Standard deviations: of a pixel, of 255 levels; of a distance, m. */
  readonly noiseLevels: number;
  readonly noiseM: number;
  readonly timing: SensorTiming;
}

/** Where a camera is and looks, as cosine and sine, and the robot's own. */
export interface CameraPose {
  readonly xM: number;
  readonly yM: number;
  readonly cos: number;
  readonly sin: number;
  readonly robotCos: number;
  readonly robotSin: number;
}

/** A picture under work: colours, and distances along the view, +Infinity = nothing seen. */
export interface Canvas {
  readonly rgb: Float32Array;
  readonly depthM: Float32Array;
}
