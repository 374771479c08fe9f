/**
 * The private processes of a running robot: the mind, and the simulated device. The robot process
 * starts this binary again with one of these words; users never type them.
 *
 * @module
 */
import { type Config, configSchema, resolveConfig, validate } from "core/config/mod.ts";
import { unwrap } from "core/fault.ts";
import { runMind } from "core/mind/mod.ts";
import { mindRights } from "core/supervise/mod.ts";
import { distanceField, isOccupied, loadMap } from "core/world/map/mod.ts";
import { type DeviceJob, runDevice } from "sim/process/mod.ts";
import { readFile } from "./read_file.ts";
import { dropRights } from "./rights.ts";
import { buildInfo } from "./version.ts";
import { workerUrls } from "./worker_urls.ts";

/** What the device is told: one line of JSON on its standard input. */
export interface DeviceLine extends DeviceJob {
  readonly config: unknown;
  readonly map: string | null;
}

/** The words. */
export const privateWords = ["__mind", "__device"] as const;

function log(event: string, message: string): void {
  const line = JSON.stringify({
    time: new Date().toISOString(),
    level: "warning",
    thread: "mind",
    event,
    message,
  });
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

async function readLine(): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65_536);
  let text = "";
  while (!text.includes("\n")) {
    const count = await Deno.stdin.read(buffer);
    if (count === null) break;
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
  }
  return text.split("\n")[0] ?? "";
}

function deviceLine(text: string): DeviceLine {
  const value: unknown = JSON.parse(text);
  if (
    typeof value !== "object" || value === null || !("config" in value) || !("map" in value) ||
    !("socketPath" in value) || typeof value.socketPath !== "string" || !("seed" in value) ||
    typeof value.seed !== "number" || !("logPath" in value)
  ) throw new Error("Invariant broken: the device was given no job");
  return {
    config: value.config,
    map: typeof value.map === "string" ? value.map : null,
    socketPath: value.socketPath,
    logPath: typeof value.logPath === "string" ? value.logPath : null,
    seed: value.seed,
  };
}

async function device(): Promise<void> {
  const line = deviceLine(await readLine());
  const places = { placeOf: () => undefined, placeOfKey: () => undefined };
  const config: Config = resolveConfig(unwrap(validate(configSchema, line.config, places)));
  const grid = line.map === null ? null : unwrap(loadMap(line.map, readFile));
  const truth = grid === null ? null : { grid, distanceM: distanceField(grid, isOccupied) };
  const site = { config, truth, scenario: { world: { obstacles: [], pedestrians: [] } } };
  await runDevice(site, line, () => dropRights([]));
}

/** Runs a private process to its end. Returns its exit code. */
export async function runPrivate(word: string): Promise<number> {
  // A terminal's signals go to the whole group; these processes end when the robot process does.
  for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {});
  }
  if (word === "__device") await device();
  else {
    const { warden, brain, store } = workerUrls();
    const fromSource = buildInfo().runtime === "source";
    await runMind({
      urls: { warden, brain, store },
      rights: mindRights,
      fromSource,
      // From source its threads read their modules with the rights of the process.
      dropRights: () => fromSource ? undefined : dropRights([]),
      log,
    });
  }
  return 0;
}
