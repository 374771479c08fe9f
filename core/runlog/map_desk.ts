/**
 * The recorder's part in a map that is made while driving: shows it to viewers now and then, and
 * writes its files when somebody asks, and at the end of the run.
 *
 * @module
 */
import type { Words } from "core/bus/mod.ts";
import type { Fault } from "core/fault.ts";
import {
  knownPart,
  type LiveMap,
  type LiveMapJob,
  mapStates,
  openLiveMap,
} from "core/perception/mod.ts";
import { saveLiveMap } from "./live_map_file.ts";
import { drawMap } from "./record_drawn.ts";
import type { RunRecorder } from "./run_recorder.ts";

/** A live map and where its files go. Structured-cloneable. */
export interface MapDeskJob extends LiveMapJob {
  /** Absolute path without its ending. */
  readonly stem: string;
}

/** How often a map that grew is shown, and the most cells of it, as viewers take them. */
const showNs = 5e9;
const shownCells = 2e6;

/** The desk. */
export interface MapDesk {
  readonly live: LiveMap;
  readonly stem: string;
  readonly words: Words;
  readonly tell: (level: "info" | "error", text: string, fault: Fault | null) => void;
  asked: number;
  nextShowNs: number;
  shownScans: number;
}

/** Opens the desk. */
export function openMapDesk(job: MapDeskJob, words: Words, tell: MapDesk["tell"]): MapDesk {
  return {
    live: openLiveMap(job),
    stem: job.stem,
    words,
    tell,
    asked: words.get("mapAsked"),
    nextShowNs: 0,
    shownScans: 0,
  };
}

/** Writes the map, and says what came of it to the log and to whoever waits for the answer. */
export function writeMap(desk: MapDesk): void {
  const { words, live, stem, tell } = desk;
  const saved = saveLiveMap(live, stem);
  if (!saved.ok) tell("error", saved.fault.message, saved.fault);
  else if (saved.value === null) tell("info", "No map was saved: no scan was laid down", null);
  else {
    const { widthCells, heightCells, resolutionM } = saved.value;
    const size = `${(widthCells * resolutionM).toFixed(1)} x ${
      (heightCells * resolutionM).toFixed(1)
    } m`;
    tell("info", `Map saved to ${stem}.yaml: ${size}, ${live.counts[0] ?? 0} scans`, null);
  }
  const { written, empty, failed } = mapStates;
  words.set("mapState", !saved.ok ? failed : saved.value === null ? empty : written);
  words.set("mapAnswered", desk.asked);
}

/** Shows the map to viewers where it grew, and writes it where somebody asked. */
export function tendMap(desk: MapDesk, recorder: RunRecorder, nowNs: number): void {
  const asked = desk.words.get("mapAsked");
  if (asked !== desk.asked) {
    desk.asked = asked;
    writeMap(desk);
  }
  const scans = desk.live.counts[0] ?? 0;
  if (nowNs < desk.nextShowNs || scans === desk.shownScans) return;
  desk.nextShowNs = nowNs + showNs;
  desk.shownScans = scans;
  const grid = knownPart(desk.live.map);
  if (grid !== null && grid.cells.length <= shownCells) drawMap(recorder, grid, nowNs);
}
