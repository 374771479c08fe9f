/**
 * The black box: the last seconds of everything in memory. On a trigger they are written into a
 * file of their own, followed by what comes for some seconds more. Where the disk takes nothing,
 * the memory is held as it was at the trigger until it does.
 *
 * @module
 */
import type { Fault } from "core/fault.ts";
import { createByteRing, type RingEntry } from "./byte_ring.ts";
import { beginPart, type Part, type PartHead, writeToPart } from "./part.ts";
import type { PartFile, RecordingFolder } from "./recording_folder.ts";
import { createFileSink } from "./sink.ts";
import { type LastValue, latchKey, type TopicBook } from "./topic_book.ts";
import type { WriteOutcome } from "./writer_state.ts";

/** How much a black box holds. */
export interface BlackBoxOptions {
  readonly beforeNs: number;
  readonly afterNs: number;
  /** Memory of the ring; with too little of it the box reaches less far back. */
  readonly capacityBytes: number;
}

/** A black box. */
export interface BlackBox {
  put(
    handle: number,
    sequence: number,
    timeNs: number,
    data: Uint8Array,
    length: number,
  ): void;
  /** Begins a dump, or prolongs the one that runs. */
  trigger(reason: string, nowNs: number): void;
  /** Writes what is due. Returns what happened, or null. */
  tick(nowNs: number): BlackBoxEvent | null;
  /** Ends a dump that runs. */
  finish(): WriteOutcome;
  /** True where a dump waits for a disk that takes it. */
  readonly isWaiting: boolean;
}

/** What a black box did. */
export type BlackBoxEvent =
  | { readonly kind: "written"; readonly name: string; readonly reason: string }
  | { readonly kind: "failed"; readonly fault: Fault };

/** A dump that is under way. */
interface Dump {
  readonly part: Part;
  readonly file: PartFile;
  readonly reason: string;
  untilNs: number;
  fault: Fault | null;
}

interface Wish {
  readonly reason: string;
  readonly atNs: number;
  retryNs: number;
  told: boolean;
}

interface State {
  readonly options: BlackBoxOptions;
  readonly head: PartHead;
  readonly book: TopicBook;
  readonly folder: RecordingFolder;
  readonly baseName: string;
  /** Latched values that the ring no longer holds. */
  readonly evicted: Map<string, readonly [number, LastValue]>;
  wish: Wish | null;
  dump: Dump | null;
  count: number;
}

const noFault: Fault = { code: "RECORD_WRITE", message: "Cannot write the black box" };

/** A failed dump is tried again after this time. */
const retryNs = 2_000_000_000;
/** Dumps of one run: a robot that faults all day must not fill its disk with them. */
const maxDumps = 50;

function keepLatched(state: State, entry: RingEntry): void {
  const topic = state.book.topics[entry.handle];
  if (topic === undefined || !topic.care.isLatched) return;
  const { handle, sequence, timeNs } = entry;
  const data = entry.data.slice();
  const key = `${handle} ${latchKey(topic.care.latchBy, data)}`;
  state.evicted.set(key, [handle, { timeNs, sequence, data }]);
}

function isKernel(state: State, handle: number): boolean {
  const key = state.book.topics[handle]?.key;
  return key === "inputs" || key === "outputs" || key === "keyframe";
}

function writeEntries(state: State, part: Part, entries: Iterable<RingEntry>): WriteOutcome {
  let hasKeyframe = false;
  for (const { handle, sequence, timeNs, data } of entries) {
    const key = state.book.topics[handle]?.key;
    // A run's first tick needs no keyframe before it.
    if (key === "keyframe" || (key === "inputs" && sequence === 0)) hasKeyframe = true;
    if (isKernel(state, handle) && !hasKeyframe) continue;
    const { book } = state;
    const { length } = data;
    const fault = writeToPart(part, book, handle, sequence, timeNs, timeNs, data, length);
    if (fault !== null) return fault;
  }
  return part.writer.flush();
}

function safeName(reason: string): string {
  return reason.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 40);
}

/** Makes the file of a wish and writes the ring into it. */
function openDump(
  state: State,
  wish: Wish,
  entries: () => Iterable<RingEntry>,
): Dump | Fault {
  const name = `${state.baseName}-blackbox-${String(state.count).padStart(2, "0")}-${
    safeName(wish.reason)
  }.mcap`;
  const made = state.folder.create(name);
  if (!made.ok) return made.fault;
  const file = made.value;
  const first = entries()[Symbol.iterator]().next();
  const startNs = first.done === true ? wish.atNs : first.value.timeNs;
  const part = beginPart(createFileSink(file), state.head, state.book, {
    place: { name, index: state.count, nowNs: startNs, reason: `black box: ${wish.reason}` },
    keyframe: null,
    latched: state.evicted.values(),
  });
  const fault = "code" in part ? part : writeEntries(state, part, entries());
  if (fault !== null || "code" in part) {
    file.close();
    // What could be written of it is no whole dump: it is made again.
    state.folder.remove(name);
    return fault ?? noFault;
  }
  state.count++;
  const untilNs = wish.atNs + state.options.afterNs;
  return { part, file, reason: wish.reason, untilNs, fault: null };
}

function closeDump(state: State): BlackBoxEvent | null {
  const { dump } = state;
  if (dump === null) return null;
  state.dump = null;
  const fault = dump.fault ?? dump.part.writer.finish();
  dump.file.close();
  if (fault !== null) return { kind: "failed", fault };
  return { kind: "written", name: dump.part.name, reason: dump.reason };
}

/**
 * Makes a black box over a topic book, whose dumps become files of the folder. Where the folder
 * takes none, the ring is held and the dump is tried again.
 */
export function createBlackBox(
  options: BlackBoxOptions,
  head: PartHead,
  book: TopicBook,
  baseName: string,
  folder: RecordingFolder,
): BlackBox {
  const ring = createByteRing(options.capacityBytes);
  const state: State = {
    options,
    head,
    book,
    folder,
    baseName,
    evicted: new Map(),
    wish: null,
    dump: null,
    count: 0,
  };
  const onEvict = (entry: RingEntry): void => keepLatched(state, entry);
  return {
    put: (handle, sequence, timeNs, data, length) => {
      copyToDump(state, handle, sequence, timeNs, data, length);
      // What led to a fault that is not on the disk yet must not be pushed out by what follows.
      if (state.wish?.told === true) return;
      ring.put(handle, sequence, timeNs, data, length, onEvict);
    },
    trigger: (reason, nowNs) => {
      if (state.dump !== null) state.dump.untilNs = nowNs + options.afterNs;
      else if (state.wish === null && state.count < maxDumps) {
        state.wish = { reason, atNs: nowNs, retryNs: nowNs, told: false };
      }
    },
    tick: (nowNs) => {
      if (state.wish === null && state.dump === null) {
        ring.evictBefore(nowNs - options.beforeNs, onEvict);
      }
      return work(state, nowNs, () => ring.entries());
    },
    finish: () => {
      const { wish } = state;
      if (wish !== null && state.dump === null) {
        const opened = openDump(state, wish, () => ring.entries());
        state.wish = null;
        if ("code" in opened) return opened;
        state.dump = opened;
      }
      const event = closeDump(state);
      return event?.kind === "failed" ? event.fault : null;
    },
    get isWaiting() {
      return state.wish !== null && state.wish.told;
    },
  };
}

function copyToDump(
  state: State,
  handle: number,
  sequence: number,
  timeNs: number,
  data: Uint8Array,
  length: number,
): void {
  const { dump, book } = state;
  if (dump === null || dump.fault !== null) return;
  dump.fault = writeToPart(
    dump.part,
    book,
    handle,
    sequence,
    timeNs,
    timeNs,
    data,
    length,
  );
}

/** Goes on with the dump that runs, or begins the one that is wished for. */
function work(
  state: State,
  nowNs: number,
  entries: () => Iterable<RingEntry>,
): BlackBoxEvent | null {
  const { wish, dump } = state;
  if (dump !== null) {
    dump.fault ??= dump.part.writer.flush();
    return dump.fault !== null || nowNs >= dump.untilNs ? closeDump(state) : null;
  }
  if (wish === null || nowNs < wish.retryNs) return null;
  const opened = openDump(state, wish, entries);
  if (!("code" in opened)) {
    state.dump = opened;
    state.wish = null;
    return null;
  }
  wish.retryNs = nowNs + retryNs;
  if (wish.told) return null;
  wish.told = true;
  return { kind: "failed", fault: opened };
}
