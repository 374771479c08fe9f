/**
 * A YAML file as plain data with the place of every key and value. Everything a stranger could
 * put into it is bounded: size, depth, aliases, encoding.
 *
 * @module
 */
import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";
import { fail, ok, type Result, type SourcePlace } from "core/fault.ts";

/** Largest file, bytes. */
export const maxFileBytes = 1_048_576;
/** Deepest nesting of maps and lists. */
export const maxDepth = 32;
/** Most aliases in one file (an alias bomb needs many). */
export const maxAliases = 100;

/** A path into the data: keys and indices. */
export type DataPath = readonly (string | number)[];

/** A file that parsed. */
export interface YamlDocument {
  readonly file: string;
  readonly data: unknown;
  /** Place of the value at a path, or of its nearest ancestor that exists. */
  placeOf(path: DataPath): SourcePlace;
  /** Place of the key at the end of a path. */
  placeOfKey(path: DataPath): SourcePlace;
}

function bad(
  code:
    | "CONFIG_NOT_UTF8"
    | "CONFIG_TOO_LARGE"
    | "CONFIG_ALIAS_LIMIT"
    | "CONFIG_SYNTAX"
    | "CONFIG_DUPLICATE_KEY",
  message: string,
  place: SourcePlace,
  help: string,
) {
  return fail({ code, message, place, help });
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The line of the first byte that is not UTF-8, from 1. */
function badLine(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    // A cut inside a character is not an error of the text: look three bytes further back.
    const good = [0, 1, 2, 3].some((less) =>
      decode(bytes.subarray(0, Math.max(0, middle - less))) !== null
    );
    if (good) low = middle;
    else high = middle - 1;
  }
  let line = 1;
  for (let i = 0; i < low; i++) if (bytes[i] === 10) line += 1;
  return line;
}

function depthOf(node: unknown, depth: number): number {
  if (depth > maxDepth) return depth;
  let deepest = depth;
  if (isMap(node) || isSeq(node)) {
    for (const item of node.items) {
      const child = isPair(item) ? item.value : item;
      deepest = Math.max(deepest, depthOf(child, depth + 1));
    }
  }
  return deepest;
}

function countAliases(node: unknown): number {
  if (isAlias(node)) return 1;
  if (!isMap(node) && !isSeq(node)) return 0;
  let sum = 0;
  for (const item of node.items) {
    sum += isPair(item) ? countAliases(item.key) + countAliases(item.value) : countAliases(item);
  }
  return sum;
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

interface Found {
  readonly key: Node | null;
  readonly value: Node | null;
}

/** Walks down a path as far as it exists. */
function find(root: Node | null, path: DataPath): Found {
  let key: Node | null = null;
  let node: Node | null = root;
  for (const part of path) {
    if (isMap(node)) {
      const pair: { key: unknown; value: unknown } | undefined = node.items.find((item) =>
        keyText(item.key) === String(part)
      );
      if (pair === undefined) break;
      key = isScalar(pair.key) ? pair.key : null;
      const value: unknown = pair.value;
      node = isMap(value) || isSeq(value) || isScalar(value) || isAlias(value) ? value : null;
    } else if (isSeq(node) && typeof part === "number") {
      const item: unknown = node.items[part];
      key = null;
      node = isMap(item) || isSeq(item) || isScalar(item) || isAlias(item) ? item : null;
    } else break;
  }
  return { key, value: node };
}

/** Parses one YAML file. Fails with the line and column of what is wrong. */
export function parseYamlDocument(bytes: Uint8Array, file: string): Result<YamlDocument> {
  const top = { file, line: 1, column: 1, excerpt: null };
  if (bytes.length > maxFileBytes) {
    const message = `Cannot read a file of ${bytes.length} bytes: at most ${maxFileBytes}`;
    return bad("CONFIG_TOO_LARGE", message, top, "split it with `extends`");
  }
  const text = decode(bytes);
  if (text === null) {
    const place = { ...top, line: badLine(bytes) };
    return bad("CONFIG_NOT_UTF8", "File is not UTF-8 text", place, "save it as UTF-8");
  }
  const lines = text.split("\n");
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: true,
  });
  const placeAt = (offset: number): SourcePlace => {
    const { line, col } = counter.linePos(offset);
    const excerpt = lines[line - 1]?.replace(/\r$/, "") ?? null;
    return { file, line, column: col, excerpt };
  };
  const error = document.errors[0];
  if (error !== undefined) {
    const duplicate = error.code === "DUPLICATE_KEY";
    const code = duplicate ? "CONFIG_DUPLICATE_KEY" : "CONFIG_SYNTAX";
    const first = error.message.split("\n")[0] ?? "";
    const help = duplicate ? "remove one of the two" : "check indentation, quotes and colons";
    const message = duplicate ? "Key stands twice in one mapping" : `Not valid YAML: ${first}`;
    // No excerpt: the text did not parse, so nobody knows which part of it is a secret.
    return bad(code, message, { ...placeAt(error.pos[0]), excerpt: null }, help);
  }
  if (countAliases(document.contents) > maxAliases) {
    const message = `File uses more than ${maxAliases} YAML aliases`;
    return bad("CONFIG_ALIAS_LIMIT", message, top, "write the values out");
  }
  if (depthOf(document.contents, 0) > maxDepth) {
    return bad("CONFIG_SYNTAX", `File is nested deeper than ${maxDepth} levels`, top, "flatten it");
  }
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: maxAliases });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return bad(
      "CONFIG_ALIAS_LIMIT",
      `Cannot resolve YAML aliases: ${message}`,
      top,
      "write the values out",
    );
  }
  const place = (node: Node | null): SourcePlace => {
    const offset = node?.range?.[0];
    return offset === undefined ? { ...top, excerpt: lines[0] ?? null } : placeAt(offset);
  };
  return ok({
    file,
    data,
    placeOf: (path) => {
      const found = find(document.contents, path);
      return place(found.value ?? found.key);
    },
    placeOfKey: (path) => {
      const found = find(document.contents, path);
      return place(found.key ?? found.value);
    },
  });
}
