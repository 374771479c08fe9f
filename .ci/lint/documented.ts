/** Every export of the product says what it is. @module */
import { housePath, isProduct } from "./path.ts";

/** The lint rule. */
export const documented: Deno.lint.Rule = {
  create(context) {
    if (!isProduct(housePath(context.filename))) return {};
    return {
      ExportNamedDeclaration: (node) => {
        if (node.declaration === null || node.declaration === undefined) return;
        const comments = context.sourceCode.getCommentsBefore(node);
        const last = comments[comments.length - 1];
        if (last?.type === "Block" && last.value.startsWith("*")) return;
        context.report({
          range: [node.range[0], Math.min(node.range[0] + 40, node.range[1])],
          message: "An export has a doc comment: what it is, units, shapes, errors",
        });
      },
    };
  },
};
