/**
 * Writes the map that a robot makes while it drives: as map_server's PGM and YAML. What is cut off
 * leaves the map of before, or none, never halves of two. Done by the recorder's thread, which alone
 * may write.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { knownPart, type LiveMap } from "core/perception/mod.ts";
import { type OccupancyGrid, saveMap } from "core/world/map/mod.ts";

/** The files that a map is made of, and those that it is written into first. */
export function mapFilesOf(stem: string): readonly string[] {
  return [`${stem}.yaml`, `${stem}.pgm`, `${stem}.yaml.new`, `${stem}.pgm.new`];
}

/** Writes a file to the disk itself. */
function writeSynced(path: string, bytes: Uint8Array): void {
  const file = Deno.openSync(path, { write: true, create: true, truncate: true });
  try {
    for (let sent = 0; sent < bytes.length;) sent += file.writeSync(bytes.subarray(sent));
    file.syncSync();
  } finally {
    file.close();
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Writes what is known of a live map to `STEM.yaml` and `STEM.pgm`. Returns the grid that was
 * written, null where nothing was seen yet; fails with WORLD_MAP_WRITE.
 */
export function saveLiveMap(live: LiveMap, stem: string): Result<OccupancyGrid | null> {
  const grid = knownPart(live.map);
  if (grid === null) return ok(null);
  const files = saveMap(grid, stem.slice(stem.lastIndexOf("/") + 1));
  try {
    writeSynced(`${stem}.pgm.new`, files.pgm);
    writeSynced(`${stem}.yaml.new`, new TextEncoder().encode(files.yaml));
    // A map grows to all sides: an image under the YAML of the one before would stand elsewhere.
    removeIfThere(`${stem}.yaml`);
    Deno.renameSync(`${stem}.pgm.new`, `${stem}.pgm`);
    Deno.renameSync(`${stem}.yaml.new`, `${stem}.yaml`);
    return ok(grid);
  } catch (error) {
    return fail({
      code: "WORLD_MAP_WRITE",
      message: `Cannot write the map "${stem}.yaml": ${
        error instanceof Error ? error.message : String(error)
      }`,
      value: `${stem}.yaml`,
      help: "check that its folder (world.mapping.saveTo) is there and may be written",
    });
  }
}
