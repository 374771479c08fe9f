/** Checks of the machine: runtime, disk, folders, serial ports. @module */
import { type Finding, fine } from "./finding.ts";
import { buildInfo } from "cli/version.ts";

/** The runtime: a test-only one must not drive hardware. */
export function checkRuntime(): Finding {
  const { runtime, version, git } = buildInfo();
  const text = `mechos ${version} (${git}), Deno ${Deno.version.deno}, V8 ${Deno.version.v8}`;
  if (runtime === "release") return fine("runtime", text);
  return {
    check: "runtime",
    state: "note",
    text: `${text}: runtime "${runtime}"`,
    help: runtime === "source"
      ? "rights are dropped only in the binary: task build"
      : "for tests only: run refuses real devices; build with DENORT_BIN or the matching download",
  };
}

/** Files synced to learn the disk's pace. */
const syncs = 50;
/** A sync slower than this at p99 cannot keep the bound on loss of 100 ms. */
const slowMs = 80;

/** How long the disk of the recordings takes to sync 16 kB. */
export async function checkDisk(folder: string): Promise<Finding> {
  const path = `${folder}/.mechos-doctor`;
  try {
    await Deno.mkdir(folder, { recursive: true });
    const file = await Deno.open(path, { write: true, create: true, truncate: true, mode: 0o600 });
    const block = new Uint8Array(16_384);
    const took: number[] = [];
    for (let i = 0; i < syncs; i++) {
      await file.write(block);
      const began = performance.now();
      await file.syncData();
      took.push(performance.now() - began);
    }
    file.close();
    await Deno.remove(path);
    took.sort((a, b) => a - b);
    const p50 = took[syncs >> 1] ?? 0;
    const p99 = took[syncs - 1] ?? 0;
    const figures = { p50Ms: p50, p99Ms: p99 };
    const text = `${folder}: sync takes ${p50.toFixed(1)} ms, at worst ${p99.toFixed(1)} ms`;
    if (p99 < slowMs) return fine("disk", text, figures);
    return {
      check: "disk",
      state: "note",
      text,
      help: "a power cut may lose more than 100 ms: record.durability auto takes a longer period",
      figures,
    };
  } catch (error) {
    return {
      check: "disk",
      state: "problem",
      text: `${folder} cannot be written: ${error instanceof Error ? error.message : "refused"}`,
      help: "make record.folder writable, or name another",
    };
  }
}

/** A folder that the robot must be able to write. */
export async function checkFolder(check: string, folder: string, help: string): Promise<Finding> {
  const path = `${folder}/.mechos-doctor`;
  try {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(path, "");
    await Deno.remove(path);
    return fine(check, `${folder} can be written`);
  } catch (error) {
    const text = `${folder} cannot be written: ${error instanceof Error ? error.message : ""}`;
    return { check, state: "problem", text, help };
  }
}

/** Serial devices that are plugged in. */
export function checkSerial(): Finding {
  const ports: string[] = [];
  try {
    for (const { name } of Deno.readDirSync("/dev")) {
      if (/^tty(USB|ACM|AMA)\d+$/.test(name)) ports.push(`/dev/${name}`);
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  const text = ports.length === 0 ? "no serial device is plugged in" : ports.sort().join(", ");
  return fine("serial", text, { ports: ports.length });
}
