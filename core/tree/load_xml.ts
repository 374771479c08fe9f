/**
 * BehaviorTree.CPP v4 XML, as Groot writes it. The text is parsed by xmldom, which keeps the line
 * and column of each element and attribute; documents with a DOCTYPE, deeper or larger than their
 * limits are refused before anything of them is used.
 *
 * @module
 */
import { DOMParser, ParseError } from "@xmldom/xmldom";
import { maxFileBytes, type XmlNode, xmlTypes } from "core/config/mod.ts";
import type { SourcePlace } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import {
  type Catalog,
  hookNames,
  type KnownKind,
  mostDepth,
  mostNodes,
  refuse,
  standardLeaves,
  type TreeSource,
  type WrittenNode,
  type WrittenTree,
  type WrittenValue,
} from "./load_source.ts";

/** Elements in one file, trees and models together. */
const mostElements = 8 * mostNodes;

interface Reading {
  readonly file: string;
  readonly lines: readonly string[];
  readonly catalog: Catalog;
  readonly warnings: string[];
  elements: number;
}

function placeAt(r: Reading, line: number, column: number): SourcePlace {
  return { file: r.file, line, column, excerpt: r.lines[line - 1] ?? null };
}

function placeOf(r: Reading, node: XmlNode): SourcePlace {
  return placeAt(r, node.lineNumber ?? 1, node.columnNumber ?? 1);
}

function elementsOf(r: Reading, node: XmlNode): XmlNode[] {
  const found: XmlNode[] = [];
  for (let child = node.firstChild ?? null; child !== null; child = child.nextSibling ?? null) {
    if (child.nodeType === xmlTypes.element) found.push(child);
    const isText = child.nodeType === xmlTypes.text || child.nodeType === xmlTypes.cdata;
    if (isText && (child.nodeValue ?? "").trim() !== "") {
      refuse(
        "CONFIG_TREE_XML",
        `Cannot use text inside <${node.nodeName}>`,
        placeOf(r, child),
        "a tree holds elements and attributes only",
      );
    }
  }
  r.elements += found.length;
  if (r.elements > mostElements) {
    refuse(
      "CONFIG_TREE_SHAPE",
      `File has more than ${mostElements} elements`,
      placeOf(r, node),
      "split it",
    );
  }
  return found;
}

function attributesOf(r: Reading, node: XmlNode): Map<string, WrittenValue> {
  const found = new Map<string, WrittenValue>();
  const list = node.attributes;
  for (let i = 0; i < (list?.length ?? 0); i++) {
    const attribute = list?.item(i);
    if (attribute === null || attribute === undefined) continue;
    found.set(attribute.nodeName, {
      text: attribute.nodeValue ?? "",
      place: placeOf(r, attribute),
    });
  }
  return found;
}

/**
 * A leaf of another robot may have the name of one of ours: it is ours only with our ports. Others
 * are listed as unknown rather than refused, so that foreign trees load.
 */
function ours(
  found: KnownKind | null,
  values: ReadonlyMap<string, WrittenValue>,
): KnownKind | null {
  if (found === null || found.spec.family !== "leaf" || standardLeaves.has(found.spec.xml)) {
    return found;
  }
  const { ports } = found.spec;
  const all = [...values.keys()].every((key) =>
    key.startsWith("_") || ports.some(({ xml }) => xml === key)
  );
  // Text in an entry: ours hold numbers only.
  const text = values.get("value")?.text.trim() ?? "0";
  const numeric = /^(\{.*\}|true|false|[-+.\d].*)$/.test(text);
  if (found.spec.xml === "SetBlackboard" && !numeric) return null;
  const complete = ports.every(({ xml, preset }) => preset !== null || values.has(xml));
  return all && complete ? found : null;
}

/** Explicit forms: `<Action ID="Stop"/>` is `<Stop/>`. */
const explicit = new Set(["Action", "Condition", "Control", "Decorator"]);
/** What shared a subtree's entries before version 4. */
const sharedBefore = "__shared_blackboard";
/** What editors write beside what a tree says. */
const editorOnly = new Set(["_uid", "_description", "_collapsed", "_fullpath"]);

function readNode(r: Reading, element: XmlNode, depth: number): WrittenNode {
  const place = placeOf(r, element);
  if (depth > mostDepth) {
    const message = `Tree is nested deeper than ${mostDepth} nodes`;
    refuse("CONFIG_TREE_SHAPE", message, place, "move a part of it into a subtree of its own");
  }
  const values = attributesOf(r, element);
  const id = values.get("ID");
  const stands = explicit.has(element.nodeName) && id !== undefined;
  const word = stands ? id.text : element.nodeName;
  if (stands) values.delete("ID");
  const name = values.get("name")?.text ?? null;
  values.delete("name");
  const shared = values.get(sharedBefore);
  if (shared !== undefined) {
    values.delete(sharedBefore);
    values.set("_autoremap", shared);
    r.warnings.push(`${r.file}: ${sharedBefore} is read as _autoremap`);
  }
  const kind = ours(r.catalog.find(word, "xml"), values);
  for (const key of values.keys()) {
    if (editorOnly.has(key)) values.delete(key);
    const known = !key.startsWith("_") || editorOnly.has(key) || key === "_autoremap" ||
      hookNames.some((hook) => hook === key);
    if (known) continue;
    const at = values.get(key)?.place ?? place;
    const message = `Unknown attribute "${key}" of <${word}>`;
    refuse("CONFIG_UNKNOWN_KEY", message, at, didYouMean(key, [...hookNames, "_autoremap"]));
  }
  const children = elementsOf(r, element).map((child) => readNode(r, child, depth + 1));
  return { word, kind, place, name, values, children };
}

function readTree(r: Reading, element: XmlNode): WrittenTree {
  const place = placeOf(r, element);
  const id = attributesOf(r, element).get("ID");
  if (id === undefined) {
    refuse("CONFIG_MISSING_KEY", "A BehaviorTree has no ID", place, 'write ID="Name"');
  }
  const roots = elementsOf(r, element);
  const [root] = roots;
  if (root === undefined || roots.length > 1) {
    const message = `BehaviorTree "${id.text}" has ${roots.length} nodes at its top: exactly 1`;
    refuse("CONFIG_TREE_SHAPE", message, place, "put them below one Sequence or Fallback");
  }
  return { id: id.text, root: readNode(r, root, 1), place };
}

function checkVersion(r: Reading, root: XmlNode): void {
  const version = attributesOf(r, root).get("BTCPP_format");
  if (version === undefined) {
    r.warnings.push(`${r.file}: <root> says no BTCPP_format: read as format 4`);
  } else if (version.text !== "4") {
    const message = `Cannot read trees of BTCPP_format "${version.text}": 4 is expected`;
    refuse("CONFIG_VERSION", message, version.place, "convert it with Groot2, then say 4");
  }
}

function parse(r: Reading, text: string): XmlNode {
  const top = placeAt(r, 1, 1);
  const complain = (message: string, line: number, column: number): never =>
    refuse(
      "CONFIG_TREE_XML",
      `Not valid XML: ${message.split("\n")[0] ?? ""}`,
      placeAt(r, Math.max(1, line), Math.max(1, column)),
      "check tags, quotes and entities",
    );
  const doctype = text.indexOf("<!DOCTYPE");
  if (doctype >= 0) {
    const before = text.slice(0, doctype).split("\n");
    const place = placeAt(r, before.length, (before.at(-1) ?? "").length + 1);
    refuse("CONFIG_TREE_XML", "Cannot read XML with a DOCTYPE", place, "remove it");
  }
  let document: XmlNode;
  let first: { message: string; line: number; column: number } | null = null;
  try {
    document = new DOMParser({
      locator: true,
      onError: (_level, message, context: unknown) => {
        const at: unknown = typeof context === "object" && context !== null &&
            "locator" in context
          ? context.locator
          : null;
        const number = (key: string): number => {
          const value: unknown = typeof at === "object" && at !== null
            ? Reflect.get(at, key)
            : undefined;
          return typeof value === "number" ? value : 1;
        };
        first ??= { message, line: number("lineNumber"), column: number("columnNumber") };
      },
    }).parseFromString(text, "text/xml");
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { lineNumber, columnNumber } = error.locator ?? {};
    return complain(error.message, lineNumber ?? 1, columnNumber ?? 1);
  }
  const found = first as { message: string; line: number; column: number } | null;
  if (found !== null) return complain(found.message, found.line, found.column);
  for (let node = document.firstChild ?? null; node !== null; node = node.nextSibling ?? null) {
    if (node.nodeType === xmlTypes.doctype) {
      refuse("CONFIG_TREE_XML", "Cannot read XML with a DOCTYPE", placeOf(r, node), "remove it");
    }
    if (node.nodeType === xmlTypes.element) return node;
  }
  return refuse("CONFIG_TREE_XML", "File has no <root>", top, 'write <root BTCPP_format="4">');
}

/** Reads a file of BehaviorTree.CPP v4 trees. Throws its fault. */
export function readXmlTrees(text: string, file: string, catalog: Catalog): TreeSource {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  const r: Reading = { file, lines, catalog, warnings: [], elements: 0 };
  if (text.length > maxFileBytes) {
    const message = `Cannot read a file of ${text.length} characters: at most ${maxFileBytes}`;
    refuse("CONFIG_TOO_LARGE", message, placeAt(r, 1, 1), "split it");
  }
  const root = parse(r, text);
  if (root.nodeName !== "root") {
    const message = `File begins with <${root.nodeName}>: <root> is expected`;
    refuse("CONFIG_TREE_XML", message, placeOf(r, root), "is it a file of BehaviorTree.CPP?");
  }
  checkVersion(r, root);
  const trees = new Map<string, WrittenTree>();
  for (const element of elementsOf(r, root)) {
    if (element.nodeName === "TreeNodesModel") continue;
    if (element.nodeName !== "BehaviorTree") {
      const message = `Unknown element <${element.nodeName}> below <root>`;
      const help = element.nodeName === "include"
        ? "put all trees into one file"
        : didYouMean(element.nodeName, ["BehaviorTree", "TreeNodesModel"]);
      refuse("CONFIG_UNKNOWN_KEY", message, placeOf(r, element), help);
    }
    const tree = readTree(r, element);
    if (trees.has(tree.id)) {
      const message = `BehaviorTree "${tree.id}" stands twice`;
      refuse("CONFIG_DUPLICATE_KEY", message, tree.place, "rename one of the two");
    }
    trees.set(tree.id, tree);
  }
  const main = attributesOf(r, root).get("main_tree_to_execute") ?? null;
  return { file, format: "xml", main, trees, entries: new Map(), warnings: r.warnings };
}
