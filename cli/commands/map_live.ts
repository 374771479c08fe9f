/** `mechos map save` without recordings: the map that the running robot makes while it drives. @module */
import { MechError } from "core/fault.ts";
import type { CliContext } from "cli/context.ts";
import { reachOne, resultOf, say, textIn } from "cli/operator_call.ts";
import { refuseThere, stemOf, writeMapFile } from "./map_files.ts";

/** Longer than the robot itself waits for its disk, ms. */
const answerMs = 15_000;

/** Options that only a map made of recordings takes. */
const ofRecordings = ["resolution", "from", "to"] as const;

/** What of the options counts here. */
export interface LiveOptions {
  readonly out?: string;
  readonly resolution?: string;
  readonly from?: string;
  readonly to?: string;
  readonly force?: boolean;
}

function read(path: string): Uint8Array {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    throw new MechError({
      code: "WORLD_MAP_WRITE",
      message: `Cannot copy the map "${path}": ${error instanceof Error ? error.message : error}`,
      value: path,
      help: "the robot has saved it there: check that you may read it",
    });
  }
}

/** Copies a map under another name; the YAML names its image. */
function copyMap(from: string, to: string): void {
  const pgm = read(`${from}.pgm`);
  const yaml = new TextDecoder().decode(read(`${from}.yaml`));
  const image = `image: ${to.slice(to.lastIndexOf("/") + 1)}.pgm`;
  writeMapFile(`${to}.pgm`, pgm);
  writeMapFile(`${to}.yaml`, new TextEncoder().encode(yaml.replace(/^image: .*$/m, () => image)));
}

/** Lets the running robot save its map, and copies it to `--out` where that was given. */
export async function saveLive(context: CliContext, options: LiveOptions): Promise<void> {
  const given = ofRecordings.find((name) => options[name] !== undefined);
  if (given !== undefined) {
    throw new MechError({
      code: "CLI_USAGE",
      message: `Cannot use --${given} on the map of the running robot`,
      value: given,
      help: "its cells are world.mapping.resolutionM; name recordings to make another map of them",
    });
  }
  const out = options.out === undefined ? null : stemOf(options.out);
  if (out !== null && options.force !== true) {
    refuseThere(`${out}.pgm`);
    refuseThere(`${out}.yaml`);
  }
  const session = await reachOne(context, ["operator"], out === null ? [] : ["read", "write"]);
  try {
    const result = resultOf(context, await session.call("map.save", {}, answerMs));
    const saved = textIn(result, "map");
    if (out !== null) copyMap(stemOf(saved), out);
    const map = out === null ? saved : `${out}.yaml`;
    const scans = Number(textIn(result, "scans"));
    const leftOut = Number(textIn(result, "leftOut"));
    const left = leftOut === 0 ? "" : `, ${leftOut} left out (lost, or turning fast)`;
    say(context, { map, scans, leftOut }, `${map}: ${scans} scans${left}`);
  } finally {
    session.close();
  }
}
