/**
 * `include:` of scenario files: the named files are the ground, the including one lies on top.
 * Mappings merge, the lists of events, expectations, obstacles and people are joined, everything
 * else is replaced. Each value keeps the place where it was written.
 *
 * @module
 */
import { fail, ok, type Result, type SourcePlace } from "core/fault.ts";
import {
  type DataPath,
  folderOf,
  parseYamlDocument,
  type ReadFile,
  resolvePath,
  type YamlDocument,
} from "core/config/mod.ts";

/** Most files one scenario may consist of, and how deep they may include. */
const maxFiles = 16;
const maxIncludeDepth = 4;

/** Lists that are joined; all others are replaced whole. */
const joined = new Set(["events", "expect", "phases", "world.obstacles", "world.pedestrians"]);

/** Fields that name files: they are relative to the file in which they stand. */
const fileFields: readonly DataPath[] = [
  ["robot"],
  ["world", "map"],
  ["world", "keepout"],
  ["world", "speed"],
  ["brain", "file"],
  ["brain", "prices"],
  ["set", "failsafe.tree"],
];
/** The same of one of several robots. */
const robotFileFields: readonly DataPath[] = [["robot"], ["brain", "file"]];

type Mapping = Record<string, unknown>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A path from one folder to a file, both as they were given. */
function relativePath(folder: string, file: string): string {
  if (file.startsWith("/")) return file;
  const from = folder === "." ? [] : folder.split("/");
  const to = file.split("/");
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same += 1;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/");
}

/** Lets the files that an included file names be found from the including one. */
function rebase(data: Mapping, own: string, root: string): void {
  rebaseFields(data, fileFields, own, root);
  const robots = data["robots"];
  if (!isMapping(robots)) return;
  for (const entry of Object.values(robots)) {
    if (isMapping(entry)) rebaseFields(entry, robotFileFields, own, root);
  }
}

function rebaseFields(data: Mapping, fields: readonly DataPath[], own: string, root: string): void {
  for (const path of fields) {
    const parent = path.length === 1 ? data : data[String(path[0])];
    const key = String(path[path.length - 1]);
    if (!isMapping(parent) || typeof parent[key] !== "string") continue;
    parent[key] = relativePath(folderOf(root), resolvePath(folderOf(own), parent[key]));
  }
}

/** Plain data of a scenario, moved from one file to another: what it names is still found. */
export function rebaseScenario(
  data: Readonly<Record<string, unknown>>,
  from: string,
  to: string,
): Record<string, unknown> {
  const copy: Mapping = structuredClone(data);
  rebase(copy, from, to);
  return copy;
}

interface Origin {
  readonly document: YamlDocument;
  readonly path: DataPath;
}

interface Layer {
  readonly data: Mapping;
  readonly origins: Map<string, Origin>;
}

const keyOf = (path: DataPath): string => JSON.stringify(path);

function note(layer: Layer, value: unknown, at: DataPath, origin: Origin): void {
  layer.origins.set(keyOf(at), origin);
  const below = (part: string | number, child: unknown): void =>
    note(layer, child, [...at, part], { ...origin, path: [...origin.path, part] });
  if (Array.isArray(value)) { for (const [index, item] of value.entries()) below(index, item); }
  else if (isMapping(value)) { for (const [key, item] of Object.entries(value)) below(key, item); }
}

function lay(
  layer: Layer,
  into: Mapping,
  top: Mapping,
  at: DataPath,
  document: YamlDocument,
  from: DataPath,
): void {
  for (const [key, value] of Object.entries(top)) {
    const path = [...at, key];
    const origin: Origin = { document, path: [...from, key] };
    const below = into[key];
    if (isMapping(below) && isMapping(value)) {
      layer.origins.set(keyOf(path), origin);
      lay(layer, below, value, path, document, origin.path);
    } else if (Array.isArray(below) && Array.isArray(value) && joined.has(path.join("."))) {
      for (const [index, item] of value.entries()) {
        note(layer, item, [...path, below.length], { document, path: [...origin.path, index] });
        below.push(item);
      }
    } else {
      into[key] = value;
      note(layer, value, path, origin);
    }
  }
}

function includesOf(document: YamlDocument): Result<readonly string[]> {
  const { data } = document;
  const given = isMapping(data) ? data["include"] : undefined;
  if (given === undefined) return ok([]);
  const list = Array.isArray(given) ? given : [given];
  const texts = list.filter((item): item is string => typeof item === "string" && item !== "");
  if (texts.length === list.length && list.length > 0) return ok(texts);
  return fail({
    code: "CONFIG_TYPE",
    message: "Cannot include this: a file name or a list of file names is wanted",
    place: document.placeOf(["include"]),
    help: "for example include: ../base.yaml",
  });
}

interface Reading {
  readonly readFile: ReadFile;
  readonly root: string;
  files: number;
}

function layFile(
  layer: Layer,
  file: string,
  depth: number,
  reading: Reading,
  named: SourcePlace | null,
): Result<YamlDocument> {
  reading.files += 1;
  if (depth > maxIncludeDepth || reading.files > maxFiles) {
    const message =
      `Cannot include "${file}": more than ${maxIncludeDepth} levels or ${maxFiles} files`;
    return fail({
      code: "SIM_SCENARIO",
      message,
      ...(named === null ? {} : { place: named }),
      help: "files that include each other never end",
    });
  }
  const bytes = reading.readFile(file);
  if (!bytes.ok) return named === null ? bytes : fail({ ...bytes.fault, place: named });
  const document = parseYamlDocument(bytes.value, file);
  if (!document.ok) return document;
  const includes = includesOf(document.value);
  if (!includes.ok) return includes;
  for (const name of includes.value) {
    const path = resolvePath(folderOf(file), name);
    const below = layFile(layer, path, depth + 1, reading, document.value.placeOf(["include"]));
    if (!below.ok) return below;
  }
  const { data } = document.value;
  if (!isMapping(data)) return document;
  const own = structuredClone(data);
  delete own["include"];
  if (file !== reading.root) rebase(own, file, reading.root);
  lay(layer, layer.data, own, [], document.value, []);
  return document;
}

/**
 * Reads a scenario file with all that it includes, as one document. `placeOf` leads to the file
 * in which a value was written.
 */
export function composeScenario(file: string, readFile: ReadFile): Result<YamlDocument> {
  const layer: Layer = { data: {}, origins: new Map() };
  const reading: Reading = { readFile, root: file, files: 0 };
  const document = layFile(layer, file, 0, reading, null);
  if (!document.ok || reading.files === 1) return document;
  const nearest = (path: DataPath): Origin => {
    for (let length = path.length; length > 0; length--) {
      const origin = layer.origins.get(keyOf(path.slice(0, length)));
      if (origin === undefined) continue;
      return { document: origin.document, path: [...origin.path, ...path.slice(length)] };
    }
    return { document: document.value, path };
  };
  return ok({
    file,
    data: layer.data,
    placeOf: (path) => {
      const origin = nearest(path);
      return origin.document.placeOf(origin.path);
    },
    placeOfKey: (path) => {
      const origin = nearest(path);
      return origin.document.placeOfKey(origin.path);
    },
  });
}
