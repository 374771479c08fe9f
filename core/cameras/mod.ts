/**
 * How images travel in a running robot: the HAL's thread puts the newest of each camera on a board
 * in shared memory, recorder and link take them off it. The kernel's thread has no part in it.
 *
 * @module
 */
export { createImageBoard, type ImageBoard } from "./board.ts";
export { createImageTaker, type TakeImages } from "./taker.ts";
