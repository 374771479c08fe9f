/**
 * A tree file to the flat table that the kernel ticks. Everything that can be wrong is said here,
 * with line, column and the nearest name; a compiled tree needs no more checks.
 *
 * @module
 */
import { compileCondition, type NameTable, type Program } from "core/condition/mod.ts";
import { at, MechError, ok, type Result, type SourcePlace, unwrap } from "core/fault.ts";
import { nearest } from "core/nearest.ts";
import {
  chooseMain,
  type LaidNode,
  type Layout,
  layTree,
  type UnknownNode,
} from "./compile_layout.ts";
import { createSlots, namesOf, type Scope } from "./compile_scope.ts";
import { type Assignment, compileScript } from "./compile_script.ts";
import { kindNames, type KindSpec } from "./kinds.ts";
import {
  type Catalog,
  createCatalog,
  hookNames,
  type TreeSource,
  type WrittenValue,
} from "./load_source.ts";
import { readXmlTrees } from "./load_xml.ts";
import { readYamlTrees } from "./load_yaml.ts";
import { type CompiledTree, hooksPerNode, portsPerNode } from "./table.ts";

/** A file of trees as text. */
export interface TreeText {
  readonly file: string;
  readonly text: string;
}

/** What a tree is compiled for. */
export interface TreeTarget {
  /** Leaves that the host carries out. */
  readonly leaves: readonly KindSpec[];
  /** Names that conditions may use, and their slots. */
  readonly names: NameTable;
  /** Relays and signals of the robot; null = any name passes. */
  readonly devices: readonly string[] | null;
  /** The tree to run; null = the one that the file says. */
  readonly tree: string | null;
}

/** A node of a file that nobody knows here, and where it is used. */
export interface UnknownKind {
  readonly name: string;
  readonly family: UnknownNode["family"];
  readonly nearest: string | null;
  /** Ports of our own leaf of that name, which these are not; null where there is none. */
  readonly ports: readonly string[] | null;
  readonly places: readonly SourcePlace[];
}

/** A tree that loaded. One with unknown nodes can be shown, not run. */
export interface LoadedTree {
  readonly tree: CompiledTree;
  readonly format: TreeSource["format"];
  readonly file: string;
  /** Names of all trees of the file. */
  readonly trees: readonly string[];
  readonly unknown: readonly UnknownKind[];
  readonly warnings: readonly string[];
  /** Where each node stands. */
  readonly places: readonly SourcePlace[];
}

interface Programs {
  readonly programs: Program[];
  readonly scripts: Assignment[][];
  readonly tables: Map<Scope, NameTable>;
}

function tableOf(layout: Layout, p: Programs, scope: Scope): NameTable {
  const known = p.tables.get(scope);
  if (known !== undefined) return known;
  const table = namesOf(layout.context.slots, scope);
  p.tables.set(scope, table);
  return table;
}

function condition(layout: Layout, p: Programs, scope: Scope, written: WrittenValue): number {
  const names = tableOf(layout, p, scope);
  return p.programs.push(unwrap(compileCondition(written.text, names, { ...written.place }))) - 1;
}

function script(layout: Layout, p: Programs, scope: Scope, written: WrittenValue): number {
  return p.scripts.push(compileScript(layout.context.slots, scope, written)) - 1;
}

/** The program, script or slot that makes a node what it is; -1 where it needs none. */
function bodyOf(layout: Layout, p: Programs, node: LaidNode): number {
  for (const [index, port] of (node.spec?.ports ?? []).entries()) {
    const written = node.written.values.get(port.xml);
    if (port.type === "entry") return node.ports[index]?.slot ?? -1;
    if (written === undefined) continue;
    if (port.type === "condition") return condition(layout, p, node.scope, written);
    if (port.type === "script") return script(layout, p, node.scope, written);
  }
  return -1;
}

function labelOf(node: LaidNode): string {
  const own = node.written.name;
  if (own !== null && own !== "") return own;
  return node.written.values.get("ID")?.text ?? node.spec?.xml ?? node.written.word;
}

function fillNode(table: CompiledTree, layout: Layout, p: Programs, index: number): void {
  const node = at(layout.nodes, index);
  table.kind[index] = node.kind;
  table.parent[index] = node.parent;
  table.childCount[index] = node.children.length;
  table.end[index] = node.end;
  for (const [port, { value, slot }] of node.ports.entries()) {
    table.ports[index * portsPerNode + port] = value;
    table.portSlots[index * portsPerNode + port] = slot;
  }
  table.body[index] = bodyOf(layout, p, node);
  for (const [hook, key] of hookNames.entries()) {
    const written = node.written.values.get(key);
    if (written === undefined || node.spec === null) continue;
    const slot = index * hooksPerNode + hook % hooksPerNode;
    if (hook < hooksPerNode) table.conditions[slot] = condition(layout, p, node.scope, written);
    else table.scripts[slot] = script(layout, p, node.scope, written);
  }
}

function assemble(layout: Layout, catalog: Catalog, name: string): CompiledTree {
  const n = layout.nodes.length;
  const p: Programs = { programs: [], scripts: [], tables: new Map() };
  const { slots, texts } = layout.context;
  const children: number[] = [];
  const childStart = new Int32Array(n);
  for (const [index, node] of layout.nodes.entries()) {
    childStart[index] = children.length;
    children.push(...node.children);
  }
  const table = {
    count: n,
    kind: new Uint8Array(n),
    parent: new Int32Array(n),
    childStart,
    childCount: new Int32Array(n),
    children: Int32Array.from(children),
    end: new Int32Array(n),
    ports: new Float64Array(n * portsPerNode).fill(NaN),
    portSlots: new Int32Array(n * portsPerNode).fill(-1),
    conditions: new Int32Array(n * hooksPerNode).fill(-1),
    scripts: new Int32Array(n * hooksPerNode).fill(-1),
    body: new Int32Array(n).fill(-1),
    programs: p.programs,
    scriptStart: new Int32Array(0),
    scriptCount: new Int32Array(0),
    assignSlot: new Int32Array(0),
    assignProgram: new Int32Array(0),
    hostSlots: slots.hostSlots,
    slotInit: Float64Array.from([...new Array<number>(slots.hostSlots).fill(NaN), ...slots.init]),
    slotNames: slots.names,
    labels: layout.nodes.map(labelOf),
    kindNames: [...kindNames, ...catalog.leaves.map((leaf) => leaf.xml)],
    words: layout.nodes.map((node) => node.spec?.xml ?? node.written.word),
    texts,
    name,
  };
  for (let index = 0; index < n; index++) fillNode(table, layout, p, index);
  const assignments = p.scripts.flat();
  const starts: number[] = [];
  let start = 0;
  for (const one of p.scripts) {
    starts.push(start);
    start += one.length;
  }
  return {
    ...table,
    scriptStart: Int32Array.from(starts),
    scriptCount: Int32Array.from(p.scripts.map((one) => one.length)),
    assignSlot: Int32Array.from(assignments.map(({ slot }) => slot)),
    assignProgram: Int32Array.from(assignments.map(({ program }) => p.programs.push(program) - 1)),
  };
}

function unknownKinds(layout: Layout, catalog: Catalog): UnknownKind[] {
  const found = new Map<string, { family: UnknownNode["family"]; places: SourcePlace[] }>();
  for (const { word, family, place } of layout.unknown) {
    const known = found.get(word);
    if (known === undefined) found.set(word, { family, places: [place] });
    else known.places.push(place);
  }
  const words = catalog.words(layout.source.format);
  return [...found].map(([name, rest]) => {
    const own = catalog.find(name, layout.source.format)?.spec.ports.map(({ xml }) => xml) ?? null;
    return { name, nearest: own === null ? nearest(name, words) : null, ports: own, ...rest };
  });
}

/** True where a file's name or its first character says that it is XML. */
function isXml({ file, text }: TreeText): boolean {
  return file.endsWith(".xml") || (!/\.ya?ml$/.test(file) && text.trimStart().startsWith("<"));
}

function load(given: TreeText, target: TreeTarget): LoadedTree {
  const catalog = createCatalog(target.leaves);
  const source = isXml(given)
    ? readXmlTrees(given.text, given.file, catalog)
    : readYamlTrees(new TextEncoder().encode(given.text), given.file, catalog);
  const main = chooseMain(source, target.tree);
  const context = { slots: createSlots(target.names), texts: [], devices: target.devices };
  const layout = layTree(source, main, context);
  return {
    tree: assemble(layout, catalog, main.id),
    format: source.format,
    file: given.file,
    trees: [...source.trees.keys()],
    unknown: unknownKinds(layout, catalog),
    warnings: source.warnings,
    places: layout.nodes.map((node) => node.written.place),
  };
}

/** Loads a tree from YAML or XML. The first thing that is wrong is returned, with its place. */
export function loadTree(given: TreeText, target: TreeTarget): Result<LoadedTree> {
  try {
    return ok(load(given, target));
  } catch (error) {
    if (error instanceof MechError) return { ok: false, fault: error.fault };
    throw error;
  }
}
