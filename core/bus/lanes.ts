/**
 * THE table of shared memory in a robot process: every slot and ring with its one writer, its
 * reader and its size. Offsets follow from it; nobody writes one by hand. To add a lane: add a
 * row; tests/core/bus checks that no two lanes overlap and that each has one writer.
 *
 * @module
 */
import {
  inputsCapacity,
  inputSections,
  intentBytes,
  operatorActBytes,
  outputsBytes,
} from "core/messages/mod.ts";
import { ringBytes } from "./ring.ts";
import { slotBytes } from "./slot.ts";
import { wordsBytes } from "./words.ts";

/** A thread of the robot process, as lanes name it. */
export type LaneThread =
  | "supervisor"
  | "operator"
  | "link"
  | "kernel"
  | "hal"
  | "recorder"
  | "server"
  | "perception";

/** A latest-value slot. */
export interface SlotRow {
  readonly kind: "slot";
  readonly writer: LaneThread;
  readonly payloadBytes: number;
}

/** A one-writer ring. */
export interface RingRow {
  readonly kind: "ring";
  readonly writer: LaneThread;
  readonly reader: LaneThread;
  /** A power of two. */
  readonly capacityBytes: number;
  /** Largest payload of one record. */
  readonly largestBytes: number;
}

const slot = (writer: LaneThread, payloadBytes: number): SlotRow => ({
  kind: "slot",
  writer,
  payloadBytes,
});
const ring = (
  writer: LaneThread,
  reader: LaneThread,
  capacityBytes: number,
  largestBytes: number,
): RingRow => ({ kind: "ring", writer, reader, capacityBytes, largestBytes });

/** Buckets of the lateness histogram, 10 us each: up to 20 ms. */
export const latenessBuckets = 2000;
/** Width of a bucket, us. */
export const latenessBucketUs = 10;

/** Places whose ways are told. */
export const mostWays = 32;

const kib = 1024;
/** Texts in one ring record (DESIGN.md: 256 kB a frame, longer ones in parts). */
const textBytes = 256 * kib;

/**
 * Largest record of an image. Not taken from core/image, which knows PNG and so has no place in the
 * kernel's thread; tests/core/image compares.
 */
export const imageSlotBytes = 32 + 180 * kib;

/** Kinds of records in the ring to the recorder. */
export const recordKinds = { inputs: 1, outputs: 2, keyframe: 3, text: 4 } as const;

/** Every lane by name. Sensor slots come on top: one for each section of the kernel's inputs. */
export const laneTable = {
  /** What the kernel said last: status, link, operator. */
  outputs: slot("kernel", outputsBytes),
  /** Time of the last tick on the kernel's clock: what other threads tell time by. */
  clock: slot("kernel", 16),
  /** Counts of ticks by lateness: `latenessBuckets` of 10 us and one for the rest. */
  lateness: slot("kernel", 4 * (latenessBuckets + 1)),
  /** The command of the last tick. */
  command: slot("kernel", 88),
  /** Ways to the site's places: for each its length, m, and when it was planned, ns. */
  placeWays: slot("perception", 16 * mostWays),
  /** The newest image of each camera: no input of the kernel. */
  image0: slot("hal", imageSlotBytes),
  image1: slot("hal", imageSlotBytes),
  image2: slot("hal", imageSlotBytes),
  image3: slot("hal", imageSlotBytes),
  operatorActs: ring("operator", "kernel", 16 * kib, operatorActBytes),
  operatorIntents: ring("operator", "kernel", 16 * kib, intentBytes),
  /** Acts of the supervisor itself: graceful stop, start by `--start`. */
  supervisorActs: ring("supervisor", "kernel", 4 * kib, operatorActBytes),
  params: ring("operator", "kernel", 8 * kib, 512),
  mindIntents: ring("link", "kernel", 32 * kib, intentBytes),
  /** Outputs of the ticks in which something was decided, for the mind. */
  mindEvents: ring("kernel", "link", 256 * kib, outputsBytes),
  /** Everything replay needs, at least one second of it at 1 kHz (RECORDING.md section 5). */
  record: ring("kernel", "recorder", 16 * kib * kib, 512 * kib),
  linkTexts: ring("link", "recorder", 2 * kib * kib, textBytes),
  operatorTexts: ring("operator", "recorder", 512 * kib, textBytes),
  supervisorTexts: ring("supervisor", "recorder", 64 * kib, 16 * kib),
  /** What is recorded, for those who look: filled only while somebody does. */
  viewers: ring("recorder", "server", 8 * kib * kib, 4 * kib * kib),
  /** Operator's words on their way to the mind. */
  operatorToLink: ring("operator", "link", 64 * kib, 8 * kib),
} as const satisfies Record<string, SlotRow | RingRow>;

/** Slots of images, in the order of the config's cameras. */
export const imageSlots = ["image0", "image1", "image2", "image3"] as const;

/** A lane by name. */
export type LaneName = keyof typeof laneTable;
type RowOf<N extends LaneName> = typeof laneTable[N];
/** Names of the slots. */
export type SlotName = { [N in LaneName]: RowOf<N> extends SlotRow ? N : never }[LaneName];
/** Names of the rings. */
export type RingName = { [N in LaneName]: RowOf<N> extends RingRow ? N : never }[LaneName];

/** Where each part lies in the one shared buffer. */
export interface Layout {
  readonly bytes: number;
  readonly words: number;
  readonly lanes: Readonly<Record<LaneName, { readonly offset: number; readonly bytes: number }>>;
  /** One slot a section of the kernel's inputs, in the order of `inputSections`. */
  readonly sections: readonly { readonly offset: number; readonly bytes: number }[];
}

/** Cache lines are 64 bytes: lanes do not share one. */
const align = (bytes: number): number => (bytes + 63) & ~63;

/** Works out the layout from the tables. */
export function layoutLanes(): Layout {
  let at = 0;
  const take = (bytes: number): { offset: number; bytes: number } => {
    const offset = at;
    at = align(at + bytes);
    return { offset, bytes };
  };
  const words = take(wordsBytes).offset;
  const lanes: Record<string, { offset: number; bytes: number }> = {};
  for (const [name, row] of Object.entries(laneTable)) {
    lanes[name] = take(
      row.kind === "slot" ? slotBytes(row.payloadBytes) : ringBytes(row.capacityBytes),
    );
  }
  const sections = inputSections.map(() => take(slotBytes(inputsCapacity)));
  return { bytes: at, words, lanes: lanes as Layout["lanes"], sections };
}
