/** No error is swallowed: a catch does something with what it caught. @module */

function isEmptyFunction(node: Deno.lint.Node | undefined): boolean {
  if (node?.type !== "ArrowFunctionExpression" && node?.type !== "FunctionExpression") return false;
  return node.body?.type === "BlockStatement" && node.body.body.length === 0;
}

/** The lint rule. */
export const noSwallow: Deno.lint.Rule = {
  create(context) {
    return {
      CatchClause: (node) => {
        if (node.body.body.length > 0) return;
        const message = "Empty catch: return a Fault, count it, or rethrow what is not expected";
        context.report({ node, message });
      },
      CallExpression: (node) => {
        const { callee, arguments: given } = node;
        if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
        if (callee.property.name !== "catch" || !isEmptyFunction(given[0])) return;
        const message = "Swallowed rejection: return a Fault, count it, or rethrow";
        context.report({ node, message });
      },
    };
  },
};
