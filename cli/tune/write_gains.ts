/** Where `mechos tune auto --out FILE` puts what it found: into a config, or into a layer of its own. @module */
import { editYaml } from "core/config/mod.ts";
import { fail, type Result } from "core/fault.ts";
import { readFile } from "cli/read_file.ts";
import { replaceFile } from "cli/replace_file.ts";
import { writeText } from "cli/sim/outputs.ts";

/** A config that holds nothing but the gains, to be laid over the robot's. */
function layerText(changes: ReadonlyMap<string, number>, remark: string): Result<string> {
  return editYaml(`# ${remark}\nmechos: config/1\n`, "gains", changes);
}

/**
 * Writes the gains. A file that is there keeps all else it says, comments too; where there is none
 * a layer is made, for `--config ROBOT --config FILE`.
 */
export function writeGains(
  file: string,
  changes: ReadonlyMap<string, number>,
  remark: string,
): Result<void> {
  const there = readFile(file);
  if (there.ok) {
    const edited = editYaml(new TextDecoder().decode(there.value), file, changes);
    return edited.ok ? replaceFile(file, edited.value) : edited;
  }
  if (there.fault.code !== "CONFIG_NOT_FOUND") return there;
  const layer = layerText(changes, remark);
  if (!layer.ok) return layer;
  const fault = writeText(file, layer.value);
  return fault === null ? { ok: true, value: undefined } : fail(fault);
}
