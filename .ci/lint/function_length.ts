/** A function fits one screen. @module */

/** Most lines of a function. */
export const maxFunctionLines = 70;

type Callable =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

function nameOf(node: Callable): string {
  if ("id" in node && node.id !== null && node.id !== undefined) return node.id.name;
  const { parent } = node;
  if (parent.type === "VariableDeclarator" && parent.id.type === "Identifier") {
    return parent.id.name;
  }
  return "a function";
}

/** The lint rule. */
export const functionLength: Deno.lint.Rule = {
  create(context) {
    const text = context.sourceCode.text;
    const look = (node: Callable): void => {
      const [from, to] = node.range;
      let lines = 1;
      for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) {
        lines += 1;
      }
      if (lines <= maxFunctionLines) return;
      const message = `${nameOf(node)} has ${lines} lines, at most ${maxFunctionLines}: ` +
        "move a step of it into a function with a name";
      context.report({ range: [from, Math.min(from + 40, to)], message });
    };
    return { FunctionDeclaration: look, FunctionExpression: look, ArrowFunctionExpression: look };
  },
};
