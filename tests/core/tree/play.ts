/** Plays a tree whose leaves answer as written, and notes who was ticked and who was ended. @module */
import { unwrap } from "core/fault.ts";
import { leafSpec, loadTree, portSpec } from "core/tree/mod.ts";
import {
  type CompiledTree,
  createTreeRun,
  createTreeState,
  haltTree,
  port,
  tickTree,
  type TreeRun,
} from "core/tree/runtime/mod.ts";

/** A leaf that answers as its script says. */
export const playLeaves = [
  leafSpec("P", "answers as its script says", [portSpec("id", "id", "text", null, "which script")]),
];

/** Names that conditions may use in tests: two numbers of the host. */
export const playNames = {
  "h": { slot: 0, type: "double" },
  "robot.x": { slot: 1, type: "double" },
} as const;

const numbers: Readonly<Record<string, number>> = { R: 1, S: 2, F: 3, K: 4 };
const letters = "IRSFK";

/** Compiles the body of a tree (XML), with subtrees behind it. */
export function compileBody(body: string, others = ""): CompiledTree {
  const text = `<root BTCPP_format="4" main_tree_to_execute="T"><BehaviorTree ID="T">${body}` +
    `</BehaviorTree>${others}</root>`;
  const target = { leaves: playLeaves, names: playNames, devices: null, tree: null };
  return unwrap(loadTree({ file: "t.xml", text }, target)).tree;
}

/** What a play showed. */
export interface Played {
  /** The root's answer at each tick: R, S, F or K (skipped). */
  readonly answers: string;
  /** Each tick's calls: `a` ticked, `a!` ended; ticks parted by `|`. */
  readonly calls: string;
  readonly run: TreeRun;
}

/** How to play. */
export interface PlayOptions {
  readonly stepMs: number;
  /** Writes the host's slots before each tick. */
  readonly before: (tick: number, slots: Float64Array) => void;
  /** Ends the tree from outside before this tick. */
  readonly haltAt: number;
}

const plain: PlayOptions = { stepMs: 100, before: () => {}, haltAt: -1 };

/** Ticks a tree; a script's last letter is repeated for ever. */
export function play(
  tree: CompiledTree,
  scripts: Readonly<Record<string, string>>,
  ticks: number,
  options: Partial<PlayOptions> = {},
): Played {
  const { stepMs, before, haltAt } = { ...plain, ...options };
  const calls: string[][] = [];
  const place = new Map<string, number>();
  const idOf = (run: TreeRun, node: number) => tree.texts[port(run, node, 0)] ?? "?";
  const run = createTreeRun(tree, createTreeState(tree), {
    tick: (own, node) => {
      const id = idOf(own, node);
      const script = scripts[id] ?? "S";
      const at = place.get(id) ?? 0;
      place.set(id, at + 1);
      calls.at(-1)?.push(id);
      return numbers[script[Math.min(at, script.length - 1)] ?? "S"] ?? 2;
    },
    halt: (own, node) => calls.at(-1)?.push(`${idOf(own, node)}!`),
  });
  let answers = "";
  for (let tick = 0; tick < ticks; tick++) {
    calls.push([]);
    if (tick === haltAt) haltTree(run, tick * stepMs * 1e6);
    before(tick, run.state.slots);
    answers += letters[tickTree(run, tick * stepMs * 1e6)] ?? "?";
  }
  return { answers, calls: calls.map((each) => each.join(" ")).join("|"), run };
}
