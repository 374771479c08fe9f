/** Opens lanes of the shared buffer; each ring and slot has one writer, checked here. @module */
import { at } from "core/fault.ts";
import { assert } from "core/fault.ts";
import {
  laneTable,
  type LaneThread,
  layoutLanes,
  type RingName,
  type RingRow,
  type SlotName,
  type SlotRow,
} from "./lanes.ts";
import { createRingReader, createRingWriter, type RingReader, type RingWriter } from "./ring.ts";
import { createSlotReader, createSlotWriter, type SlotReader, type SlotWriter } from "./slot.ts";
import { openWords, type Words } from "./words.ts";

/** The shared memory as one thread sees it. */
export interface Region {
  readonly thread: LaneThread;
  readonly words: Words;
  slotWriter(name: SlotName): SlotWriter;
  slotReader(name: SlotName): SlotReader;
  ringWriter(name: RingName): RingWriter;
  ringReader(name: RingName): RingReader;
  /** Slots of the kernel's inputs, by section index. */
  sectionWriter(index: number): SlotWriter;
  sectionReader(index: number): SlotReader;
}

/** Makes the shared buffer of a robot process. */
export function createSharedMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(layoutLanes().bytes);
}

/** Opens the shared buffer for one thread. */
export function openRegion(memory: SharedArrayBuffer, thread: LaneThread): Region {
  const layout = layoutLanes();
  assert(memory.byteLength === layout.bytes, "the shared buffer has the layout of this build");
  const owned = (name: string, writer: LaneThread): void => {
    assert(writer === thread, `lane "${name}" is written by ${writer}, not by ${thread}`);
  };
  return {
    thread,
    words: openWords(memory, layout.words),
    slotWriter(name) {
      const row: SlotRow = laneTable[name];
      owned(name, row.writer);
      const { offset, bytes } = layout.lanes[name];
      return createSlotWriter(memory, offset, bytes);
    },
    slotReader(name) {
      const { offset, bytes } = layout.lanes[name];
      return createSlotReader(memory, offset, bytes);
    },
    ringWriter(name) {
      const row: RingRow = laneTable[name];
      owned(name, row.writer);
      const { offset, bytes } = layout.lanes[name];
      return createRingWriter(memory, offset, bytes);
    },
    ringReader(name) {
      const row: RingRow = laneTable[name];
      assert(row.reader === thread, `lane "${name}" is read by ${row.reader}, not by ${thread}`);
      const { offset, bytes } = layout.lanes[name];
      return createRingReader(memory, offset, bytes, row.largestBytes);
    },
    sectionWriter(index) {
      const { offset, bytes } = at(layout.sections, index);
      return createSlotWriter(memory, offset, bytes);
    },
    sectionReader(index) {
      const { offset, bytes } = at(layout.sections, index);
      return createSlotReader(memory, offset, bytes);
    },
  };
}
