/**
 * Reading the tree that cel-js's parser gives: nothing here knows what a condition may say.
 *
 * @module
 */

/** A node of the parser's tree: an operator, what it works on, and an offset in the text. */
export interface ParsedNode {
  readonly op: string;
  readonly args: unknown;
  readonly pos: number;
}

/** True where something is a node. */
export function isNode(value: unknown): value is ParsedNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value &&
    "pos" in value && typeof value.op === "string" && typeof value.pos === "number";
}

/** Where an expression begins: of a dotted name the parser gives the dot. */
export function startOf(node: unknown): number {
  if (!isNode(node)) return 0;
  const first = node.op === "." ? list(node.args)[0] : undefined;
  return isNode(first) ? startOf(first) : node.pos;
}

/** What a node works on, one or several. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** The dotted name of `a.b.c`, or null where it is something else. */
export function dotted(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.op === "id") return typeof node.args === "string" ? node.args : null;
  if (node.op !== ".") return null;
  const [object, field] = list(node.args);
  const left = dotted(object);
  return left === null || typeof field !== "string" ? null : `${left}.${field}`;
}
