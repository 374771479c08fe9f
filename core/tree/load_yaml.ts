/**
 * Our own form of trees (cli/commands/tree.md describes it): a node is a word, or a mapping of one
 * word to its children, its main port, or its ports.
 *
 * @module
 */
import { type DataPath, parseYamlDocument, type YamlDocument } from "core/config/mod.ts";
import { type SourcePlace, unwrap } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import type { KindSpec } from "./kinds.ts";
import {
  type Catalog,
  hookNames,
  mostDepth,
  refuse,
  type TreeSource,
  type WrittenNode,
  type WrittenTree,
  type WrittenValue,
} from "./load_source.ts";

/** What the first line of a tree file says. */
export const treeHeader = "tree/1";

interface Reading {
  readonly document: YamlDocument;
  readonly catalog: Catalog;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function scalar(r: Reading, value: unknown, path: DataPath, what: string): WrittenValue {
  const place = r.document.placeOf(path);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return { text: String(value), place };
  }
  return refuse("CONFIG_TYPE", `Expected one value for ${what}`, place, "a number or a text");
}

/** Words of a node's mapping beside its ports. */
const hookWords = new Map<string, string>(hookNames.map((hook) => [hook.slice(1), hook]));

function portWords(spec: KindSpec): Map<string, string> {
  return new Map(spec.ports.map((port) => [port.yaml, port.xml]));
}

interface Body {
  readonly name: string | null;
  readonly values: Map<string, WrittenValue>;
  readonly children: WrittenNode[];
}

function readList(r: Reading, list: unknown, path: DataPath, depth: number): WrittenNode[] {
  if (Array.isArray(list)) {
    return list.map((item: unknown, index) => readNode(r, item, [...path, index], depth + 1));
  }
  return [readNode(r, list, path, depth + 1)];
}

function readMapping(
  r: Reading,
  spec: KindSpec,
  body: Readonly<Record<string, unknown>>,
  path: DataPath,
  depth: number,
): Body {
  const values = new Map<string, WrittenValue>();
  const ports = portWords(spec);
  const isSubTree = spec.xml === "SubTree";
  let children: WrittenNode[] = [];
  let name: string | null = null;
  for (const [key, value] of Object.entries(body)) {
    const at = [...path, key];
    const hook = hookWords.get(key);
    const port = ports.get(key);
    if (key === "name" && port === undefined) name = scalar(r, value, at, key).text;
    else if (key === "do" && spec.most > 0 && !isSubTree) {
      children = readList(r, value, at, depth);
    } else if (port !== undefined) values.set(port, scalar(r, value, at, key));
    else if (hook !== undefined) values.set(hook, scalar(r, value, at, key));
    else if (isSubTree && key === "id") values.set("ID", scalar(r, value, at, key));
    else if (isSubTree && key === "autoremap") {
      values.set("_autoremap", scalar(r, value, at, key));
    } else if (isSubTree && key === "ports" && isMapping(value)) {
      for (const [entry, given] of Object.entries(value)) {
        values.set(entry, scalar(r, given, [...at, entry], entry));
      }
    } else {
      const words = [...ports.keys(), ...hookWords.keys(), "name"];
      if (spec.most > 0 && !isSubTree) words.push("do");
      if (isSubTree) words.push("id", "autoremap", "ports");
      const message = `Unknown key "${key}" of ${spec.yaml}`;
      refuse("CONFIG_UNKNOWN_KEY", message, r.document.placeOfKey(at), didYouMean(key, words));
    }
  }
  return { name, values, children };
}

/** The port that a single value stands for: the first one of the kind. */
function readScalarBody(r: Reading, spec: KindSpec, body: unknown, path: DataPath): Body {
  const main = spec.xml === "SubTree" ? "ID" : spec.ports[0]?.xml;
  const place = r.document.placeOf(path);
  if (main === undefined) {
    const help = spec.most > 0 ? "write a list of nodes" : "write the word alone";
    refuse("CONFIG_TYPE", `${spec.yaml} takes no value`, place, help);
  }
  const values = new Map([[main, scalar(r, body, path, spec.yaml)]]);
  return { name: null, values, children: [] };
}

function readBody(
  r: Reading,
  spec: KindSpec,
  body: unknown,
  path: DataPath,
  depth: number,
): Body {
  const empty = { name: null, values: new Map<string, WrittenValue>(), children: [] };
  if (body === null || body === undefined) return empty;
  if (Array.isArray(body)) {
    if (spec.most > 0 && spec.xml !== "SubTree") {
      return { ...empty, children: readList(r, body, path, depth) };
    }
    const place = r.document.placeOf(path);
    refuse("CONFIG_TREE_SHAPE", `${spec.yaml} takes no list`, place, "it has no children");
  }
  if (isMapping(body)) return readMapping(r, spec, body, path, depth);
  return readScalarBody(r, spec, body, path);
}

function readNode(r: Reading, value: unknown, path: DataPath, depth: number): WrittenNode {
  const { document, catalog } = r;
  if (depth > mostDepth) {
    const message = `Tree is nested deeper than ${mostDepth} nodes`;
    refuse("CONFIG_TREE_SHAPE", message, document.placeOf(path), "use a subtree");
  }
  const keys = isMapping(value) ? Object.keys(value) : [];
  const [key] = keys;
  const word = typeof value === "string" ? value : key;
  if (word === undefined || keys.length > 1) {
    const got = keys.length > 1 ? `keys ${keys.join(", ")}` : JSON.stringify(value);
    refuse(
      "CONFIG_TYPE",
      `A node is one word, or one word with its body: got ${got}`,
      document.placeOf(path),
      "for example: - wait: 5s",
    );
  }
  const place: SourcePlace = typeof value === "string"
    ? document.placeOf(path)
    : document.placeOfKey([...path, word]);
  const kind = catalog.find(word, "yaml");
  if (kind === null) {
    refuse(
      "CONFIG_TREE_NODE",
      `Unknown node "${word}"`,
      place,
      didYouMean(word, catalog.words("yaml")),
    );
  }
  const body = typeof value === "string" ? null : isMapping(value) ? value[word] : null;
  return { word, kind, place, ...readBody(r, kind.spec, body, [...path, word], depth) };
}

function readTrees(r: Reading, data: Readonly<Record<string, unknown>>): Map<string, WrittenTree> {
  const { document } = r;
  const trees = new Map<string, WrittenTree>();
  const { trees: several, tree: one } = data;
  if (one !== undefined) {
    trees.set("main", {
      id: "main",
      root: readNode(r, one, ["tree"], 1),
      place: document.placeOfKey(["tree"]),
    });
  }
  if (several === undefined) return trees;
  if (!isMapping(several)) {
    const help = "trees: { Name: node }";
    refuse("CONFIG_TYPE", "Expected trees by their names", document.placeOf(["trees"]), help);
  }
  for (const [id, node] of Object.entries(several)) {
    const place = document.placeOfKey(["trees", id]);
    if (trees.has(id)) refuse("CONFIG_DUPLICATE_KEY", `Tree "${id}" stands twice`, place, "rename");
    trees.set(id, { id, root: readNode(r, node, ["trees", id], 1), place });
  }
  return trees;
}

/** Reads a file of trees in our own form. Throws its fault. */
export function readYamlTrees(bytes: Uint8Array, file: string, catalog: Catalog): TreeSource {
  const document = unwrap(parseYamlDocument(bytes, file));
  const { data } = document;
  const r: Reading = { document, catalog };
  if (!isMapping(data) || data["mechos"] !== treeHeader) {
    const place = isMapping(data) && data["mechos"] !== undefined
      ? document.placeOf(["mechos"])
      : document.placeOf([]);
    const help = `begin the file with mechos: ${treeHeader}`;
    refuse("CONFIG_VERSION", `Cannot read a tree file that is not ${treeHeader}`, place, help);
  }
  const words = ["mechos", "main", "blackboard", "tree", "trees"];
  for (const key of Object.keys(data)) {
    if (words.includes(key)) continue;
    const place = document.placeOfKey([key]);
    refuse("CONFIG_UNKNOWN_KEY", `Unknown key "${key}"`, place, didYouMean(key, words));
  }
  const entries = new Map<string, WrittenValue>();
  const { blackboard, main } = data;
  if (blackboard !== undefined && !isMapping(blackboard)) {
    const help = "blackboard: { tries: 0 }";
    refuse("CONFIG_TYPE", "Expected entries by name", document.placeOf(["blackboard"]), help);
  }
  for (const [name, value] of Object.entries(blackboard ?? {})) {
    entries.set(name, scalar(r, value, ["blackboard", name], name));
  }
  return {
    file,
    format: "yaml",
    main: main === undefined ? null : scalar(r, main, ["main"], "main"),
    trees: readTrees(r, data),
    entries,
    warnings: [],
  };
}
