/**
 * The robot's side of the link, without any I/O: what the mind's messages become for the kernel
 * and the recorder, and what the kernel's outputs become for the mind. Source and agent are
 * stamped here; the mind's word on either is refused by the reader of intents.
 *
 * @module
 */
import {
  mostWays,
  type Region,
  type RingReader,
  type RingWriter,
  type SlotReader,
} from "core/bus/mod.ts";
import { scanAgeMs, sectorViews, type ViewPlace, worldView } from "core/brain/mod.ts";
import { causeNames } from "core/kernel/mod.ts";
import {
  agents,
  createInputs,
  createOutputs,
  failsafeActions,
  idText,
  inputSections,
  intentBytes,
  type IntentNames,
  type IntentRecord,
  type KernelInputs,
  type KernelOutputs,
  makeId,
  modes,
  nameOf,
  parseIdText,
  ReadCursor,
  readIntent,
  type ReasonNames,
  reasonNumber,
  sources,
  visitIntent,
  visitOutputs,
  WriteCursor,
} from "core/messages/mod.ts";
import { outcomesOf } from "./outcomes.ts";
import type { FromMind, MindObserve, MindOutcome } from "core/link/mod.ts";
import type { ScanGeometry } from "core/world/mod.ts";

/** What the lane is made of. */
export interface LaneFacts {
  readonly names: IntentNames;
  /** What the owner calls rules and relays: for the reasons that the mind is told. */
  readonly said: ReasonNames;
  readonly relays: readonly string[];
  readonly places: readonly ViewPlace[];
  readonly scan: ScanGeometry | null;
  /** Index in `sources` and `agents`: what this mind's intents are stamped with. */
  readonly source: number;
  readonly agent: number;
}

/** The lane. */
export interface LinkLane {
  readonly region: Region;
  readonly facts: LaneFacts;
  readonly intents: RingWriter;
  readonly texts: RingWriter;
  readonly events: RingReader;
  readonly outputsSlot: SlotReader;
  readonly scanSlot: SlotReader;
  readonly outputs: KernelOutputs;
  readonly eventOutputs: KernelOutputs;
  readonly inputs: KernelInputs;
  readonly cursor: ReadCursor;
  readonly eventCursor: ReadCursor;
  readonly scanCursor: ReadCursor;
  readonly waysSlot: SlotReader;
  /** Ways to the first places, m, and when they were planned, ns. */
  readonly ways: { readonly wayM: Float64Array; readonly plannedNs: Float64Array };
  readonly scratch: Int32Array;
  readonly writer: WriteCursor;
  readonly textWords: Int32Array;
  readonly textBytes: Uint8Array;
  serial: number;
  lastMode: string;
  lastAction: string;
  refusedFlood: number;
  windowNs: number;
  inWindow: number;
}

/** Intents a second that the link lets through (DESIGN.md, limits); the rest is dropped, counted. */
export const maxIntentsPerS = 50;
const unreadable = reasonNumber("GATE_SCHEMA");
const utf8 = new TextEncoder();

/** Opens the lanes of the link thread. */
export function createLinkLane(region: Region, facts: LaneFacts): LinkLane {
  const events = region.ringReader("mindEvents");
  const outputsSlot = region.slotReader("outputs");
  const scanIndex = inputSections.findIndex((section) => section.name === "scan");
  const scanSlot = region.sectionReader(scanIndex);
  const scratch = new Int32Array(Math.ceil(intentBytes / 4));
  const textWords = new Int32Array(64 * 1024);
  return {
    region,
    facts,
    intents: region.ringWriter("mindIntents"),
    texts: region.ringWriter("linkTexts"),
    events,
    outputsSlot,
    scanSlot,
    outputs: createOutputs(),
    eventOutputs: createOutputs(),
    inputs: createInputs(),
    cursor: new ReadCursor(outputsSlot.view),
    eventCursor: new ReadCursor(events.view),
    scanCursor: new ReadCursor(scanSlot.view),
    waysSlot: region.slotReader("placeWays"),
    ways: {
      wayM: new Float64Array(mostWays).fill(NaN),
      plannedNs: new Float64Array(mostWays).fill(-Infinity),
    },
    scratch,
    writer: new WriteCursor(new DataView(scratch.buffer)),
    textWords,
    textBytes: new Uint8Array(textWords.buffer),
    serial: 0,
    lastMode: "boot",
    lastAction: "none",
    refusedFlood: 0,
    windowNs: 0,
    inWindow: 0,
  };
}

/** Takes the newest outputs; returns the kernel's time at that tick, ns. */
export function refreshOutputs(lane: LinkLane): number {
  if (lane.outputsSlot.read() >= 0) {
    lane.cursor.reset(lane.outputsSlot.view);
    visitOutputs(lane.cursor, lane.outputs);
  }
  return lane.outputs.nowNs;
}

/** Sends a text to the recorder; one that is too long or meets a full ring is dropped, counted. */
export function recordText(lane: LinkLane, topic: string, value: unknown): void {
  const { written, read } = utf8.encodeInto(JSON.stringify({ topic, value }), lane.textBytes);
  if (read > 0) lane.texts.push(0, lane.textWords, written);
}

function pushIntent(lane: LinkLane, record: IntentRecord): boolean {
  lane.writer.rewind();
  visitIntent(lane.writer, record);
  return lane.intents.push(0, lane.scratch, intentBytes);
}

function mayPass(lane: LinkLane, nowNs: number): boolean {
  if (nowNs - lane.windowNs >= 1e9) {
    lane.windowNs = nowNs;
    lane.inWindow = 0;
  }
  lane.inWindow += 1;
  return lane.inWindow <= maxIntentsPerS;
}

/** An intent of the mind: read, stamped, restamped in time, and on its way to the gate. */
function takeIntent(lane: LinkLane, value: Extract<FromMind, { kind: "intent" }>["value"]): void {
  const nowNs = refreshOutputs(lane);
  if (!mayPass(lane, nowNs)) {
    lane.refusedFlood += 1;
    return;
  }
  lane.serial += 1;
  const id = parseIdText(value.id) ?? makeId(nowNs * 1e-6, lane.serial, 0, 0);
  const { source, agent } = lane.facts;
  const reading = readIntent(value.raw, { source, agent, nowNs, id }, lane.facts.names);
  const { record } = reading;
  if (value.unreadable) record.defect = unreadable;
  // The sender's clock means nothing here: arrival minus the declared age does.
  record.issuedAtNs = nowNs - value.ageMs * 1e6;
  pushIntent(lane, record);
  const sent = typeof value.raw === "object" && value.raw !== null ? value.raw : { raw: value.raw };
  recordText(lane, "intent", {
    ...sent,
    id: idText(record),
    source: nameOf(sources, record.source),
    agent: nameOf(agents, record.agent),
    action: reading.action,
    issuedAtNs: record.issuedAtNs,
    ttlMs: record.ttlMs,
  });
}

/** Takes one checked message of the mind. */
export function takeFromMind(lane: LinkLane, message: FromMind): void {
  const { words } = lane.region;
  switch (message.kind) {
    case "hello":
      words.set("mindUp", 1);
      return;
    case "beat":
      words.count("mindBeats");
      if (message.value.lease) words.count("mindLeases");
      return;
    case "intent":
      return takeIntent(lane, message.value);
    case "event": {
      const { kind, data } = message.value;
      if (kind === "prompt" || kind === "response" || kind === "mission") {
        recordText(lane, kind, data);
      } else recordText(lane, "log", { level: "info", event: `brain.${kind}`, ...data });
      return;
    }
    case "report":
      return;
    default:
      message satisfies never;
  }
}

function happenedIn(lane: LinkLane, out: KernelOutputs): string[] {
  const happened: string[] = [];
  const mode = nameOf(modes, out.mode);
  const action = nameOf(failsafeActions, out.action);
  if (mode !== lane.lastMode) happened.push(`mode.${mode}`);
  if (action !== lane.lastAction) happened.push(`failsafe.${action}`);
  lane.lastMode = mode;
  lane.lastAction = action;
  for (const [index, cause] of causeNames.entries()) {
    if (((out.raised >>> index) & 1) === 1) happened.push(`cause.${cause}`);
    if (((out.cleared >>> index) & 1) === 1) happened.push(`cause.${cause}.cleared`);
  }
  return happened;
}

/** What the kernel decided since the last call. */
export function takeEvents(
  lane: LinkLane,
): { readonly outcomes: MindOutcome[]; readonly happened: string[] } {
  const outcomes: MindOutcome[] = [];
  const happened: string[] = [];
  while (lane.events.take()) {
    lane.eventCursor.reset(lane.events.view);
    visitOutputs(lane.eventCursor, lane.eventOutputs);
    outcomes.push(...outcomesOf(lane.eventOutputs, lane.facts.said));
    happened.push(...happenedIn(lane, lane.eventOutputs));
  }
  return { outcomes, happened };
}

/** Takes the ways to places that the navigation thread told last. */
function takeWays(lane: LinkLane): void {
  const bytes = lane.waysSlot.read();
  for (let i = 0; i * 16 < bytes; i++) {
    lane.ways.wayM[i] = lane.waysSlot.view.getFloat64(i * 16, true);
    lane.ways.plannedNs[i] = lane.waysSlot.view.getFloat64(i * 16 + 8, true);
  }
}

/** The robot as the mind may see it now. */
export function observe(lane: LinkLane): MindObserve {
  const nowNs = refreshOutputs(lane);
  if (lane.scanSlot.read() >= 0) {
    lane.scanCursor.reset(lane.scanSlot.view);
    const section = inputSections.find((one) => one.name === "scan");
    section?.visit(lane.scanCursor, lane.inputs);
  }
  takeWays(lane);
  const { facts, inputs, outputs } = lane;
  return {
    nowNs,
    mode: nameOf(modes, lane.outputs.mode),
    started: lane.outputs.started === 1,
    view: worldView(outputs, {
      relays: facts.relays,
      said: facts.said,
      sectors: sectorViews(inputs.scan, facts.scan),
      scanAgeMs: scanAgeMs(inputs.scan, outputs.nowNs),
      places: facts.places,
      ways: lane.ways,
    }),
  };
}
