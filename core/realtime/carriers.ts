/**
 * The kernel's door in real time: gathers one tick's inputs out of shared memory and publishes
 * what the tick said. Nothing here waits or allocates in steady state.
 *
 * @module
 */
import {
  recordKinds,
  type Region,
  type RingReader,
  type RingWriter,
  type WordName,
} from "core/bus/mod.ts";
import {
  commandBytes,
  createCommand,
  type DriveCommand,
  fillCommand,
  visitCommand,
} from "core/driver/mod.ts";
import { at } from "core/fault.ts";
import {
  clearInputs,
  createInputsEncoder,
  hostTroubles,
  type HostWorker,
  hostWorkers,
  inputLimits,
  type InputSection,
  inputSections,
  type KernelInputs,
  numberOf,
  outputsBytes,
  queuedSections,
  ReadCursor,
  visitIntent,
  visitOperatorAct,
  visitParamBatch,
  WriteCursor,
} from "core/messages/mod.ts";
import type { Journal, Kernel } from "core/kernel/mod.ts";

/** A section of the inputs that arrives in a latest-value slot. */
interface OpenSection {
  readonly section: InputSection;
  readonly cursor: ReadCursor;
  readonly view: DataView;
  read(): number;
}

/** A ring with a cursor over the record taken last. */
interface OpenRing {
  readonly ring: RingReader;
  readonly cursor: ReadCursor;
}

/** The gathering end. */
export interface Gatherer {
  readonly sections: readonly OpenSection[];
  readonly actRings: readonly OpenRing[];
  readonly intentRings: readonly OpenRing[];
  readonly params: OpenRing;
  readonly hosts: readonly HostBeat[];
  stops: number;
  beats: number;
  leases: number;
  operatorBeats: number;
}

/** A worker whose sign of life the kernel looks at in every tick. */
interface HostBeat {
  readonly word: WordName;
  readonly bit: number;
  seen: number;
}

/** Which word each watched worker counts up; workers without one are not in this process. */
const hostWords: Readonly<Partial<Record<HostWorker, WordName>>> = {
  supervisor: "beatSupervisor",
  recorder: "beatRecorder",
  operator: "beatOperator",
  link: "beatLink",
};
const diskOff = 1 << numberOf(hostTroubles, "diskOff");

function openRing(ring: RingReader): OpenRing {
  return { ring, cursor: new ReadCursor(ring.view) };
}

/** Opens the lanes that end at the kernel. */
export function createGatherer(region: Region): Gatherer {
  const sections: OpenSection[] = [];
  for (const [index, section] of inputSections.entries()) {
    if (queuedSections.includes(section.name) || section.name === "host") continue;
    const slot = region.sectionReader(index);
    const cursor = new ReadCursor(slot.view);
    sections.push({ section, cursor, view: slot.view, read: slot.read });
  }
  return {
    sections,
    actRings: [
      openRing(region.ringReader("supervisorActs")),
      openRing(region.ringReader("operatorActs")),
    ],
    intentRings: [
      openRing(region.ringReader("operatorIntents")),
      openRing(region.ringReader("mindIntents")),
    ],
    params: openRing(region.ringReader("params")),
    hosts: hostWorkers.flatMap((worker, index) => {
      const word = hostWords[worker];
      return word === undefined ? [] : [{ word, bit: 1 << index, seen: region.words.get(word) }];
    }),
    stops: 0,
    beats: region.words.get("mindBeats"),
    leases: region.words.get("mindLeases"),
    operatorBeats: region.words.get("operatorBeats"),
  };
}

function gatherRings(g: Gatherer, inputs: KernelInputs): void {
  for (const { ring, cursor } of g.actRings) {
    while (inputs.operatorCount < inputLimits.operatorActs && ring.take()) {
      cursor.reset(ring.view);
      visitOperatorAct(cursor, at(inputs.operators, inputs.operatorCount));
      inputs.operatorCount += 1;
    }
  }
  for (const { ring, cursor } of g.intentRings) {
    while (inputs.intentCount < inputLimits.intents && ring.take()) {
      cursor.reset(ring.view);
      visitIntent(cursor, at(inputs.intents, inputs.intentCount));
      inputs.intentCount += 1;
    }
  }
  const { ring, cursor } = g.params;
  if (ring.take()) {
    cursor.reset(ring.view);
    visitParamBatch(cursor, inputs.params);
  }
}

/** Signs of life since the last tick, and what the recorder says of its disk. */
function gatherHost(g: Gatherer, region: Region, inputs: KernelInputs): void {
  let beats = 0;
  for (const host of g.hosts) {
    const count = region.words.get(host.word);
    if (count !== host.seen) beats |= host.bit;
    host.seen = count;
  }
  const troubles = region.words.get("recorderState") === 2 ? diskOff : 0;
  inputs.host.fresh = 1;
  inputs.host.beats = beats;
  inputs.host.troubles = troubles;
}

/**
 * Fills the inputs of one tick, all but its time: that is read afterwards, so that nothing which
 * was gathered lies in its future. The stop word is read before all else.
 */
export function gather(g: Gatherer, region: Region, tick: number, inputs: KernelInputs): void {
  const { words } = region;
  clearInputs(inputs);
  const stops = words.get("stop");
  if (stops !== g.stops) inputs.stopWord = 1;
  g.stops = stops;
  inputs.tick = tick;
  const beats = words.get("mindBeats");
  if (beats !== g.beats) inputs.mind.beat = 1;
  g.beats = beats;
  const leases = words.get("mindLeases");
  if (leases !== g.leases) inputs.mind.lease = 1;
  g.leases = leases;
  const operatorBeats = words.get("operatorBeats");
  if (operatorBeats !== g.operatorBeats) inputs.operatorBeat = 1;
  g.operatorBeats = operatorBeats;
  for (const open of g.sections) {
    if (open.read() < 0) continue;
    open.cursor.reset(open.view);
    open.section.visit(open.cursor, inputs);
    open.section.markFresh(inputs);
  }
  gatherHost(g, region, inputs);
  gatherRings(g, inputs);
}

/** The publishing end. */
export interface Publisher {
  readonly encoder: ReturnType<typeof createInputsEncoder>;
  readonly inputsWords: Int32Array;
  readonly outputsWords: Int32Array;
  readonly keyframeWords: Int32Array;
  readonly told: DriveCommand;
  readonly command: WriteCursor;
  readonly commandWords: Int32Array;
  readonly clock: Float64Array;
  readonly clockWords: Int32Array;
  readonly record: RingWriter;
  readonly mindEvents: RingWriter;
  readonly write: {
    readonly outputs: (source: Int32Array, bytes: number) => void;
    readonly command: (source: Int32Array, bytes: number) => void;
    readonly clock: (source: Int32Array, bytes: number) => void;
  };
  lastMode: number;
  lastAction: number;
  wasLatched: number;
}

/** Opens the lanes that begin at the kernel. */
export function createPublisher(region: Region, journal: Journal): Publisher {
  const encoder = createInputsEncoder();
  const commandWords = new Int32Array(commandBytes >> 2);
  const clock = new Float64Array(2);
  return {
    encoder,
    inputsWords: new Int32Array(encoder.bytes.buffer, 0, encoder.bytes.length >> 2),
    outputsWords: new Int32Array(journal.outputs.bytes.buffer, 0, outputsBytes >> 2),
    keyframeWords: new Int32Array(journal.keyframe.buffer),
    told: createCommand(),
    command: new WriteCursor(new DataView(commandWords.buffer)),
    commandWords,
    clock,
    clockWords: new Int32Array(clock.buffer),
    record: region.ringWriter("record"),
    mindEvents: region.ringWriter("mindEvents"),
    write: {
      outputs: region.slotWriter("outputs").write,
      command: region.slotWriter("command").write,
      clock: region.slotWriter("clock").write,
    },
    lastMode: -1,
    lastAction: -1,
    wasLatched: 0,
  };
}

function publishCommand(p: Publisher, kernel: Kernel): void {
  fillCommand(p.told, kernel.outputs);
  p.command.rewind();
  visitCommand(p.command, p.told);
  p.write.command(p.commandWords, commandBytes);
}

/** True where this tick said something that the mind must hear. */
function isNews(p: Publisher, kernel: Kernel): boolean {
  const out = kernel.outputs;
  const changed = out.mode !== p.lastMode || out.action !== p.lastAction;
  p.lastMode = out.mode;
  p.lastAction = out.action;
  return changed || out.decisionCount > 0 || out.statusCount > 0 || out.raised !== 0 ||
    out.cleared !== 0;
}

/** Publishes a tick: command first, then the time, then what others may read at leisure. */
export function publish(
  p: Publisher,
  region: Region,
  kernel: Kernel,
  journal: Journal,
  inputs: KernelInputs,
  keyframe: boolean,
): void {
  const out = kernel.outputs;
  publishCommand(p, kernel);
  p.clock[0] = out.nowNs;
  p.clock[1] = out.tick;
  p.write.clock(p.clockWords, 16);
  region.words.wake("tick", out.tick + 1);
  if (p.wasLatched === 1 && out.latched === 0) {
    region.words.set("stopCleared", region.words.get("stop"));
  }
  p.wasLatched = out.latched;
  p.write.outputs(p.outputsWords, outputsBytes);
  const length = p.encoder.encode(inputs);
  p.record.push(recordKinds.inputs, p.inputsWords, length);
  p.record.push(recordKinds.outputs, p.outputsWords, outputsBytes);
  if (keyframe) {
    p.record.push(recordKinds.keyframe, p.keyframeWords, journal.keyframeBytes.length);
  }
  if (isNews(p, kernel)) p.mindEvents.push(recordKinds.outputs, p.outputsWords, outputsBytes);
}
