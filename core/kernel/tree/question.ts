/** How an operator answers a question of the failsafe tree. @module */

/** The id under which its open question is answered: there is one at a time. */
export const treeQuestion = "tree";

/** Words that count as yes; all others are no, for no is the safe answer. */
const yes: readonly string[] = ["yes", "y", "ok", "true", "1"];

/** True where an operator's answer is a yes. */
export function saysYes(text: string): boolean {
  return yes.includes(text.trim().toLowerCase());
}
