/**
 * Carriers between the threads of one process: latest-value slots, one-writer rings and control
 * words on a SharedArrayBuffer, all offsets from one table.
 *
 * @module
 */
export {
  createSlotReader,
  createSlotWriter,
  slotBytes,
  type SlotReader,
  type SlotWriter,
} from "./slot.ts";
export {
  createRingReader,
  createRingWriter,
  ringBytes,
  type RingReader,
  type RingWriter,
} from "./ring.ts";
export { openWords, type WordName, wordNames, type Words, wordsBytes } from "./words.ts";
export {
  imageSlotBytes,
  imageSlots,
  type LaneName,
  laneTable,
  type LaneThread,
  latenessBuckets,
  latenessBucketUs,
  type Layout,
  layoutLanes,
  mostWays,
  recordKinds,
  type RingName,
  type SlotName,
} from "./lanes.ts";
export { drill, type DrillName, drillNames, drillNumber, drillTable } from "./drills.ts";
export { createPaceReader, latenessUs, type Pace } from "./lateness.ts";
export { createSharedMemory, openRegion, type Region } from "./region.ts";
