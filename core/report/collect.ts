/**
 * What a report shows of a recording: the path, a few series, decisions with prompt and answer,
 * modes and faults. Long runs are thinned to a bounded number of points, and the report says so.
 *
 * @module
 */
import { createMessageReader } from "core/dataset/mod.ts";
import { encodeBase64 } from "core/base64.ts";
import { readMessages, type RecordedMessage, type RecordingInput } from "core/record/mod.ts";
import {
  createTimelines,
  noteAnswer,
  noteBands,
  type ReportAnswer,
  type ReportBand,
  type Timelines,
} from "./timelines.ts";

/** Points of each series at most. */
const maxPoints = 4000;
/** Entries of a list at most; the report says how many more there were. */
const maxEntries = 5000;
/** Characters of a prompt or answer that are shown. */
const maxChars = 20_000;
/** Cells of a map at most: 4000 x 4000. */
const maxCells = 16_000_000;

/** Series over time, all of one length. */
export type ReportSeries = Record<string, number[]>;

/** A decision of the gate with what led to it. */
export interface ReportDecision {
  readonly tS: number;
  readonly source: string;
  readonly action: string;
  readonly verdict: string;
  readonly code: string;
  readonly reason: string;
  readonly prompt: string;
  readonly answer: string;
}

/** Something that happened at a time. */
export interface ReportEvent {
  readonly tS: number;
  readonly kind: string;
  readonly text: string;
}

/** A map as the page draws it. */
export interface ReportMap {
  readonly widthCells: number;
  readonly heightCells: number;
  readonly resolutionM: number;
  readonly originXM: number;
  readonly originYM: number;
  /** 0..100, or 255 where nothing is known; row by row from the origin, base64. */
  readonly cells: string;
}

/** All that the page holds. */
export interface ReportData {
  readonly title: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly startS: number;
  readonly endS: number;
  readonly ticks: number;
  /** Every how many ticks a point stands. */
  readonly everyTicks: number;
  readonly series: ReportSeries;
  readonly decisions: readonly ReportDecision[];
  readonly events: readonly ReportEvent[];
  /** Mode, failsafe action and authority. */
  readonly bands: readonly ReportBand[];
  readonly answers: readonly ReportAnswer[];
  readonly moreEntries: number;
  readonly map: ReportMap | null;
  /** How another brain's answers compare, as text; empty where none was asked. */
  readonly compared: string;
}

const topics = [
  "/kernel/outputs",
  "/kernel/mode",
  "/kernel/why",
  "/gate/decision",
  "/fault",
  "/mission",
  "/operator",
  "/brain/prompt",
  "/brain/response",
  "/world/map",
];

const seriesFields: Readonly<Record<string, string>> = {
  x: "odomXM",
  y: "odomYM",
  yaw: "odomYawRad",
  linear: "odomLinearMps",
  linearCommand: "linearMps",
  angular: "odomAngularRadps",
  angularCommand: "angularRadps",
  clear: "freeM",
  battery: "batteryPercent",
};

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown, name: string): string {
  const found = field(value, name);
  return found === undefined || found === null ? "" : String(found).slice(0, maxChars);
}

interface Collecting {
  readonly timelines: Timelines;
  readonly reader: ReturnType<typeof createMessageReader>;
  readonly series: ReportSeries;
  readonly decisions: ReportDecision[];
  readonly events: ReportEvent[];
  readonly everyTicks: number;
  ticks: number;
  startS: number;
  endS: number;
  prompt: string;
  answer: string;
  moreEntries: number;
  map: ReportMap | null;
}

function addPoint(c: Collecting, message: RecordedMessage): void {
  const tS = message.logTimeNs * 1e-9;
  if (c.ticks === 0) c.startS = tS;
  c.endS = tS;
  c.ticks++;
  // Outputs of another kernel schema have another layout: the page says that it cannot read them.
  if (c.reader.number(message, "mode") < 0) return;
  noteBands(c.timelines, tS, (path) => c.reader.number(message, path));
  if ((c.ticks - 1) % c.everyTicks !== 0) return;
  const value = c.reader.read(message);
  (c.series["t"] ??= []).push(tS);
  for (const [name, path] of Object.entries(seriesFields)) {
    const found = Number(field(value, path));
    // What is infinite or not a number has no place in a chart: -1 is left out by the page.
    (c.series[name] ??= []).push(Number.isFinite(found) ? Math.round(found * 1e4) / 1e4 : -1);
  }
}

function addMap(c: Collecting, message: RecordedMessage, decoded: MapFields | null): void {
  if (decoded === null || decoded.cells.length > maxCells) return;
  const { widthCells, resolutionM, originXM, originYM, cells } = decoded;
  const heightCells = Math.floor(cells.length / Math.max(1, widthCells));
  c.map = { widthCells, heightCells, resolutionM, originXM, originYM, cells: encodeBase64(cells) };
  if (c.ticks === 0) c.startS = message.logTimeNs * 1e-9;
}

interface MapFields {
  readonly widthCells: number;
  readonly resolutionM: number;
  readonly originXM: number;
  readonly originYM: number;
  readonly cells: Uint8Array;
}

function mapFields(value: unknown): MapFields | null {
  const position = field(field(value, "pose"), "position");
  const cells = field(value, "data");
  if (!(cells instanceof Uint8Array)) return null;
  return {
    widthCells: Number(field(value, "column_count")),
    resolutionM: Number(field(field(value, "cell_size"), "x")),
    originXM: Number(field(position, "x") ?? 0),
    originYM: Number(field(position, "y") ?? 0),
    cells,
  };
}

function addEvent(c: Collecting, tS: number, kind: string, text: string): void {
  if (c.events.length < maxEntries) c.events.push({ tS, kind, text });
  else c.moreEntries++;
}

function addDecision(c: Collecting, tS: number, value: unknown): void {
  const isBrain = textOf(value, "source") === "brain";
  if (c.decisions.length >= maxEntries) {
    c.moreEntries++;
    return;
  }
  c.decisions.push({
    tS,
    source: textOf(value, "source"),
    action: textOf(value, "action"),
    verdict: textOf(value, "verdict"),
    code: textOf(value, "code"),
    reason: textOf(value, "reason"),
    prompt: isBrain ? c.prompt : "",
    answer: isBrain ? c.answer : "",
  });
}

function addOther(c: Collecting, message: RecordedMessage): void {
  const value = c.reader.read(message);
  const tS = message.logTimeNs * 1e-9;
  switch (message.channel.topic) {
    case "/gate/decision":
      return addDecision(c, tS, value);
    case "/brain/prompt":
      c.prompt = textOf(value, "text");
      return;
    case "/brain/response":
      c.answer = textOf(value, "text");
      return noteAnswer(c.timelines, tS, value);
    case "/kernel/mode":
      return addEvent(c, tS, "mode", `${textOf(value, "mode")}, ${textOf(value, "action")}`);
    case "/kernel/why":
      return addEvent(c, tS, "why", textOf(value, "line"));
    case "/fault": {
      const state = field(value, "active") === true ? "begins" : "ends";
      return addEvent(
        c,
        tS,
        "fault",
        `${textOf(value, "kind")} ${state}: ${textOf(value, "text")}`,
      );
    }
    case "/mission":
      return addEvent(c, tS, "mission", `${textOf(value, "state")} ${textOf(value, "reason")}`);
    default:
      return addEvent(c, tS, "operator", `${textOf(value, "act")} ${textOf(value, "value")}`);
  }
}

function countTicks(input: RecordingInput): number {
  let ticks = 0;
  for (const _message of readMessages(input, { topics: ["/kernel/outputs"] })) ticks++;
  return ticks;
}

/** Collects the data of a report. `decodeMap` reads the bytes of a map message. */
export function collectReport(
  input: RecordingInput,
  title: string,
  decodeMap: (data: Uint8Array) => unknown,
): ReportData {
  const versions: Record<string, string> = {};
  const c: Collecting = {
    reader: createMessageReader(),
    series: {},
    decisions: [],
    events: [],
    timelines: createTimelines(maxEntries),
    everyTicks: Math.max(1, Math.ceil(countTicks(input) / maxPoints)),
    ticks: 0,
    startS: 0,
    endS: 0,
    prompt: "",
    answer: "",
    moreEntries: 0,
    map: null,
  };
  const messages = readMessages(input, {
    topics,
    onRecord: (record) => {
      if (record.type === "Metadata" && record.name === "mechos") {
        Object.assign(versions, Object.fromEntries(record.metadata));
      }
    },
  });
  for (const message of messages) {
    if (message.damaged) continue;
    const { topic } = message.channel;
    if (topic === "/kernel/outputs") addPoint(c, message);
    else if (topic === "/world/map") addMap(c, message, mapFields(decodeMap(message.data)));
    else addOther(c, message);
  }
  const { startS, endS, ticks, everyTicks, series, decisions, events, map } = c;
  const moreEntries = c.moreEntries + c.timelines.left;
  return {
    title,
    versions,
    startS,
    endS,
    ticks,
    everyTicks,
    series,
    decisions,
    events,
    bands: c.timelines.bands,
    answers: c.timelines.answers,
    moreEntries,
    map,
    compared: "",
  };
}
