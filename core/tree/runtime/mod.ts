/**
 * The door of what ticks trees, without what reads them: the kernel's thread imports this one, so
 * that no package is in its module graph.
 *
 * @module
 */
export {
  failure,
  halted,
  idle,
  running,
  skipped,
  success,
  type TreeStatus,
  treeStatuses,
} from "core/tree/status.ts";
export { type RobotLeaf, robotLeafNames } from "core/tree/leaf_catalog.ts";
export {
  type CompiledTree,
  createTreeState,
  type LeafHost,
  port,
  type TreeRun,
  type TreeState,
} from "core/tree/table.ts";
export { clearTree, createTreeRun, haltTree, tickTree } from "core/tree/tick.ts";
