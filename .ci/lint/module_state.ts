/** Modules hold no state and do nothing when loaded: state is created, and passed. @module */
import { housePath, isProduct } from "./path.ts";

/** Entries of programs and threads, which do something when loaded. */
const entry = /(^|\/)(main|worker)\.ts$|_worker\.ts$/;

/** The lint rule. */
export const moduleState: Deno.lint.Rule = {
  create(context) {
    const path = housePath(context.filename);
    if (!isProduct(path)) return {};
    return {
      "Program > VariableDeclaration[kind!='const'], Program > ExportNamedDeclaration > VariableDeclaration[kind!='const']":
        (node: Deno.lint.Node) =>
          context.report({
            node,
            message: "No module-level `let`: put it into a state record that is passed",
          }),
      "Program > ExpressionStatement": (node: Deno.lint.Node) => {
        if (entry.test(path)) return;
        context.report({
          node,
          message: "A module does nothing when loaded: export a function, call it at the entry",
        });
      },
    };
  },
};
