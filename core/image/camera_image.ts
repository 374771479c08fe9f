/** An image as it travels: a PNG and what is known of it. @module */

/** An image of a camera. Structured-cloneable. */
export interface CameraImage {
  /** Name of the camera in config. */
  readonly camera: string;
  /** Counts the camera's images from 1. */
  readonly seq: number;
  /** When it was taken, on the clock of whoever hands it on, ns. */
  readonly measuredNs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly png: Uint8Array;
}

/**
 * Most pixels of one side of an image. A simulated one of 320 x 240 takes 10 ms to draw and 8 ms to
 * pack (measured), which a robot that runs in real time can spare; four times as many take 80 ms.
 */
export const maxSidePx = 320;
