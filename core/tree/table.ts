/**
 * A behaviour tree as the kernel ticks it: one flat table of nodes, their ports as numbers or as
 * slots of one typed numeric blackboard, and a memory of fixed arrays. Nothing of it grows.
 *
 * @module
 */
import { type ConditionScratch, createScratch, type Program } from "core/condition/runtime/mod.ts";

/** Ports that a node may have at most. */
export const portsPerNode = 8;
/** Pre-conditions of a node, in the order in which they are asked. */
export const preConditions = ["failureIf", "successIf", "skipIf", "while"] as const;
/** Scripts that run after a node, in the order of their slots. */
export const postScripts = ["onSuccess", "onFailure", "onHalted", "post"] as const;
/** Condition and script slots of a node. */
export const hooksPerNode = 4;

/** A tree, compiled (compile.ts). Plain data: it may be sent to another thread. */
export interface CompiledTree {
  /** Nodes, the root first, parents before their children. */
  readonly count: number;
  /** Number of each node's kind (kinds.ts), leaves of the host above the built-in ones. */
  readonly kind: Uint8Array;
  readonly parent: Int32Array;
  /** Where a node's children begin in `children`, and how many they are. */
  readonly childStart: Int32Array;
  readonly childCount: Int32Array;
  readonly children: Int32Array;
  /** The first node after a node's subtree. */
  readonly end: Int32Array;
  /** `portsPerNode` numbers a node: what a port says where it names no slot. */
  readonly ports: Float64Array;
  /** `portsPerNode` slots a node; -1 = the number counts. */
  readonly portSlots: Int32Array;
  /** `hooksPerNode` programs a node, by `preConditions`; -1 = none. */
  readonly conditions: Int32Array;
  /** `hooksPerNode` scripts a node, by `postScripts`; -1 = none. */
  readonly scripts: Int32Array;
  /** The program or script of a node that is one (condition, script); -1 = none. */
  readonly body: Int32Array;
  readonly programs: readonly Program[];
  /** Where a script's assignments begin, and how many they are. */
  readonly scriptStart: Int32Array;
  readonly scriptCount: Int32Array;
  readonly assignSlot: Int32Array;
  readonly assignProgram: Int32Array;
  /** The slots of the host come first, then the blackboard. */
  readonly hostSlots: number;
  readonly slotInit: Float64Array;
  readonly slotNames: readonly string[];
  /** What each node is called: its own name, or that of its kind. */
  readonly labels: readonly string[];
  readonly kindNames: readonly string[];
  /** The word of each node in its file: says more than the kind where nobody knows it. */
  readonly words: readonly string[];
  /** Texts that ports name by their number (alerts, questions). */
  readonly texts: readonly string[];
  /** Name of the tree. */
  readonly name: string;
}

/** The memory of a tree: part of the kernel's state, so of every snapshot. */
export interface TreeState {
  readonly status: Uint8Array;
  /** What each node said last in this run: for those who watch. */
  readonly shown: Uint8Array;
  /** Child at work, or what else a kind counts with. */
  readonly index: Int32Array;
  readonly count: Int32Array;
  readonly failures: Int32Array;
  /** 1 for a child that its Parallel need not tick again. */
  readonly done: Uint8Array;
  /** When a timed node began, ns. */
  readonly sinceNs: Float64Array;
  /** A number that a leaf keeps while it runs. */
  readonly note: Float64Array;
  readonly slots: Float64Array;
  /** Ticks since the tree was last at rest. */
  ticks: number;
  /** The leaf that ran last, or -1. */
  leaf: number;
}

/** Who carries the leaves out. */
export interface LeafHost {
  /** Ticks a leaf; `fresh` is true where it did not run before. Returns a status. */
  tick(run: TreeRun, node: number, leaf: number, fresh: boolean): number;
  /** Ends a running leaf. */
  halt(run: TreeRun, node: number, leaf: number): void;
}

/** A tree at work. */
export interface TreeRun {
  readonly tree: CompiledTree;
  readonly state: TreeState;
  readonly scratch: ConditionScratch;
  host: LeafHost;
  nowNs: number;
  /** Nodes ticked in this tick, and from where on loops wait for the next one. */
  visits: number;
  readonly mostVisits: number;
  /** Ticks a child with all that belongs to it (tick.ts). */
  readonly tick: (run: TreeRun, node: number) => number;
  /** Ends a child that runs and forgets what it was (tick.ts). */
  readonly reset: (run: TreeRun, node: number) => void;
}

/** Memory of a tree that was never ticked. */
export function createTreeState(tree: CompiledTree): TreeState {
  const n = tree.count;
  return {
    status: new Uint8Array(n),
    shown: new Uint8Array(n),
    index: new Int32Array(n),
    count: new Int32Array(n),
    failures: new Int32Array(n),
    done: new Uint8Array(n),
    sinceNs: new Float64Array(n),
    note: new Float64Array(n),
    slots: tree.slotInit.slice(),
    ticks: 0,
    leaf: -1,
  };
}

/** Loops tick their child again within one tick until so many nodes were ticked. */
const visitsPerNode = 8;
const leastVisits = 64;

/** Puts a tree, its memory and its ticking together. */
export function createRun(
  tree: CompiledTree,
  state: TreeState,
  host: LeafHost,
  tick: TreeRun["tick"],
  reset: TreeRun["reset"],
): TreeRun {
  return {
    tree,
    state,
    scratch: createScratch(),
    host,
    nowNs: 0,
    visits: 0,
    mostVisits: visitsPerNode * tree.count + leastVisits,
    tick,
    reset,
  };
}

/** What a node's port says now; NaN where its slot was never written. */
export function port(run: TreeRun, node: number, index: number): number {
  const at = node * portsPerNode + index;
  const slot = run.tree.portSlots[at] ?? -1;
  return slot < 0 ? run.tree.ports[at] ?? NaN : run.state.slots[slot] ?? NaN;
}

/** A node's child by its place. */
export function childAt(run: TreeRun, node: number, index: number): number {
  return run.tree.children[(run.tree.childStart[node] ?? 0) + index] ?? 0;
}

/** How many children a node has. */
export function childrenOf(run: TreeRun, node: number): number {
  return run.tree.childCount[node] ?? 0;
}

/** Ends and forgets all children of a node. */
export function resetChildren(run: TreeRun, node: number): void {
  const count = childrenOf(run, node);
  for (let i = 0; i < count; i++) run.reset(run, childAt(run, node, i));
}
