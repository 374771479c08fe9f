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
import { type DataPath, parseYamlDocument, type YamlDocument } from "./document.ts";
import { listFields } from "./explain.ts";
import {
  createLayers,
  layDocument,
  type Layered,
  layValue,
  type Origin,
  originKey,
  readScalar,
} from "./layers.ts";
import { type Config, configHeader, configSchema, resolveConfig } from "./schema.ts";
import { resolveSecrets } from "./secrets.ts";

/** Reads a file: bytes, or why not. */
export type ReadFile = (path: string) => Result<Uint8Array>;

/** A value laid over the files by a scenario or an option. */
export interface Override {
  readonly path: string;
  readonly value: unknown;
  readonly label: string;
  readonly place: SourcePlace | null;
  /** Where the key stands, if elsewhere than the value. */
  readonly keyPlace?: SourcePlace;
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
  /** Resolves links, so that one cannot lead out of the roots; left out = paths as written. */
  readonly realPath?: (path: string) => string;
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

/** True where a path, links resolved, is inside the roots that the options allow. */
function isAllowed(path: string, options: LoadOptions): boolean {
  const real = options.realPath ?? ((same: string) => same);
  return isInside(real(path), options.roots?.map(real) ?? null);
}

function outside(path: string, place: SourcePlace | undefined): Fault {
  return {
    code: "CONFIG_PATH_OUTSIDE",
    message: `Cannot read "${path}": outside the folder of the root file`,
    help: "move it below, or allow its folder with --allow-path DIR",
    ...(place === undefined ? {} : { place }),
  };
}

/** A base that cannot be read is a mistake in the file that names it. */
function missingBase(fault: Fault, base: string, place: SourcePlace): Fault {
  if (fault.code !== "CONFIG_NOT_FOUND" && fault.code !== "CONFIG_UNREADABLE") return fault;
  return { ...fault, code: "CONFIG_REFERENCE", place, path: "extends", value: base };
}

function layFile(
  layers: Layered,
  file: string,
  options: LoadOptions,
  chain: readonly string[],
  named: SourcePlace | null,
): Result<void> {
  if (chain.includes(file) || chain.length > maxExtends) {
    return fail({
      code: "CONFIG_CYCLE",
      message: `Cannot extend "${file}": it extends itself through ${chain.join(" -> ")}`,
      path: "extends",
      ...(named === null ? {} : { place: named }),
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
    if (!isAllowed(path, options)) return fail(outside(path, place));
    const under = layFile(layers, path, options, [...chain, file], place);
    if (!under.ok) {
      return under.fault.place === undefined ? fail(missingBase(under.fault, base, place)) : under;
    }
  }
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return fail({
      code: "CONFIG_TYPE",
      message: "Cannot read a config that is not a mapping: expected keys and values",
      place: document.value.placeOf([]),
      help: "begin the file with mechos: config/1",
    });
  }
  const header = checkHeader(document.value);
  if (header !== null) return fail(header);
  layDocument(layers, document.value, fileKeys);
  return resolveWorldPaths(layers, file, document.value, options);
}

/** Every file says what it is, also one that is only extended. */
function checkHeader(document: YamlDocument): Fault | null {
  const { data } = document;
  const header = typeof data === "object" && data !== null && "mechos" in data
    ? data.mechos
    : undefined;
  if (header === configHeader) return null;
  const shown = header === undefined ? "no format" : `format ${JSON.stringify(header)}`;
  return {
    code: "CONFIG_VERSION",
    message: `Cannot read a config of ${shown}: ${configHeader} is expected`,
    path: "mechos",
    place: header === undefined ? document.placeOfKey([]) : document.placeOf(["mechos"]),
    ...(header === undefined ? {} : { value: String(header) }),
    help: `begin the file with mechos: ${configHeader}`,
  };
}

const worldFiles = ["map", "keepout", "speed"] as const;

/** Map files are named relative to the file that names them, and stay inside the roots. */
function resolveWorldPaths(
  layers: Layered,
  file: string,
  document: YamlDocument,
  options: LoadOptions,
): Result<void> {
  const merged = layers.data["world"];
  if (typeof merged !== "object" || merged === null) return ok(undefined);
  const { data } = document;
  const world = typeof data === "object" && data !== null && "world" in data ? data.world : null;
  if (typeof world !== "object" || world === null) return ok(undefined);
  for (const key of worldFiles) {
    const path: unknown = Reflect.get(world, key);
    if (typeof path !== "string") continue;
    const resolved = resolvePath(folderOf(file), path);
    if (!isAllowed(resolved, options)) {
      return fail(outside(path, document.placeOf(["world", key])));
    }
    Reflect.set(merged, key, resolved);
  }
  return ok(undefined);
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

/** Names that begin like a setting and are none: where tests find shared data. */
const otherVariables: ReadonlySet<string> = new Set(["MECHOS_DATA"]);

/** The variable that sets a path: kernel.tickHz is MECHOS_KERNEL__TICK_HZ. */
function variableOf(path: string): string {
  const parts = path.split(".").map((part) =>
    part.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase()
  );
  return envPrefix + parts.join("__");
}

function unknownVariable(name: string): string {
  const names = listFields().map((field) => variableOf(field.path))
    .filter((each) => each.includes("__"));
  const flat = name.slice(envPrefix.length).replaceAll("_", "");
  // MECHOS_TICKHZ lacks only its section: the name of the setting says which one is meant.
  const whole = names.find((each) => each.split("__").at(-1)?.replaceAll("_", "") === flat);
  const near = whole ?? nearest(name, names);
  return `"${name}" sets nothing: ${near === null ? "no such setting" : `did you mean ${near}?`}`;
}

/** True where the schema takes any key (places, regions, causes) or has exactly this one. */
function isKnown(path: readonly string[]): boolean {
  return path.every((key, depth) => {
    const known = keysAt(configSchema, path.slice(0, depth));
    return known.length === 0 ? depth > 1 : known.includes(key);
  });
}

function layEnvironment(
  layers: Layered,
  env: Readonly<Record<string, string>>,
  label: string,
): string[] {
  const warnings: string[] = [];
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(envPrefix) || otherVariables.has(name)) continue;
    const path = matchKeys(name.slice(envPrefix.length).split("__"));
    if (path.length < 2 || !isKnown(path)) {
      warnings.push(unknownVariable(name));
      continue;
    }
    // No excerpt: a variable may hold a secret.
    const place = { file: `${label}${name}`, line: 1, column: 1, excerpt: null };
    layValue(layers, path.join("."), readScalar(text), {
      label: `${label}${name}`,
      place,
      keyPlace: place,
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
    const laid = layFile(layers, file, options, [], null);
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
  for (const { path, value, label, place, keyPlace } of options.overrides) {
    const origin = { label, place, keyPlace: keyPlace ?? place };
    const set = layValue(layers, path, value, origin);
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
