/** Types tell the truth: no way round the checker, no class trees. @module */
import { housePath, isProduct } from "./path.ts";

function isAny(node: Deno.lint.Node | undefined): boolean {
  return node?.type === "TSAnyKeyword";
}

/** The lint rule. Tests may take JSON apart as they like: their assertions are the check. */
export const plainTypes: Deno.lint.Rule = {
  create(context) {
    const checksJson = isProduct(housePath(context.filename));
    return {
      TSAsExpression: (node) => {
        const { expression, typeAnnotation } = node;
        const twice = expression.type === "TSAsExpression" &&
          expression.typeAnnotation.type === "TSUnknownKeyword";
        if (isAny(typeAnnotation)) {
          context.report({ node, message: "No `as any`: take unknown and check it" });
        } else if (twice) {
          context.report({ node, message: "No `as unknown as`: check the value, or fix the type" });
        }
      },
      TSNonNullExpression: (node) =>
        context.report({ node, message: "No `!`: use at(array, i) of core/fault.ts, or test it" }),
      ClassDeclaration: (node) => {
        const base = node.superClass;
        if (base === null || base === undefined || node.id?.name === "MechError") return;
        const message = "No `extends`: a contract is an interface, behaviour is functions";
        context.report({ node, message });
      },
      VariableDeclarator: (node) => {
        const { init, id } = node;
        if (!checksJson || init?.type !== "CallExpression" || !isJsonParse(init)) return;
        const type = id.type === "Identifier" ? id.typeAnnotation?.typeAnnotation : undefined;
        if (type?.type === "TSUnknownKeyword") return;
        context.report({ node, message: "JSON.parse gives `unknown`: annotate it and check it" });
      },
      "TSAsExpression > CallExpression": (node: Deno.lint.CallExpression) => {
        if (!checksJson || !isJsonParse(node)) return;
        context.report({ node, message: "No cast of JSON.parse: take unknown and check it" });
      },
    };
  },
};

function isJsonParse(node: Deno.lint.CallExpression): boolean {
  const { callee } = node;
  return callee.type === "MemberExpression" && callee.object.type === "Identifier" &&
    callee.object.name === "JSON" && callee.property.type === "Identifier" &&
    callee.property.name === "parse";
}
