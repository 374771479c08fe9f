/**
 * A YAML file as plain data with the place of every key and value. Everything a stranger could
 * put into it is bounded: size, depth, aliases, encoding.
 *
 * @module
 */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";
import { fail, type Fault, ok, type Result, type SourcePlace } from "core/fault.ts";
import { maskExcerpt } from "./mask.ts";

/** Largest file, bytes. */
export const maxFileBytes = 1_048_576;
/** Deepest nesting of maps and lists. */
export const maxDepth = 32;
/** Most aliases in one file (an alias bomb needs many). */
export const maxAliases = 100;
/** Most values that aliases may make of one file: what an alias bomb runs into. */
const maxAliasGrowth = 10_000;

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

/** True where bytes are the beginning of some UTF-8 text. */
function beginsText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Line and column (from 1) of the first byte that is not UTF-8. */
function badPlace(bytes: Uint8Array): { line: number; column: number } {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (beginsText(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  // A character that only began is what is bad: step back to where the last whole one ended.
  while (decode(bytes.subarray(0, low)) === null) low -= 1;
  const before = new TextDecoder().decode(bytes.subarray(0, low)).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

interface Shape {
  aliases: number;
  /** The first node that breaks a limit. */
  tooDeep: Node | null;
  tooMany: Node | null;
  firstAlias: Node | null;
}

/** Counts aliases and depth; stops going down at the limit. */
function measure(node: unknown, depth: number, shape: Shape): void {
  if (isAlias(node)) {
    shape.aliases += 1;
    shape.firstAlias ??= node;
    if (shape.aliases > maxAliases) shape.tooMany ??= node;
    return;
  }
  if (!isMap(node) && !isSeq(node)) return;
  if (depth > maxDepth) {
    shape.tooDeep ??= node;
    return;
  }
  for (const item of node.items) {
    if (isPair(item)) {
      measure(item.key, depth + 1, shape);
      measure(item.value, depth + 1, shape);
    } else measure(item, depth + 1, shape);
  }
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

/** The parser recurses: text nested thousands deep ends its stack, which is null here. */
function readDocument(text: string, lineCounter: LineCounter): Document | null {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What the parser found wrong, first things first; null where it found nothing. */
function documentFault(
  document: Document,
  text: string,
  placeAt: (offset: number) => SourcePlace,
): Fault | null {
  const error = document.errors[0] ?? document.warnings[0];
  if (error === undefined) return null;
  const place = placeAt(error.pos[0]);
  if (error.code === "DUPLICATE_KEY") {
    const key = /^[^\s:]+/.exec(text.slice(error.pos[0], error.pos[0] + 80))?.[0] ?? "";
    const parsed = document.errors.every((each) => each.code === "DUPLICATE_KEY");
    return {
      code: "CONFIG_DUPLICATE_KEY",
      message: `Key "${key}" stands twice in one mapping`,
      place: parsed ? place : { ...place, excerpt: null },
      help: "remove one of the two",
    };
  }
  // No excerpt: the text did not parse, so nobody knows which part of it is a secret.
  return {
    code: "CONFIG_SYNTAX",
    message: `Not valid YAML: ${error.message.split("\n")[0] ?? ""}`,
    place: { ...place, excerpt: null },
    help: "check indentation, quotes and colons",
  };
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
    const place = { ...top, ...badPlace(bytes) };
    return bad("CONFIG_NOT_UTF8", "File is not UTF-8 text", place, "save it as UTF-8");
  }
  const lines = text.split("\n");
  const counter = new LineCounter();
  const document = readDocument(text, counter);
  if (document === null) {
    const message = `File is nested deeper than ${maxDepth} levels`;
    return bad("CONFIG_SYNTAX", message, top, "flatten it");
  }
  const placeAt = (offset: number): SourcePlace => {
    const { line, col } = counter.linePos(offset);
    const text = lines[line - 1]?.replace(/\r$/, "");
    return { file, line, column: col, excerpt: text === undefined ? null : maskExcerpt(text) };
  };
  const broken = documentFault(document, text, placeAt);
  if (broken !== null) return fail(broken);
  const shape: Shape = { aliases: 0, tooDeep: null, tooMany: null, firstAlias: null };
  measure(document.contents, 0, shape);
  const spot = (node: Node | null) => ({ ...placeAt(node?.range?.[0] ?? 0), excerpt: null });
  if (shape.tooMany !== null) {
    const message = `File uses more than ${maxAliases} YAML aliases`;
    return bad("CONFIG_ALIAS_LIMIT", message, spot(shape.tooMany), "write the values out");
  }
  if (shape.tooDeep !== null) {
    const message = `File is nested deeper than ${maxDepth} levels`;
    return bad("CONFIG_SYNTAX", message, spot(shape.tooDeep), "flatten it");
  }
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: maxAliasGrowth });
  } catch (error) {
    if (!(error instanceof ReferenceError) && !(error instanceof RangeError)) throw error;
    const message = "YAML aliases of the file grow beyond their limit";
    return bad("CONFIG_ALIAS_LIMIT", message, spot(shape.firstAlias), "write the values out");
  }
  const place = (node: Node | null): SourcePlace => {
    const offset = node?.range?.[0];
    if (offset === undefined) return { ...top, excerpt: lines[0] ?? null };
    const found = placeAt(offset);
    if (!isScalar(node) || !node.type?.startsWith("BLOCK_")) return found;
    const end = counter.linePos(node.range?.[1] ?? offset).line;
    const below = lines.slice(found.line, end).map((line) => maskExcerpt(line.replace(/\r$/, "")));
    return { ...found, below };
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
