/**
 * The house rules that look at the tree (those that look into a file are the lint plugin in
 * .ci/lint): names, sizes, circles of imports, paths in pages, and that the kernel's module graph
 * holds no package. Prints each finding and exits with 1 where there is one.
 *
 * @module
 */
import { readHouse, root } from "./house_files.ts";
import { say } from "./say.ts";
import {
  checkCircles,
  checkEscapes,
  checkNames,
  checkPaths,
  checkSizes,
  checkTestPlaces,
  checkTop,
  type Finding,
} from "./tree_rules.ts";

/** Entries whose module graph must be our own code only; one that is not there yet is skipped. */
const pureEntries = ["core/kernel/step.ts", "core/kernel/worker.ts", "core/tree/tick.ts"];

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Packages and Node modules that running the root of a graph would load, from the output of
 * `deno info --json`. Imports of types only are erased, so they do not count.
 */
export function foreignModules(info: string): string[] {
  const graph: unknown = JSON.parse(info);
  const modules = new Map(
    listOf(fieldOf(graph, "modules")).map((one) => [fieldOf(one, "specifier"), one]),
  );
  const open = [...listOf(fieldOf(graph, "roots"))];
  const seen = new Set<unknown>(open);
  if (open.length === 0) return ["(no graph)"];
  for (const specifier of open) {
    for (const dependency of listOf(fieldOf(modules.get(specifier), "dependencies"))) {
      const next = fieldOf(fieldOf(dependency, "code"), "specifier");
      if (next === undefined || seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return open.map(String).filter((name) => !name.startsWith("file:"));
}

async function checkKernelGraph(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const path of pureEntries) {
    if (!exists(path)) continue;
    const { stdout, success } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", path],
      cwd: root,
      stdin: "null",
    }).output();
    const foreign = success
      ? foreignModules(new TextDecoder().decode(stdout))
      : ["(deno info failed)"];
    for (const name of foreign) {
      const message = `Reaches ${name}: nothing but our own code may run in the kernel's thread`;
      findings.push({ path, line: 1, message });
    }
  }
  return findings;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(`${root}/${path}`);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

if (import.meta.main) {
  const files = await readHouse();
  const findings = [
    ...checkTop(files),
    ...checkNames(files),
    ...checkSizes(files),
    ...checkEscapes(files),
    ...checkTestPlaces(files),
    ...checkCircles(files),
    ...checkPaths(files, exists),
    ...await checkKernelGraph(),
  ];
  for (const { path, line, message } of findings) say(`${path}:${line}: ${message}`);
  Deno.exit(findings.length === 0 ? 0 : 1);
}
