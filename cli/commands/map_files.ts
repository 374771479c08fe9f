/** Files of a map as commands name and write them. @module */
import { MechError } from "core/fault.ts";

/** `NAME.yaml`, `NAME.pgm` or `NAME` out of what was written: the path without its ending. */
export function stemOf(out: string): string {
  return out.replace(/\.(yaml|yml|pgm)$/, "");
}

/** Refuses, before any work, a file that is there already. */
export function refuseThere(path: string): void {
  try {
    Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw cannotWrite(path, error);
  }
  throw new MechError({
    code: "RECORD_EXISTS",
    message: `Cannot write "${path}": it is there already`,
    value: path,
    help: "name another map, or add --force to replace it",
  });
}

function cannotWrite(path: string, error: unknown): MechError {
  return new MechError({
    code: "WORLD_MAP_WRITE",
    message: `Cannot write "${path}": ${error instanceof Error ? error.message : error}`,
    value: path,
    help: "check that the folder is there and may be written",
  });
}

/** Writes a file of a map; throws WORLD_MAP_WRITE. */
export function writeMapFile(path: string, bytes: Uint8Array): void {
  try {
    Deno.writeFileSync(path, bytes);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}
