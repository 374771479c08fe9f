/**
 * Layers of config merged into one tree of plain data, with the origin of every leaf: defaults <
 * /etc < files in order < `.env` < MECHOS_* < --set. Maps merge key by key, lists and leaves are
 * replaced whole.
 *
 * @module
 */
import { fail, ok, type Result, type SourcePlace } from "core/fault.ts";
import { parse as parseYaml } from "yaml";
import type { DataPath, YamlDocument } from "./document.ts";

/** Where a value came from: for `config show --origin` and for the place of a fault. */
export interface Origin {
  readonly label: string;
  readonly place: SourcePlace | null;
  readonly keyPlace: SourcePlace | null;
}

/** Merged data with the origin of each path. */
export interface Layered {
  data: Record<string, unknown>;
  readonly origins: Map<string, Origin>;
}

/** An empty tree. */
export function createLayers(): Layered {
  return { data: {}, origins: new Map() };
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const forbidden = new Set(["__proto__", "constructor", "prototype"]);

/** A key of the origin table. */
export function originKey(path: DataPath): string {
  return path.map(String).join("\u0000");
}

const shapes = [["radiusM"], ["lengthM", "widthM"], ["polygon"]];
/** Keys that say the same in another way: the higher layer's form drives out the lower's. */
const rivals: ReadonlyMap<string, readonly string[]> = new Map([
  ["yawDeg", ["yawRad"]],
  ["yawRad", ["yawDeg"]],
  ...shapes.flatMap((form) =>
    form.map((key): [string, string[]] => [key, shapes.flat().filter((k) => !form.includes(k))])
  ),
]);

function dropRivals(into: Record<string, unknown>, from: Record<string, unknown>): void {
  for (const key of Object.keys(from)) {
    for (const rival of rivals.get(key) ?? []) if (!Object.hasOwn(from, rival)) delete into[rival];
  }
}

function mergeInto(
  into: Record<string, unknown>,
  from: Record<string, unknown>,
  path: readonly (string | number)[],
  note: (path: readonly (string | number)[], value: unknown) => void,
): void {
  dropRivals(into, from);
  for (const key of Object.keys(from)) {
    if (forbidden.has(key)) continue;
    const value = from[key];
    const here = [...path, key];
    const present = into[key];
    note(here, value);
    if (isMapping(value)) {
      const child = isMapping(present) ? present : {};
      into[key] = child;
      mergeInto(child, value, here, note);
    } else {
      into[key] = value;
      if (Array.isArray(value)) noteList(value, here, note);
    }
  }
}

function noteList(
  list: readonly unknown[],
  path: readonly (string | number)[],
  note: (path: readonly (string | number)[], value: unknown) => void,
): void {
  for (const [index, item] of list.entries()) {
    note([...path, index], item);
    if (Array.isArray(item)) noteList(item, [...path, index], note);
    else if (isMapping(item)) {
      for (const key of Object.keys(item)) {
        note([...path, index, key], item[key]);
        const inner = item[key];
        if (isMapping(inner)) mergeInto({}, inner, [...path, index, key], note);
        else if (Array.isArray(inner)) noteList(inner, [...path, index, key], note);
      }
    }
  }
}

/** Lays a parsed file over what is there. */
export function layDocument(
  layers: Layered,
  document: YamlDocument,
  skip: ReadonlySet<string>,
): void {
  if (!isMapping(document.data)) return;
  const data = Object.fromEntries(Object.entries(document.data).filter(([key]) => !skip.has(key)));
  mergeInto(layers.data, data, [], (path) => {
    const place = document.placeOf(path);
    const keyPlace = document.placeOfKey(path);
    layers.origins.set(originKey(path), {
      label: `${place.file}:${place.line}`,
      place,
      keyPlace,
    });
  });
}

function notAPath(dotted: string, why: string, origin: Origin): Result<void> {
  return fail({
    code: "CONFIG_UNKNOWN_KEY",
    message: `Cannot set "${dotted}": ${why}`,
    path: dotted,
    help: "write it like kernel.limits.maxLinearMps=0.2 or robot.sensors[0].rateHz=5",
    ...(origin.place === null ? {} : { place: origin.place }),
  });
}

/** Steps into a child, making a mapping where there is none; null for an entry that lacks. */
function childOf(node: object, part: string): object | null {
  const next: unknown = Reflect.get(node, part);
  if (typeof next === "object" && next !== null) return next;
  if (Array.isArray(node)) return null;
  const made = {};
  Reflect.set(node, part, made);
  return made;
}

/**
 * Where a part of a dotted key stands, of which the origin tells the last one; the origin's own
 * place where the key stands nowhere (a variable).
 */
function partPlace({ place, keyPlace }: Origin, dotted: string, part: string): SourcePlace | null {
  if (keyPlace === null || keyPlace === place) return keyPlace;
  const last = dotted.lastIndexOf(".") + 1;
  const at = `.${dotted}.`.indexOf(`.${part}.`);
  return at < 0 ? keyPlace : { ...keyPlace, column: keyPlace.column - last + at };
}

/** Sets one value by its dotted path; `list[2]` and `list.2` name an entry that is there. */
export function layValue(
  layers: Layered,
  dotted: string,
  value: unknown,
  origin: Origin,
): Result<void> {
  const parts = dotted.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
  if (parts.some((part) => part === "" || forbidden.has(part))) {
    return notAPath(dotted, "not a path", origin);
  }
  let node: object = layers.data;
  const path: (string | number)[] = [];
  const last = parts[parts.length - 1] ?? "";
  for (const part of parts.slice(0, -1)) {
    path.push(Array.isArray(node) ? Number(part) : part);
    const child = childOf(node, part);
    if (child === null) return notAPath(dotted, `"${part}" is not an entry of the list`, origin);
    node = child;
    const made = { ...origin, keyPlace: partPlace(origin, dotted, part) };
    if (!layers.origins.has(originKey(path))) layers.origins.set(originKey(path), made);
  }
  if (Array.isArray(node)) {
    if (!(Number(last) < node.length)) {
      return notAPath(dotted, `"${last}" is not an entry of the list`, origin);
    }
    path.push(Number(last));
  } else {
    for (const rival of rivals.get(last) ?? []) Reflect.deleteProperty(node, rival);
    path.push(last);
  }
  Reflect.set(node, last, value);
  const note = (below: DataPath) => layers.origins.set(originKey(below), origin);
  note(path);
  if (isMapping(value)) mergeInto({}, value, path, note);
  else if (Array.isArray(value)) noteList(value, path, note);
  return ok(undefined);
}

/** Reads the text of a `--set` or an environment variable as a YAML scalar or flow value. */
export function readScalar(text: string): unknown {
  if (text.length > 4096) return text;
  try {
    return parseYaml(text, { maxAliasCount: 0 }) ?? text;
  } catch {
    return text;
  }
}
