/** The failsafe tree of config, or the built-in one, for the kernel. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { defaultTree, loadTree, robotLeaves, type TreeText } from "core/tree/mod.ts";
import type { KernelParams } from "./params.ts";
import { ruleConditionNames } from "./rule_names.ts";
import { mostKernelNodes } from "./tree/tree_state.ts";

/** Compiles a tree for the robot whose relays and signals are named. */
export function compileFailsafeTree(
  given: TreeText | null,
  relays: readonly string[],
): Result<Pick<KernelParams, "tree" | "honkRelay">> {
  const loaded = loadTree(given ?? defaultTree, {
    leaves: robotLeaves,
    names: ruleConditionNames,
    devices: relays,
    tree: null,
  });
  if (!loaded.ok) return loaded;
  const { tree, unknown } = loaded.value;
  const [foreign] = unknown;
  const place = foreign?.places[0];
  if (foreign !== undefined && place !== undefined) {
    const near = foreign.nearest === null ? "" : `; did you mean "${foreign.nearest}"?`;
    const more = unknown.length === 1 ? "" : `, and ${unknown.length - 1} more`;
    return fail({
      code: "CONFIG_TREE_NODE",
      message: `Cannot run node "${foreign.name}"${more}: this robot does not know it`,
      place,
      help: `mechos tree check lists all of them${near}`,
    });
  }
  if (tree.count > mostKernelNodes) {
    const where = loaded.value.places[mostKernelNodes];
    return fail({
      code: "CONFIG_TREE_SHAPE",
      message: `Tree has ${tree.count} nodes with its subtrees: the kernel runs ${mostKernelNodes}`,
      ...(where === undefined ? {} : { place: where }),
      help: "make it smaller",
    });
  }
  return ok({ tree, honkRelay: honkRelay(relays) });
}

/** The relay or signal that a honk switches: the horn, else the light; -1 = neither is there. */
function honkRelay(relays: readonly string[]): number {
  const horn = relays.indexOf("horn");
  return horn >= 0 ? horn : relays.indexOf("light");
}
