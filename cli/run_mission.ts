/** `--mission FILE|TEXT`: a file's content where there is one of that name, else the text itself. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { type MissionFacts, type MissionPlan, readMissionFile } from "core/missions/mod.ts";

/** Largest mission file, bytes. */
const maxBytes = 64 * 1024;
const yamlName = /\.ya?ml$/i;

function readBytes(given: string): Result<Uint8Array | null> {
  try {
    const { isFile, size } = Deno.statSync(given);
    if (isFile && size <= maxBytes) return ok(Deno.readFileSync(given));
    return fail({
      code: "MISSION_TEXT",
      message: `Cannot read mission "${given}": it is no file of at most ${maxBytes} bytes`,
    });
  } catch (error) {
    // The words of a mission are no file's name, and may be too long for one.
    if (error instanceof Error && !/\.(ya?ml|txt)$/i.test(given)) return ok(null);
    return fail({
      code: "MISSION_TEXT",
      message: `Cannot read mission "${given}": ${error instanceof Error ? error.message : ""}`,
      help: 'a file, or words such as "go to bay, then come home"',
    });
  }
}

/** The text of a mission for a running robot, which reads it itself. */
export function missionWords(given: string): Result<string> {
  const bytes = readBytes(given);
  if (!bytes.ok) return bytes;
  return ok(bytes.value === null ? given : new TextDecoder().decode(bytes.value).trim());
}

/** The mission of a run: a YAML file is read and checked, words are left to the brain. */
export function missionOf(given: string, facts: MissionFacts): Result<string | MissionPlan> {
  const bytes = readBytes(given);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return ok(given);
  if (yamlName.test(given)) return readMissionFile(bytes.value, given, facts);
  return ok(new TextDecoder().decode(bytes.value).trim());
}
