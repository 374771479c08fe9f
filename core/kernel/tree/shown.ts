/** The failsafe tree in a tick's outputs, in words: for status, recordings and reports. @module */
import { type KernelOutputs, nameOf } from "core/messages/mod.ts";
import { type CompiledTree, type TreeStatus, treeStatuses } from "core/tree/runtime/mod.ts";

/** Nodes whose statuses share one word of the outputs: four bits each. */
export const nodesPerWord = 8;

/** The status of a node in the words of the outputs. */
export function shownStatus(words: Uint32Array, node: number): TreeStatus {
  const word = words[Math.floor(node / nodesPerWord)] ?? 0;
  return nameOf(treeStatuses, (word >>> (4 * (node % nodesPerWord))) & 15);
}

/** What the tree does: its name, the root's answer, the leaf at work, each node's status. */
export interface ShownTree {
  readonly name: string;
  readonly active: boolean;
  readonly status: TreeStatus;
  readonly leaf: string | null;
  /** What it told the operators last, in this or an earlier episode. */
  readonly alert: string | null;
  readonly nodes: readonly {
    readonly node: string;
    readonly depth: number;
    readonly status: TreeStatus;
  }[];
}

function depthOf(tree: CompiledTree, node: number): number {
  let depth = 0;
  for (let at = tree.parent[node] ?? -1; at >= 0; at = tree.parent[at] ?? -1) depth += 1;
  return depth;
}

/** Puts the tree of a tick into words. Made outside the step. */
export function createShownTree(out: KernelOutputs, tree: CompiledTree): ShownTree {
  return {
    name: tree.name,
    active: out.treeActive === 1,
    status: nameOf(treeStatuses, out.treeStatus),
    leaf: tree.labels[out.treeLeaf - 1] ?? null,
    alert: tree.texts[out.treeAlert - 1] ?? null,
    nodes: tree.labels.map((node, index) => ({
      node,
      depth: depthOf(tree, index),
      status: shownStatus(out.treeNodes, index),
    })),
  };
}
