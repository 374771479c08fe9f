/**
 * From files, environment and options to one checked config. Reading is injected, so that the
 * caller decides about rights.
 *
 * @module
 */
import { fail, type Fault, ok, type Result, type SourcePlace } from "core/fault.ts";
import { crossCheck } from "./checks.ts";
import { type Places, validate } from "./diagnose.ts";
import { type DataPath, parseYamlDocument, type YamlDocument } from "./document.ts";
import { layEnvironment, parseDotEnv, strangeLines } from "./environment.ts";
import {
  createLayers,
  layDocument,
  type Layered,
  layValue,
  type Origin,
  originKey,
} from "./layers.ts";
import { folderOf, isInside, resolvePath } from "./paths.ts";
import { type Config, configHeader, configSchema, resolveConfig } from "./schema.ts";
import { resolveSecrets } from "./secrets.ts";
import { isUrdf, readUrdf } from "./urdf.ts";

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

/** Files may extend each other this deep. */
const maxExtends = 8;
const fileKeys = new Set(["extends"]);

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
  if (isUrdf(file)) {
    const robot = readUrdf(bytes.value, file);
    if (!robot.ok) return robot;
    layDocument(layers, robot.value, fileKeys);
    return ok(undefined);
  }
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
  const sections = ["world", "failsafe"] as const;
  for (const section of sections) {
    const resolved = resolveNamedFiles(layers, file, document.value, options, section);
    if (!resolved.ok) return resolved;
  }
  return ok(undefined);
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

/** Keys that name other files, by their sections. */
const namedFiles = {
  world: ["map", "keepout", "speed"],
  failsafe: ["tree"],
} as const;

/** Such files are named relative to the file that names them, and stay inside the roots. */
function resolveNamedFiles(
  layers: Layered,
  file: string,
  document: YamlDocument,
  options: LoadOptions,
  section: keyof typeof namedFiles,
): Result<void> {
  const merged = layers.data[section];
  if (typeof merged !== "object" || merged === null) return ok(undefined);
  const { data } = document;
  const own: unknown = typeof data === "object" && data !== null
    ? Reflect.get(data, section)
    : null;
  if (typeof own !== "object" || own === null) return ok(undefined);
  for (const key of namedFiles[section]) {
    const path: unknown = Reflect.get(own, key);
    if (typeof path !== "string") continue;
    const resolved = resolvePath(folderOf(file), path);
    if (!isAllowed(resolved, options)) {
      return fail(outside(path, document.placeOf([section, key])));
    }
    Reflect.set(merged, key, resolved);
  }
  return ok(undefined);
}

/**
 * Reads the file of a secret: found from the file that names it, or from the last one where an
 * option does, and inside the roots.
 */
function readSecret(
  path: string,
  place: SourcePlace | undefined,
  options: LoadOptions,
): Result<Uint8Array> {
  const last = options.files[options.files.length - 1] ?? ".";
  const file = options.files.find((one) => one === place?.file) ?? last;
  const resolved = resolvePath(folderOf(file), path);
  return isAllowed(resolved, options) ? options.readFile(resolved) : fail(outside(path, place));
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
      warnings.push(...strangeLines(text));
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
  const secrets = resolveSecrets(layers.data, {
    env: options.env,
    readSecret: (path, place) => readSecret(path, place, options),
  }, places);
  if (!secrets.ok) return secrets;
  const parsed = validate(configSchema, layers.data, places);
  if (!parsed.ok) return parsed;
  const config = resolveConfig(parsed.value);
  const [fault] = crossCheck(parsed.value, config, places, options.causes);
  if (fault !== undefined) return fail(fault);
  return ok({
    config,
    originOf: (path) => layers.origins.get(originKey(path))?.label ?? "default",
    placeOf: (path) => nearestOrigin(layers, path)?.place ?? undefined,
    warnings,
    files: options.files,
  });
}
