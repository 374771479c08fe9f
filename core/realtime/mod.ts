/**
 * The kernel in real time: its thread, its pace, and its door to shared memory.
 *
 * @module
 */
export {
  createKernelLoop,
  type KernelLoop,
  type LoopClock,
  makeTick,
  runKernelLoop,
} from "./loop.ts";
export { askForRealtime, type RealtimeOutcome } from "./scheduling.ts";
