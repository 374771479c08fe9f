/**
 * The tree that a robot runs where config names none: stop and honk, go home as soon as the
 * failsafe lets it move, wait there for its brain or an operator, then power down.
 *
 * @module
 */
import type { TreeText } from "./compile.ts";

/** The built-in tree as a file of its own. */
export const defaultTree: TreeText = {
  file: "built-in tree",
  text: `mechos: tree/1
tree:
  sequence:
    name: failsafe
    do:
      - stop
      - honk
      - return
      - alertOperator: "at home after a failsafe: the drives go off in a minute"
      - hold: 1m
      - disarm
`,
};
