/**
 * Skills that are behaviour trees: every action of intents is a leaf, with the action's fields as
 * its ports. The tree runs in the mind; each leaf is one intent that passes the gate like any other.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { type ActionShape, type IntentFieldKind, intentShapes } from "core/messages/mod.ts";
import { type KindSpec, leafSpec, loadTree, type PortSpec, portSpec } from "core/tree/mod.ts";
import { type CompiledTree, port, type TreeRun } from "core/tree/runtime/mod.ts";
import { missionNames } from "./sight.ts";

/** Actions that are no leaf: a tree waits and ends by itself, and no leaf asks a human yet. */
const noLeaf: ReadonlySet<string> = new Set(["wait", "cancel", "mission", "ask_human"]);
/** A text port that was left out. */
const noText = -1;

interface Leaf {
  readonly action: string;
  readonly kinds: readonly IntentFieldKind[];
  readonly spec: KindSpec;
}

function portOf(name: string, kind: IntentFieldKind, isRequired: boolean): PortSpec {
  const text = `${name} of the intent`;
  switch (kind) {
    case "number":
      return portSpec(name, name, "number", isRequired ? null : NaN, text);
    case "duration":
      return portSpec(name, name, "ms", isRequired ? null : NaN, text);
    case "state":
      return portSpec(name, name, { choices: ["off", "on"] }, null, text);
    default:
      return portSpec(name, name, "text", isRequired ? null : noText, text);
  }
}

/** Fields of an action, the one first that a bare value stands for. */
function fieldsOf(action: string, shape: ActionShape): [string, IntentFieldKind, boolean][] {
  const fields: [string, IntentFieldKind, boolean][] = [
    ...Object.entries(shape.required).map(([name, kind]) => [name, kind, true] as const),
    ...Object.entries(shape.optional).map(([name, kind]) => [name, kind, false] as const),
  ].map(([name, kind, isRequired]) => [name, kind, isRequired]);
  const main = action === "goto" ? "place" : fields[0]?.[0];
  return fields.sort((a, b) => Number(b[0] === main) - Number(a[0] === main));
}

/** `trigger_relay` as a leaf: `TriggerRelay`. */
function leafName(action: string): string {
  return action.split("_").map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
}

const leaves: readonly Leaf[] = Object.entries(intentShapes).flatMap(([action, shape]) => {
  if (noLeaf.has(action)) return [];
  const fields = fieldsOf(action, shape);
  const ports = fields.map(([name, kind, isRequired]) => portOf(name, kind, isRequired));
  const spec = leafSpec(leafName(action), `intent ${action}`, ports);
  return [{ action, kinds: fields.map(([, kind]) => kind), spec }];
});

/** Compiles the tree of a skill whose arguments are filled in. */
export function compileSkillTree(
  skill: string,
  tree: unknown,
  relays: readonly string[],
): Result<CompiledTree> {
  // JSON is YAML: the tree passes the same reader as a file of its own.
  const text = JSON.stringify({ mechos: "tree/1", tree }, null, 1);
  const loaded = loadTree({ file: `skills.${skill}.tree`, text }, {
    leaves: leaves.map(({ spec }) => spec),
    names: missionNames(relays),
    devices: relays,
    tree: null,
  });
  if (!loaded.ok) return loaded;
  const [unknown] = loaded.value.unknown;
  if (unknown === undefined) return ok(loaded.value.tree);
  return fail({
    code: "CONFIG_TREE_NODE",
    message: `Cannot run the tree of skill "${skill}": unknown node "${unknown.name}"`,
    value: unknown.name,
    ...(unknown.nearest === null ? {} : { help: `did you mean "${unknown.nearest}"?` }),
  });
}

/** Actions that the leaves of a tree may ask for, by the words in it. */
export function treeActions(tree: unknown): readonly string[] {
  const words = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node === "string") words.add(node);
    else if (Array.isArray(node)) node.forEach(visit);
    else if (typeof node === "object" && node !== null) {
      for (const [key, value] of Object.entries(node)) {
        words.add(key);
        visit(value);
      }
    }
  };
  visit(tree);
  return leaves.filter(({ spec }) => words.has(spec.yaml)).map(({ action }) => action);
}

/** The intent that a leaf stands for now; ports may be entries of the blackboard. */
export function leafIntent(
  run: TreeRun,
  node: number,
  leaf: number,
): Readonly<Record<string, unknown>> {
  const found = leaves[leaf];
  if (found === undefined) throw new Error(`Invariant broken: a tree has no leaf ${leaf}`);
  const intent: Record<string, unknown> = { action: found.action };
  for (const [index, kind] of found.kinds.entries()) {
    const name = found.spec.ports[index]?.xml ?? "";
    const value = port(run, node, index);
    if (kind === "number" || kind === "duration") {
      if (!Number.isNaN(value)) intent[name] = value;
    } else if (kind === "state") intent[name] = value === 1 ? "on" : "off";
    else if (value !== noText) intent[name] = run.tree.texts[value] ?? "";
  }
  return intent;
}
