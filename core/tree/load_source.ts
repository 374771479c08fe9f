/**
 * A tree file as both readers leave it: what is written, with the place of each thing, not yet
 * checked against what nodes there are. One form for YAML and for XML.
 *
 * @module
 */
import { fail, type Fault, MechError, type SourcePlace } from "core/fault.ts";
import { hostKinds, kinds, type KindSpec } from "./kinds.ts";

/** A value as written. */
export interface WrittenValue {
  readonly text: string;
  readonly place: SourcePlace;
}

/** A node as written. */
export interface WrittenNode {
  /** Its word in the file. */
  readonly word: string;
  /** The kind behind the word, its number and its row; null where nobody knows it. */
  readonly kind: KnownKind | null;
  readonly place: SourcePlace;
  readonly name: string | null;
  /** Ports, hooks and remapped entries by their XML names. */
  readonly values: ReadonlyMap<string, WrittenValue>;
  readonly children: readonly WrittenNode[];
}

/** One tree of a file. */
export interface WrittenTree {
  readonly id: string;
  readonly root: WrittenNode;
  readonly place: SourcePlace;
}

/** A file of trees. */
export interface TreeSource {
  readonly file: string;
  readonly format: "yaml" | "xml";
  /** The tree to run, where the file says so. */
  readonly main: WrittenValue | null;
  readonly trees: ReadonlyMap<string, WrittenTree>;
  /** Blackboard entries that the file declares, for its main tree. */
  readonly entries: ReadonlyMap<string, WrittenValue>;
  readonly warnings: readonly string[];
}

/** A kind that the engine or the host knows. */
export interface KnownKind {
  readonly number: number;
  readonly spec: KindSpec;
}

/** The kinds of the engine and the leaves of a host, by both of their names. */
export interface Catalog {
  readonly leaves: readonly KindSpec[];
  find(word: string, format: TreeSource["format"]): KnownKind | null;
  words(format: TreeSource["format"]): readonly string[];
}

/** Puts the engine's kinds and a host's leaves together. */
export function createCatalog(leaves: readonly KindSpec[]): Catalog {
  const all: KnownKind[] = [
    ...kinds.map((spec, number) => ({ number, spec })),
    ...leaves.map((spec, index) => ({ number: hostKinds + index, spec })),
  ];
  const usable = all.filter(({ spec }) => spec.xml !== "Unknown");
  const xml = new Map(usable.map((known) => [known.spec.xml, known]));
  const yaml = new Map(usable.map((known) => [known.spec.yaml, known]));
  return {
    leaves,
    find: (word, format) => (format === "xml" ? xml : yaml).get(word) ?? null,
    words: (format) => [...(format === "xml" ? xml : yaml).keys()],
  };
}

/** Deepest nesting of nodes, subtrees counted through. */
export const mostDepth = 32;
/** Most nodes of one tree with its subtrees. */
export const mostNodes = 1024;

/** Leaves of BehaviorTree.CPP itself: their ports are known everywhere. */
export const standardLeaves: ReadonlySet<string> = new Set([
  "AlwaysSuccess",
  "AlwaysFailure",
  "Sleep",
  "ScriptCondition",
  "Script",
]);

/** Refuses a file: thrown while reading, returned as a fault by the door. */
export function refuse(
  code: Fault["code"],
  message: string,
  place: SourcePlace,
  help: string,
): never {
  throw new MechError(fail({ code, message, place, help }).fault);
}

/** Names of hooks in XML; YAML leaves the underscore out. */
export const hookNames = [
  "_failureIf",
  "_successIf",
  "_skipIf",
  "_while",
  "_onSuccess",
  "_onFailure",
  "_onHalted",
  "_post",
] as const;
