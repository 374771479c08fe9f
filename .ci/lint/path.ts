/** Where a linted file stands in the house. @module */

const root = new URL("../..", import.meta.url).pathname;

/** The path below the project's root, `core/kernel/step.ts`; other paths as they are. */
export function housePath(filename: string): string {
  const path = filename.replaceAll("\\", "/");
  return path.startsWith(root) ? path.slice(root.length) : path.replace(/^\.\//, "");
}

/** The top-level folder: cli, core, hal, sim, tests, .ci. */
export function topOf(path: string): string {
  return path.slice(0, Math.max(path.indexOf("/"), 0));
}

/**
 * The room of a file. In core and sim a room is a folder (`core/kernel`, `sim/physics`) or a file
 * of the ground floor (`core/fault.ts`); cli, hal's drivers and tests are rooms by their folder.
 */
export function roomOf(path: string): string {
  const parts = path.split("/");
  const top = parts[0] ?? "";
  if (top === "cli" || top === "tests" || top === ".ci") return top;
  if (parts.length === 2) return top === "core" ? path : top;
  return `${top}/${parts[1] ?? ""}`;
}

/** True for code of the product, false for tests and `.ci`. */
export function isProduct(path: string): boolean {
  return ["cli", "core", "hal", "sim"].includes(topOf(path));
}
