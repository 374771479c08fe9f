/**
 * Builds the kernel of a recording again: config and keep-out grid out of the file, today's code.
 * What-if values are laid over the recorded config first.
 *
 * @module
 */
import {
  type Config,
  configSchema,
  type Override,
  resolveConfig,
  validate,
} from "core/config/mod.ts";
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { compileKernel, createKernel, type Kernel } from "core/kernel/mod.ts";
import { inputsVersion, outputsVersion } from "core/messages/mod.ts";
import { type Damage, readMessages, type RecordingInput } from "core/record/mod.ts";
import type { TreeText } from "core/tree/mod.ts";
import type { KeepoutGrid, SpeedGrid } from "core/world/mod.ts";
import {
  decodeKeepout,
  decodeSpeed,
  decodeTree,
  keepoutAttachment,
  speedAttachment,
  treeAttachment,
} from "./site.ts";

/** What a recording says of itself. */
export interface RecordedSite {
  readonly versions: Readonly<Record<string, string>>;
  readonly config: Config;
  readonly keepout: KeepoutGrid | null;
  readonly speed: SpeedGrid | null;
  readonly tree: TreeText | null;
  readonly damage: readonly Damage[];
}

/** Versions of the structs, as recordings name them. */
export const kernelSchema = `${inputsVersion}.${outputsVersion}`;

function notReplayable(message: string, help: string): Result<never> {
  return fail({ code: "REPLAY_NOT_REPLAYABLE", message: `Cannot replay: ${message}`, help });
}

function parseConfig(text: string | undefined): Result<Record<string, unknown>> {
  if (text === undefined) {
    return notReplayable("the recording holds no config", "it was not made by mechos run or sim");
  }
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === "object" && data !== null) return ok({ ...data });
  } catch {
    return notReplayable("its config is damaged", "try record recover");
  }
  return notReplayable("its config is no mapping", "it was not made by mechos run or sim");
}

function setPath(data: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path.split(".");
  let node = data;
  for (const part of parts.slice(0, -1)) {
    const next = node[part];
    const child = typeof next === "object" && next !== null ? { ...next } : {};
    node[part] = child;
    node = child;
  }
  node[parts[parts.length - 1] ?? ""] = value;
}

/** A recording's states have the size of its own tree: another one cannot go on from them. */
function otherTree({ place }: Override): Fault {
  return {
    code: "CLI_NOT_YET",
    message: "Cannot replay with another failsafe.tree: a recording is replayed with its own",
    ...(place === null ? {} : { place }),
    help: "run its scenario with --set failsafe.tree=FILE",
  };
}

/** Reads versions, config, keep-out grid and tree. */
export function readSite(
  input: RecordingInput,
  overrides: readonly Override[],
): Result<RecordedSite> {
  const metadata = new Map<string, ReadonlyMap<string, string>>();
  const damage: Damage[] = [];
  let keepout: KeepoutGrid | null = null;
  let speed: SpeedGrid | null = null;
  let tree: TreeText | null = null;
  const messages = readMessages(input, {
    topics: [],
    onDamage: (found) => damage.push(found),
    onRecord: (record) => {
      if (record.type === "Metadata") metadata.set(record.name, record.metadata);
      if (record.type === "Attachment" && record.name === keepoutAttachment) {
        keepout = decodeKeepout(record.data);
      }
      if (record.type === "Attachment" && record.name === speedAttachment) {
        speed = decodeSpeed(record.data);
      }
      if (record.type === "Attachment" && record.name === treeAttachment) {
        tree = decodeTree(record.data);
      }
    },
  });
  for (const _message of messages) break;
  if (metadata.size === 0 && damage[0]?.offset === 0) {
    return fail({
      code: "RECORD_FORMAT",
      message: "Cannot replay the recording: it does not begin as an MCAP file",
      help: "name an .mcap file of mechos run or sim",
    });
  }
  const data = parseConfig(metadata.get("config")?.get("json"));
  if (!data.ok) return data;
  const other = overrides.find(({ path }) => path === "failsafe.tree");
  if (other !== undefined) return fail(otherTree(other));
  for (const { path, value } of overrides) setPath(data.value, path, value);
  const places = { placeOf: () => undefined, placeOfKey: () => undefined };
  const config = validate(configSchema, data.value, places);
  if (!config.ok) return config;
  return ok({
    versions: Object.fromEntries(metadata.get("mechos") ?? []),
    config: resolveConfig(config.value),
    keepout,
    speed,
    tree,
    damage,
  });
}

/** Builds the kernel that a site describes, in its first state. */
export function rebuildKernel(site: RecordedSite): Result<Kernel> {
  const { kernelSchema: recorded } = site.versions;
  if (recorded !== kernelSchema) {
    return fail({
      code: "REPLAY_SCHEMA",
      message: `Cannot replay kernel schema ${recorded ?? "unknown"}: this is ${kernelSchema}`,
      help: `use the version that recorded it: ${site.versions["version"] ?? "unknown"}`,
    });
  }
  const compiled = compileKernel(site.config, {
    keepout: site.keepout,
    speed: site.speed,
    tree: site.tree,
    latchedAtStart: Number(site.versions["latchedAtStart"] ?? 0),
    latchesBefore: Number(site.versions["latchesBefore"] ?? 0),
    file: "recording",
  });
  return compiled.ok ? ok(createKernel(compiled.value.params)) : compiled;
}
