/**
 * How often a recording is put on the disk itself. A kill of the process loses nothing that was
 * flushed; only a power cut does, and only what was not synced. But fsync can stall for seconds on
 * an SD card, so `auto` measures it first.
 *
 * @module
 */
import type { RecordingFolder } from "./recording_folder.ts";

/** Against what a recording is kept safe. */
export type Durability = "auto" | "kill" | "power";

/** What was chosen. */
export interface SyncChoice {
  /** Infinity = never. */
  readonly everyNs: number;
  /** Longest of the probes, ms; NaN where none was made. */
  readonly p99Ms: number;
  readonly text: string;
}

const probes = 16;
const probeBytes = 4096;
/** fsync may take this share of the time: 10 ms each 100 ms. */
const busyShare = 0.1;
const slowNs = 1_000_000_000;

function probe(folder: RecordingFolder, clockMs: () => number): number | null {
  const name = ".mechos-sync-probe";
  folder.remove(name);
  const made = folder.create(name);
  if (!made.ok) return null;
  const file = made.value;
  let longest = 0;
  let failed = false;
  try {
    const block = new Uint8Array(probeBytes).fill(0x5a);
    for (let i = 0; i < probes; i++) {
      file.writeSync(block);
      const began = clockMs();
      file.syncDataSync();
      longest = Math.max(longest, clockMs() - began);
    }
  } catch {
    // A disk that cannot be probed is met again by the first part, which tells its fault.
    failed = true;
  }
  file.close();
  folder.remove(name);
  return failed ? null : longest;
}

/**
 * Chooses how often to sync: `power` as asked, `kill` never, `auto` as asked where the slowest of
 * sixteen probes takes at most a tenth of that time, else each second, else never.
 */
export function chooseSync(
  durability: Durability,
  askedNs: number,
  folder: RecordingFolder,
  clockMs: () => number,
): SyncChoice {
  const asked = `${askedNs * 1e-6} ms`;
  if (durability === "kill") {
    return { everyNs: Infinity, p99Ms: NaN, text: "no fsync: a power cut may lose what is cached" };
  }
  const p99Ms = probe(folder, clockMs);
  if (p99Ms === null) {
    return { everyNs: askedNs, p99Ms: NaN, text: `fsync every ${asked}, not measured` };
  }
  const measured = `fsync p99 ${p99Ms.toFixed(2)} ms`;
  if (durability === "power" || p99Ms * 1e6 <= askedNs * busyShare) {
    return { everyNs: askedNs, p99Ms, text: `${measured}: every ${asked}` };
  }
  if (p99Ms * 1e6 <= slowNs * busyShare) {
    return { everyNs: slowNs, p99Ms, text: `${measured}: every second, for ${asked} is too often` };
  }
  return {
    everyNs: Infinity,
    p99Ms,
    text: `${measured}: never, the disk stalls; a power cut may lose what is cached`,
  };
}
