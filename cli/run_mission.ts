/** `--mission FILE|TEXT`: a file's content where there is one of that name, else the text itself. @module */
import { fail, ok, type Result } from "core/fault.ts";

/** Largest mission file, bytes. */
const maxBytes = 64 * 1024;

/** Reads a mission. */
export function missionOf(given: string): Result<string> {
  try {
    const { isFile, size } = Deno.statSync(given);
    if (!isFile || size > maxBytes) {
      return fail({
        code: "MISSION_TEXT",
        message: `Cannot read mission "${given}": it is no file of at most ${maxBytes} bytes`,
      });
    }
    return ok(Deno.readTextFileSync(given).trim());
  } catch (error) {
    if (error instanceof Deno.errors.NotFound && !/\.(ya?ml|txt)$/.test(given)) return ok(given);
    return fail({
      code: "MISSION_TEXT",
      message: `Cannot read mission "${given}": ${error instanceof Error ? error.message : ""}`,
      help: 'a file, or words such as "go to bay, then come home"',
    });
  }
}
