/**
 * Changes single values of a YAML file in its text, so that comments, order and layout stay as
 * their author left them. Each edit is proven by reading the result again: it must differ from the
 * old data in that value and in nothing else.
 *
 * @module
 */
import { isMap, isScalar, type Node, parseDocument, type YAMLMap } from "yaml";
import { fail, ok, type Result } from "core/fault.ts";
import { parseYamlDocument } from "./document.ts";

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Place {
  readonly map: YAMLMap;
  /** Keys that are there and those that lack. */
  readonly found: readonly string[];
  readonly missing: readonly string[];
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}

function pairOf(map: YAMLMap, key: string) {
  return map.items.find((item) => keyText(item.key) === key);
}

/** The deepest mapping on the way to a path, and what is missing below it. */
function deepest(root: YAMLMap, path: readonly string[]): Place {
  let map = root;
  for (const [depth, key] of path.entries()) {
    const value = pairOf(map, key)?.value;
    if (!isMap(value)) return { map, found: path.slice(0, depth), missing: path.slice(depth) };
    map = value;
  }
  return { map, found: path, missing: [] };
}

/** Where the last value of a node ends. */
function endOf(node: unknown): number {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (last !== undefined) return last.value === null ? endOf(last.key) : endOf(last.value);
  }
  const range = typeof node === "object" && node !== null ? Reflect.get(node, "range") : null;
  return Array.isArray(range) ? Number(range[1]) : 0;
}

function startOf(node: unknown): number {
  const range = typeof node === "object" && node !== null ? Reflect.get(node, "range") : null;
  return Array.isArray(range) ? Number(range[0]) : 0;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  const at = end < 0 ? text.length : end;
  return text[at - 1] === "\r" ? at - 1 : at;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

/** `a:\n  b: 1` for the keys that lack, at an indentation. */
function block(keys: readonly string[], value: string, indent: number, eol: string): string {
  return keys.map((key, depth) => {
    const last = depth === keys.length - 1;
    return `${" ".repeat(indent + 2 * depth)}${key}:${last ? ` ${value}` : ""}`;
  }).join(eol);
}

/** `a: { b: 1 }` for the keys that lack. */
function flow(keys: readonly string[], value: string): string {
  const [key, ...rest] = keys;
  return rest.length === 0 ? `${key}: ${value}` : `${key}: { ${flow(rest, value)} }`;
}

function insertion(text: string, place: Place, value: string): Splice | null {
  const { map, missing } = place;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const [key] = missing;
  const present = key === undefined ? undefined : pairOf(map, key);
  if (map.flow === true) {
    const last = map.items.at(-1);
    const inner = flow(missing, value);
    if (present !== undefined) return null;
    if (last === undefined) {
      return { from: startOf(map) + 1, to: endOf(map) - 1, text: ` ${inner} ` };
    }
    const at = last.value === null ? endOf(last.key) : endOf(last.value);
    return { from: at, to: at, text: `, ${inner}` };
  }
  const first = map.items[0];
  const indent = columnOf(text, startOf(first?.key));
  if (present !== undefined) {
    // `key:` without a value: what lacks below goes onto the next lines.
    const at = lineEnd(text, endOf(present.key));
    const below = block(missing.slice(1), value, indent + 2, eol);
    return missing.length < 2 ? null : { from: at, to: at, text: `${eol}${below}` };
  }
  const at = lineEnd(text, endOf(map));
  return { from: at, to: at, text: `${eol}${block(missing, value, indent, eol)}` };
}

function replacement(node: Node, value: string): Splice {
  return { from: startOf(node), to: endOf(node), text: value };
}

function setIn(data: unknown, path: readonly string[], value: number): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const base = typeof data === "object" && data !== null ? data : {};
  return { ...base, [key]: setIn(Reflect.get(base, key), rest, value) };
}

function sameData(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return Object.is(a, b);
  }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && Array.isArray(a) === Array.isArray(b) &&
    keys.every((key) =>
      Object.hasOwn(b, key) && sameData(Reflect.get(a, key), Reflect.get(b, key))
    );
}

function cannot(file: string, path: string): Result<never> {
  return fail({
    code: "CONFIG_SYNTAX",
    message: `Cannot write "${path}" into "${file}" without changing anything else`,
    path,
    help: "write it by hand; anchors, merges and tabs are left to their author",
  });
}

function edit(text: string, file: string, dotted: string, value: number): Result<string> {
  const path = dotted.split(".");
  const before = parseYamlDocument(new TextEncoder().encode(text), file);
  if (!before.ok) return before;
  const root = parseDocument(text).contents;
  if (!isMap(root)) return cannot(file, dotted);
  const place = deepest(root, path);
  const leaf = place.missing.length === 1 ? pairOf(place.map, place.missing[0] ?? "") : undefined;
  const node = leaf?.value;
  const splice = isScalar(node) && node.value !== null
    ? replacement(node, String(value))
    : insertion(text, place, String(value));
  if (splice === null) return cannot(file, dotted);
  const edited = text.slice(0, splice.from) + splice.text + text.slice(splice.to);
  const after = parseYamlDocument(new TextEncoder().encode(edited), file);
  const wanted = setIn(before.value.data, path, value);
  return after.ok && sameData(after.value.data, wanted) ? ok(edited) : cannot(file, dotted);
}

/**
 * Sets numbers in the text of a YAML file.
 *
 * @param file Name of the file, for messages.
 * @param changes Values by dotted path; a path that lacks is added.
 * @returns the new text. Fails where the text does not parse or where an edit would touch more
 * than its value.
 */
export function editYaml(
  text: string,
  file: string,
  changes: ReadonlyMap<string, number>,
): Result<string> {
  let edited = text;
  for (const [path, value] of changes) {
    const next = edit(edited, file, path, value);
    if (!next.ok) return next;
    edited = next.value;
  }
  return ok(edited);
}
