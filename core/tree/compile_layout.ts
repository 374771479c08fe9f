/** Written trees laid out as one list of nodes, subtrees put in where they are used. @module */
import type { SourcePlace } from "core/fault.ts";
import { didYouMean } from "core/nearest.ts";
import { compilePort, type PortContext, type PortValue } from "./compile_port.ts";
import { checkPorts, entryOf, writtenPort } from "./compile_port.ts";
import { findEntry, type Scope, slotOf, type Slots } from "./compile_scope.ts";
import { declareLiteral, declareScript } from "./compile_script.ts";
import { kindNumber, type KindSpec } from "./kinds.ts";
import {
  mostDepth,
  mostNodes,
  refuse,
  type TreeSource,
  type WrittenNode,
  type WrittenTree,
} from "./load_source.ts";

/** A node in its place. */
export interface LaidNode {
  readonly written: WrittenNode;
  readonly kind: number;
  readonly spec: KindSpec | null;
  readonly scope: Scope;
  readonly parent: number;
  readonly children: number[];
  readonly ports: PortValue[];
  end: number;
}

/** A node that nobody knows here. */
export interface UnknownNode {
  readonly word: string;
  readonly family: "leaf" | "decorator" | "control";
  readonly place: SourcePlace;
}

/** A tree being laid out. */
export interface Layout {
  readonly source: TreeSource;
  readonly context: PortContext;
  readonly nodes: LaidNode[];
  readonly unknown: UnknownNode[];
}

const subTree = kindNumber("SubTree");
const unknownKind = kindNumber("Unknown");

function familyOf(node: WrittenNode): UnknownNode["family"] {
  const count = node.children.length;
  return count === 0 ? "leaf" : count === 1 ? "decorator" : "control";
}

/** Names every entry that a node nobody knows reads or writes: others may read it. */
function layUnknown(layout: Layout, scope: Scope, node: WrittenNode): void {
  layout.unknown.push({ word: node.word, family: familyOf(node), place: node.place });
  for (const [key, { text, place }] of node.values) {
    const entry = key.startsWith("_") ? null : entryOf(text, key);
    // Entries of a foreign tree may have any name; only those that conditions can name matter.
    const usable = entry !== null && /^@?[A-Za-z_]\w*$/.test(entry);
    if (usable) slotOf(layout.context.slots, scope, entry, place);
  }
}

function layPorts(layout: Layout, scope: Scope, node: WrittenNode, spec: KindSpec): PortValue[] {
  checkPorts(node, spec.ports);
  return spec.ports.map((port): PortValue => {
    const written = writtenPort(node, port, layout.source.format);
    const none = { value: port.preset ?? NaN, slot: -1 };
    if (written === null || port.type === "condition") return none;
    if (port.type === "script") {
      declareScript(layout.context.slots, scope, written);
      return none;
    }
    if (port.type === "entry") {
      const entry = entryOf(written.text, port.xml) ?? written.text.trim();
      return { value: NaN, slot: slotOf(layout.context.slots, scope, entry, written.place) };
    }
    return compilePort(layout.context, scope, port, written);
  });
}

function checkChildren(node: WrittenNode, spec: KindSpec): void {
  const count = node.children.length;
  if (spec.xml === "SubTree" || (count >= spec.least && count <= spec.most)) return;
  const wanted = spec.least === spec.most ? `${spec.least}` : `${spec.least} to ${spec.most}`;
  const message = `${node.word} has ${count} children: ${wanted} expected`;
  const help = spec.family === "leaf" ? "a leaf has none" : spec.text;
  refuse("CONFIG_TREE_SHAPE", message, node.place, help);
}

/** A threshold that more children than there are would have to reach can never be met. */
function checkThresholds(node: WrittenNode, spec: KindSpec, ports: readonly PortValue[]): void {
  if (spec.xml !== "Parallel" && spec.xml !== "ParallelAll") return;
  const count = node.children.length;
  for (const [index, { value, slot }] of ports.entries()) {
    if (slot >= 0 || Math.abs(value) <= count) continue;
    const port = spec.ports[index]?.xml ?? "";
    const place = node.values.get(port)?.place ?? node.place;
    const message = `Cannot use ${value} for ${port}: ${node.word} has ${count} children`;
    refuse("CONFIG_RANGE", message, place, `at most ${count}, or -1 for all`);
  }
}

/** The tree that a SubTree names, and the entries it shares with the tree around it. */
function enterSubTree(
  layout: Layout,
  scope: Scope,
  node: WrittenNode,
  open: readonly string[],
): { tree: WrittenTree; inner: Scope } {
  const { source, context } = layout;
  const id = node.values.get("ID");
  if (id === undefined) {
    const key = source.format === "xml" ? "ID" : "id";
    refuse("CONFIG_MISSING_KEY", `${node.word} names no tree`, node.place, `add ${key}`);
  }
  const tree = source.trees.get(id.text);
  if (tree === undefined) {
    const help = didYouMean(id.text, [...source.trees.keys()]);
    refuse("CONFIG_TREE_NODE", `Unknown tree "${id.text}"`, id.place, help);
  }
  if (open.includes(id.text)) {
    const way = [...open, id.text].join(" -> ");
    refuse("CONFIG_TREE_SHAPE", `Tree "${id.text}" holds itself: ${way}`, id.place, "unroll it");
  }
  const remapped = new Map<string, string>();
  const literals: [string, string, SourcePlace][] = [];
  for (const [key, { text, place }] of node.values) {
    if (key === "ID" || key.startsWith("_")) continue;
    const outer = entryOf(text, key);
    if (outer === null) literals.push([key, text, place]);
    else {
      slotOf(context.slots, scope, outer, place);
      remapped.set(key, outer);
    }
  }
  const inner: Scope = {
    path: scope.path === "" ? id.text : `${scope.path}.${id.text}`,
    parent: scope,
    entries: new Map(),
    remapped,
    autoremap: isOn(node.values.get("_autoremap")?.text),
  };
  for (const [key, text, place] of literals) layLiteral(context.slots, inner, key, text, place);
  return { tree, inner };
}

function isOn(text: string | undefined): boolean {
  return text === "true" || text === "1";
}

function layLiteral(
  slots: Slots,
  scope: Scope,
  name: string,
  text: string,
  place: SourcePlace,
): void {
  // The entry is the subtree's own, also where it would remap by itself.
  const own: Scope = { ...scope, autoremap: false };
  const slot = slotOf(slots, own, name, place);
  if (declareLiteral(slots, slot, text)) return;
  refuse("CONFIG_TREE_PORT", `Entry "${name}" cannot hold "${text}"`, place, "numbers only");
}

function layHooks(layout: Layout, scope: Scope, node: WrittenNode): void {
  for (const key of ["_onSuccess", "_onFailure", "_onHalted", "_post"]) {
    const script = node.values.get(key);
    if (script !== undefined) declareScript(layout.context.slots, scope, script);
  }
}

/** Lays a node and all below it out; returns its number. */
function lay(
  layout: Layout,
  scope: Scope,
  node: WrittenNode,
  parent: number,
  open: readonly string[],
  depth: number,
): number {
  const index = layout.nodes.length;
  if (index >= mostNodes || depth > mostDepth) {
    const message = `Tree with its subtrees has more than ${mostNodes} nodes, or is deeper than ` +
      `${mostDepth}`;
    refuse("CONFIG_TREE_SHAPE", message, node.place, "make it smaller");
  }
  const { kind } = node;
  const spec = kind?.spec ?? null;
  if (spec === null) layUnknown(layout, scope, node);
  else checkChildren(node, spec);
  const isSub = kind?.number === subTree;
  const laid: LaidNode = {
    written: node,
    kind: kind?.number ?? unknownKind,
    spec,
    scope,
    parent,
    children: [],
    ports: spec === null || isSub ? [] : layPorts(layout, scope, node, spec),
    end: index + 1,
  };
  layout.nodes.push(laid);
  if (spec !== null) checkThresholds(node, spec, laid.ports);
  layHooks(layout, scope, node);
  if (isSub) {
    const { tree, inner } = enterSubTree(layout, scope, node, open);
    const below = [...open, tree.id];
    laid.children.push(lay(layout, inner, tree.root, index, below, depth + 1));
  }
  for (const child of node.children) {
    laid.children.push(lay(layout, scope, child, index, open, depth + 1));
  }
  laid.end = layout.nodes.length;
  return index;
}

/** The tree to run: the one asked for, the one the file names, or its only one. */
export function chooseMain(source: TreeSource, wanted: string | null): WrittenTree {
  const [first] = source.trees.values();
  const place = source.main?.place ?? first?.place ??
    { file: source.file, line: 1, column: 1, excerpt: null };
  const names = [...source.trees.keys()];
  const id = wanted ?? source.main?.text ?? null;
  if (id !== null) {
    const found = source.trees.get(id);
    if (found !== undefined) return found;
    return refuse("CONFIG_TREE_NODE", `Unknown tree "${id}"`, place, didYouMean(id, names));
  }
  if (first === undefined) {
    return refuse("CONFIG_TREE_SHAPE", "File holds no tree", place, "write one");
  }
  if (names.length > 1) {
    const help = source.format === "xml" ? "main_tree_to_execute" : "main";
    const message = `File holds ${names.length} trees and does not say which is to run`;
    return refuse("CONFIG_TREE_SHAPE", message, place, `add ${help}, or name it: ${names[0]}`);
  }
  return first;
}

/** Lays the main tree of a file out, its declared entries first. */
export function layTree(source: TreeSource, main: WrittenTree, context: PortContext): Layout {
  const root: Scope = {
    path: "",
    parent: null,
    entries: new Map(),
    remapped: new Map(),
    autoremap: false,
  };
  for (const [name, { text, place }] of source.entries) {
    if (findEntry(root, name) === null) layLiteral(context.slots, root, name, text, place);
  }
  const layout: Layout = { source, context, nodes: [], unknown: [] };
  lay(layout, root, main.root, -1, [main.id], 1);
  return layout;
}
