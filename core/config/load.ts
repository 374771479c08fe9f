/**
 * From files, environment and options to one checked config. Reading is injected, so that the
 * caller decides about rights.
 *
 * @module
 */
import { fail, type Fault, ok, type Result, type SourcePlace } from "core/fault.ts";
import { nearest } from "core/nearest.ts";
import { crossCheck } from "./checks.ts";
import { keysAt, type Places, validate } from "./diagnose.ts";
import { type DataPath, parseYamlDocument } from "./document.ts";
import {
  createLayers,
  layDocument,
  type Layered,
  layValue,
  type Origin,
  originKey,
  readScalar,
} from "./layers.ts";
import { type Config, configSchema, resolveConfig } from "./schema.ts";
import { resolveSecrets } from "./secrets.ts";

/** Reads a file: bytes, or why not. */
export type ReadFile = (path: string) => Result<Uint8Array>;

/** A value laid over the files by a scenario or an option. */
export interface Override {
  readonly path: string;
  readonly value: unknown;
  readonly label: string;
  readonly place: SourcePlace | null;
}

/** What to load from. */
export interface LoadOptions {
  readonly files: readonly string[];
  /** Environment as read once in main; only MECHOS_* is used. */
  readonly env: Readonly<Record<string, string>>;
  /** Laid over the environment, in order. */
  readonly overrides: readonly Override[];
  readonly readFile: ReadFile;
  /** Names of failsafe causes, for the section `failsafe.causes`. */
  readonly causes: readonly string[];
  /** Folders that files may be in; null = anywhere. */
  readonly roots: readonly string[] | null;
}

/** A config that passed every check. */
export interface LoadedConfig {
  readonly config: Config;
  /** Where a leaf came from; "default" where nothing set it. */
  originOf(path: DataPath): string;
  /** Where the value at a path stands, if a file set it. */
  placeOf(path: DataPath): SourcePlace | undefined;
  readonly warnings: readonly string[];
  readonly files: readonly string[];
}

const envPrefix = "MECHOS_";
/** Files may extend each other this deep. */
const maxExtends = 8;
const fileKeys = new Set(["extends"]);

/** Folder of a path with "/" as separator. */
export function folderOf(path: string): string {
  const cut = path.lastIndexOf("/");
  return cut < 0 ? "." : cut === 0 ? "/" : path.slice(0, cut);
}

/** Joins and normalises, without touching the disk. */
export function resolvePath(folder: string, path: string): string {
  const joined = path.startsWith("/") ? path : `${folder}/${path}`;
  const parts: string[] = [];
  for (const part of joined.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts[parts.length - 1] !== "..") parts.pop();
    else parts.push(part);
  }
  return (joined.startsWith("/") ? "/" : "") + (parts.join("/") || ".");
}

/** True where a path is inside one of some folders. */
export function isInside(path: string, roots: readonly string[] | null): boolean {
  return roots === null || roots.some((root) => path === root || path.startsWith(`${root}/`));
}

function outside(path: string, place: SourcePlace | undefined): Fault {
  return {
    code: "CONFIG_PATH_OUTSIDE",
    message: `Cannot read "${path}": outside the folder of the root file`,
    help: "move it below, or allow its folder with --allow-path DIR",
    ...(place === undefined ? {} : { place }),
  };
}

function layFile(
  layers: Layered,
  file: string,
  options: LoadOptions,
  chain: readonly string[],
): Result<void> {
  if (chain.includes(file) || chain.length > maxExtends) {
    return fail({
      code: "CONFIG_CYCLE",
      message: `Cannot extend "${file}": it extends itself through ${chain.join(" -> ")}`,
      help: "break the circle",
    });
  }
  const bytes = options.readFile(file);
  if (!bytes.ok) return bytes;
  const document = parseYamlDocument(bytes.value, file);
  if (!document.ok) return document;
  const data = document.value.data;
  const base = typeof data === "object" && data !== null && "extends" in data
    ? data.extends
    : undefined;
  if (base !== undefined) {
    const place = document.value.placeOf(["extends"]);
    if (typeof base !== "string") {
      return fail({
        code: "CONFIG_TYPE",
        message: `Cannot use ${JSON.stringify(base)} for "extends": expected a file`,
        place,
      });
    }
    const path = resolvePath(folderOf(file), base);
    if (!isInside(path, options.roots)) return fail(outside(path, place));
    const under = layFile(layers, path, options, [...chain, file]);
    if (!under.ok) return under;
  }
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return fail({
      code: "CONFIG_TYPE",
      message: "Cannot read a config that is not a mapping: expected keys and values",
      place: document.value.placeOf([]),
      help: "begin the file with mechos: config/1",
    });
  }
  layDocument(layers, document.value, fileKeys);
  resolveWorldPaths(layers, file, data);
  return ok(undefined);
}

/** Map files are named relative to the file that names them. */
function resolveWorldPaths(layers: Layered, file: string, data: object): void {
  const world = "world" in data ? data.world : undefined;
  const merged = layers.data["world"];
  if (
    typeof world !== "object" || world === null || typeof merged !== "object" || merged === null
  ) return;
  for (const key of ["map", "keepout", "speed"]) {
    const path: unknown = Reflect.get(world, key);
    if (typeof path === "string") Reflect.set(merged, key, resolvePath(folderOf(file), path));
  }
}

function camel(part: string): string {
  return part.toLowerCase().replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

/** Finds the key of a section whatever its case: MECHOS_KERNEL__TICK_HZ is kernel.tickHz. */
function matchKeys(parts: readonly string[]): string[] {
  const path: string[] = [];
  for (const part of parts) {
    const known = keysAt(configSchema, path);
    const flat = part.toLowerCase().replaceAll("_", "");
    path.push(known.find((key) => key.toLowerCase() === flat) ?? camel(part));
  }
  return path;
}

function layEnvironment(
  layers: Layered,
  env: Readonly<Record<string, string>>,
  label: string,
): string[] {
  const warnings: string[] = [];
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(envPrefix) || !name.includes("__")) continue;
    const parts = name.slice(envPrefix.length).split("__");
    const path = matchKeys(parts);
    const known = keysAt(configSchema, path.slice(0, -1));
    const last = path[path.length - 1] ?? "";
    if (known.length > 0 && !known.includes(last)) {
      const near = nearest(last, known);
      const hint = near === null ? "" : `: did you mean ${[...path.slice(0, -1), near].join(".")}?`;
      warnings.push(`${label}${name} sets nothing${hint}`);
      continue;
    }
    layValue(layers, path.join("."), readScalar(text), {
      label: `${label}${name}`,
      place: null,
      keyPlace: null,
    });
  }
  return warnings;
}

/** Lines `NAME=value` of a `.env` file; quotes are taken off, `#` begins a comment. */
export function parseDotEnv(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match === null) continue;
    const raw = match[2] ?? "";
    const quoted = /^(["'])(.*)\1$/.exec(raw);
    found[match[1] ?? ""] = quoted ? quoted[2] ?? "" : raw.replace(/\s+#.*$/, "");
  }
  return found;
}

function nearestOrigin(layers: Layered, path: DataPath): Origin | undefined {
  for (let length = path.length; length > 0; length--) {
    const origin = layers.origins.get(originKey(path.slice(0, length)));
    if (origin !== undefined) return origin;
  }
  return undefined;
}

function placesOf(layers: Layered, fallback: SourcePlace | undefined): Places {
  return {
    placeOf: (path) => nearestOrigin(layers, path)?.place ?? fallback,
    placeOfKey: (path) => nearestOrigin(layers, path)?.keyPlace ?? fallback,
  };
}

function layAll(options: LoadOptions): Result<{ layers: Layered; warnings: string[] }> {
  const layers = createLayers();
  const warnings: string[] = [];
  for (const file of options.files) {
    const laid = layFile(layers, file, options, []);
    if (!laid.ok) return laid;
  }
  const last = options.files[options.files.length - 1];
  if (last !== undefined) {
    const dotEnv = options.readFile(`${folderOf(last)}/.env`);
    if (dotEnv.ok) {
      const text = new TextDecoder().decode(dotEnv.value);
      warnings.push(...layEnvironment(layers, parseDotEnv(text), ".env "));
    }
  }
  warnings.push(...layEnvironment(layers, options.env, "env "));
  for (const { path, value, label, place } of options.overrides) {
    const set = layValue(layers, path, value, { label, place, keyPlace: place });
    if (!set.ok) return set;
  }
  return ok({ layers, warnings });
}

/** Loads, merges, validates and cross-checks. The first fault in file order is returned. */
export function loadConfig(options: LoadOptions): Result<LoadedConfig> {
  const laid = layAll(options);
  if (!laid.ok) return laid;
  const { layers, warnings } = laid.value;
  const first = options.files[0];
  const fallback = first === undefined
    ? undefined
    : { file: first, line: 1, column: 1, excerpt: null };
  const places = placesOf(layers, fallback);
  const secrets = resolveSecrets(layers.data, options.env, options.readFile, places);
  if (!secrets.ok) return secrets;
  const parsed = validate(configSchema, layers.data, places);
  if (!parsed.ok) return parsed;
  const config = resolveConfig(parsed.value);
  const [fault] = crossCheck(config, places, options.causes);
  if (fault !== undefined) return fail(fault);
  return ok({
    config,
    originOf: (path) => layers.origins.get(originKey(path))?.label ?? "default",
    placeOf: (path) => nearestOrigin(layers, path)?.place ?? undefined,
    warnings,
    files: options.files,
  });
}
