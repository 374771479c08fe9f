/**
 * The import law: cli -> {sim, hal} -> core, sim and hal never meet, inside core only to a lower
 * floor, across rooms through the door by full name, inside a room by `./file.ts`.
 *
 * @module
 */
import { floors } from "./floors.ts";
import { housePath, isProduct, roomOf, topOf } from "./path.ts";

/** Which top-level folders each may import. */
const reach: Readonly<Record<string, readonly string[]>> = {
  cli: ["cli", "core", "hal", "sim"],
  sim: ["core", "sim"],
  hal: ["core", "hal"],
  core: ["core"],
  tests: ["cli", "core", "hal", "sim", "tests"],
};

/** Files of a room without a folder of its own, which count as doors. */
const openRooms = /^(core\/[a-z0-9_]+\.ts|sim\/[a-z_]+\.ts|hal\/[a-z_]+\.ts)$/;

function floorFault(from: string, to: string): string | null {
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
  if (fromRoom === toRoom) return null;
  const [here, there] = [floors.get(fromRoom), floors.get(toRoom)];
  if (here === undefined) return `"${fromRoom}" has no floor: give it one in .ci/lint/floors.ts`;
  if (there === undefined) return `"${toRoom}" has no floor: give it one in .ci/lint/floors.ts`;
  if (there < here || (here === 0 && there === 0)) return null;
  return `${fromRoom} is on floor ${here}, ${toRoom} on floor ${there}: import from a lower floor, ` +
    "or move what both need below";
}

function doorFault(from: string, to: string): string | null {
  if (roomOf(from) === roomOf(to) || openRooms.test(to) || to.endsWith("/mod.ts")) return null;
  return `"${to}" is inside another room: import it from "${roomOf(to)}/mod.ts"`;
}

/** What is wrong with the import of `source` in file `from`; null where nothing is. */
export function importFault(from: string, source: string): string | null {
  if (source.startsWith("../") || source.includes("/../")) {
    return `No "../": write the full name, like "core/bus/mod.ts"`;
  }
  if (/^(npm|jsr|https?|file|data):/.test(source)) {
    return `"${source}" is no name of deno.json: pin the package there and import it by its name`;
  }
  if (source.startsWith("./") || topOf(from) === ".ci") return null;
  const top = topOf(source);
  const allowed = reach[topOf(from)];
  if (allowed === undefined || !(top in reach)) return null;
  if (!allowed.includes(top)) {
    return `${topOf(from)} may not import ${top}: the way is cli -> {sim, hal} -> core`;
  }
  if (!isProduct(from)) return null;
  if (topOf(from) === "core") {
    const floor = floorFault(from, source);
    if (floor !== null) return floor;
  }
  return doorFault(from, source);
}

/** The lint rule. */
export const importLaw: Deno.lint.Rule = {
  create(context) {
    const from = housePath(context.filename);
    const look = (node: Deno.lint.Node, source: unknown): void => {
      const message = typeof source === "string" ? importFault(from, source) : null;
      if (message !== null) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => look(node, node.source.value),
      ExportNamedDeclaration: (node) => look(node, node.source?.value),
      ImportExpression: (node) => {
        if (node.source.type === "Literal") look(node, node.source.value);
      },
      ExportAllDeclaration: (node) => {
        look(node, node.source.value);
        context.report({ node, message: "No `export *`: a door re-exports by name" });
      },
    };
  },
};
