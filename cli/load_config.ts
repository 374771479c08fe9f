/** From the global options to a checked config: which files, which roots, which overrides. @module */
import { causeNames } from "core/kernel/mod.ts";
import { fail, type Result } from "core/fault.ts";
import {
  folderOf,
  loadConfig,
  type LoadedConfig,
  maskExcerpt,
  type Override,
  readSetting,
} from "core/config/mod.ts";
import type { CliContext } from "./context.ts";
import { readFile, realPath } from "./read_file.ts";

/** Lowest layer of files, for settings of the machine. */
const systemFile = "/etc/mechos/mechos.yaml";
const localFile = "./mechos.yaml";

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** The config files in order, low to high: the machine's, then those given or ./mechos.yaml. */
export function configFiles(given: readonly string[]): Result<readonly string[]> {
  const system = exists(systemFile) ? [systemFile] : [];
  if (given.length > 0) return { ok: true, value: [...system, ...given] };
  const local = exists(localFile) ? [localFile] : [];
  const files = [...system, ...local];
  if (files.length > 0) return { ok: true, value: files };
  return fail({
    code: "CONFIG_NOT_FOUND",
    message: `Cannot find a config: neither "${localFile}" nor "${systemFile}" is there`,
    value: localFile,
    help: "name one with --config FILE",
  });
}

/** One `--set path=value` as an override. Fails with CLI_BAD_VALUE where there is no `=`. */
export function parseSet(text: string): Result<Override> {
  const cut = text.indexOf("=");
  if (cut <= 0) {
    return fail({
      code: "CLI_BAD_VALUE",
      message: `Cannot set "${text}": a path, "=" and a value are wanted`,
      value: text,
      help: "write it like --set kernel.limits.maxLinearMps=0.2",
    });
  }
  const path = text.slice(0, cut);
  const place = { file: "--set", line: 1, column: cut + 2, excerpt: maskExcerpt(text) };
  const keyPlace = { ...place, column: path.lastIndexOf(".") + 2 };
  return {
    ok: true,
    value: {
      path,
      value: readSetting(path.split("."), text.slice(cut + 1)),
      label: "--set",
      place,
      keyPlace,
    },
  };
}

/** Every `--set` in order, or the first that cannot be read. */
export function parseSets(texts: readonly string[]): Result<readonly Override[]> {
  const overrides: Override[] = [];
  for (const text of texts) {
    const override = parseSet(text);
    if (!override.ok) return override;
    overrides.push(override.value);
  }
  return { ok: true, value: overrides };
}

/** Loads the config that the command line asks for. Warnings go to the log. */
export function loadCliConfig(
  context: CliContext,
  files: readonly string[] = [],
  more: readonly Override[] = [],
): Result<LoadedConfig> {
  const globals = context.globals();
  const chosen = configFiles([...globals.config, ...files]);
  if (!chosen.ok) return chosen;
  const overrides = parseSets(globals.set);
  if (!overrides.ok) return overrides;
  const loaded = loadConfig({
    files: chosen.value,
    env: context.env,
    overrides: [...overrides.value, ...more],
    readFile,
    realPath,
    causes: causeNames,
    roots: [...chosen.value.map(folderOf), ...globals.allowPath],
  });
  if (loaded.ok) {
    for (const warning of loaded.value.warnings) context.log.warning("config.unknown", warning);
  }
  return loaded;
}
