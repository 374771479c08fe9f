/**
 * Behaviour trees with the semantics of BehaviorTree.CPP v4: loaded from YAML or XML, compiled to
 * one flat table, ticked without garbage (runtime/mod.ts, which the kernel imports).
 *
 * ```ts
 * import { loadTree } from "core/tree/mod.ts";
 * import { createTreeRun, createTreeState, tickTree } from "core/tree/runtime/mod.ts";
 *
 * const text = "mechos: tree/1\ntree:\n  sequence: [alwaysSuccess, { wait: 1s }]\n";
 * const target = { leaves: [], names: {}, devices: null, tree: null };
 * const loaded = loadTree({ file: "a.yaml", text }, target);
 * if (loaded.ok) {
 *   const { tree } = loaded.value;
 *   const host = { tick: () => 2, halt: () => {} };
 *   const run = createTreeRun(tree, createTreeState(tree), host);
 *   tickTree(run, 0);
 * }
 * ```
 *
 * @module
 */
export { type KindSpec, leafSpec, type PortSpec, portSpec } from "./kinds.ts";
export { type RobotLeaf, robotLeafNames, robotLeaves } from "./leaf_catalog.ts";
export {
  type LoadedTree,
  loadTree,
  type TreeTarget,
  type TreeText,
  type UnknownKind,
} from "./compile.ts";
export { defaultTree } from "./default_tree.ts";
export { drawSvg, drawText, titleOf } from "./draw.ts";
