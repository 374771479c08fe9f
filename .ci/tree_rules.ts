/**
 * House rules about the tree as a whole: names and sizes of files, imports in a circle, the
 * kernel's module graph, and paths that pages name. Each is a pure function over the files, so
 * that its test gives it a tree that breaks it.
 *
 * @module
 */
import { isProduct, topOf } from ".ci/lint/path.ts";

/** A file of the project: path below the root, and text (empty where it is no text). */
export interface HouseFile {
  readonly path: string;
  readonly text: string;
}

/** What breaks a rule, and what to do. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Most lines of a file without a reason. */
export const maxFileLines = 300;

/** How the first line of a longer file gives its reason. */
const longReason = /^\/\/ Longer than 300 lines: \S.{15,}$/;

const bannedNames =
  /^(utils?|helpers?|common|types|misc|managers?|interfaces?|constants|shared|stuff|lib)(_test)?\.ts$/;
const goodName = /^[a-z0-9]+(_[a-z0-9]+)*(\.[a-z]+)*$/;

function isTypeScript(path: string): boolean {
  return path.endsWith(".ts");
}

/** Names of files say the concept: no drawers for anything, snake case only. */
export function checkNames(files: readonly HouseFile[]): Finding[] {
  const findings: Finding[] = [];
  for (const { path } of files) {
    if (!isTypeScript(path)) continue;
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (bannedNames.test(name)) {
      const message = `"${name}" says nothing: name the file after the one thing it exports`;
      findings.push({ path, line: 1, message });
    } else if (!goodName.test(name)) {
      findings.push({ path, line: 1, message: `"${name}": write it in snake case` });
    }
  }
  return findings;
}

/** Folders of the top level are those of the house. */
export function checkTop(files: readonly HouseFile[]): Finding[] {
  const known = ["", ".ci", "cli", "core", "hal", "sim", "tests"];
  const strange = files.filter(({ path }) => !known.includes(topOf(path)));
  const folders = new Map(strange.map((file) => [topOf(file.path), file]));
  const findings = [...folders.values()].map(({ path }) => ({
    path,
    line: 1,
    message: `"${topOf(path)}" is no folder of the house: cli, core, hal, sim, tests, .ci`,
  }));
  const packages = files.filter(({ path }) => /(^|\/)package(-lock)?\.json$/.test(path));
  const message = "No package.json: pin packages in deno.json";
  return [...findings, ...packages.map(({ path }) => ({ path, line: 1, message }))];
}

/** A file holds one concept: over 300 lines its first line says why. */
export function checkSizes(files: readonly HouseFile[]): Finding[] {
  const findings: Finding[] = [];
  for (const { path, text } of files) {
    if (!isTypeScript(path)) continue;
    const lines = text.split("\n").length - 1;
    const first = text.slice(0, Math.max(text.indexOf("\n"), 0));
    if (lines <= maxFileLines || longReason.test(first)) continue;
    const message = `${lines} lines, at most ${maxFileLines}: split it by concept, or give the ` +
      'reason in its first line, "// Longer than 300 lines: REASON"';
    findings.push({ path, line: 1, message });
  }
  return findings;
}

/** What `@ts-...` comments would hide. */
export function checkEscapes(files: readonly HouseFile[]): Finding[] {
  const escape = new RegExp(`@ts-${"(ignore|nocheck|expect-error)"}`);
  return files.filter(({ path }) => isTypeScript(path)).flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => {
      if (!/^\s*(\/\/|\/\*)/.test(line) || !escape.test(line)) return [];
      const message = "No @ts- comments: fix the type, or check the value";
      return [{ path, line: index + 1, message }];
    })
  );
}

/** Values imported by a file, as paths: imports of types only are erased and cannot loop. */
function valueImports(file: HouseFile): string[] {
  const found: string[] = [];
  const pattern =
    /^(?:import|export)\s+(?!type\b)(\{[^}]*\}|[\w*\s,]+)?\s*(?:from\s+)?"([^"]+\.ts)"/gm;
  for (const match of file.text.matchAll(pattern)) {
    const names = (match[1] ?? "").replace(/[{}]/g, "").split(",").map((name) => name.trim());
    const onlyTypes = (match[1] ?? "").startsWith("{") &&
      names.filter((name) => name !== "").every((name) => name.startsWith("type "));
    if (onlyTypes) continue;
    const source = match[2] ?? "";
    const folder = file.path.slice(0, file.path.lastIndexOf("/") + 1);
    found.push(source.startsWith("./") ? folder + source.slice(2) : source);
  }
  return found;
}

/** No circle of imports: what loads first would depend on who asks first. */
export function checkCircles(files: readonly HouseFile[]): Finding[] {
  const graph = new Map(
    files.filter(({ path }) => isTypeScript(path)).map((file) => [file.path, valueImports(file)]),
  );
  const done = new Set<string>();
  const findings: Finding[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) {
      const circle = [...way.slice(at), path].join(" -> ");
      findings.push({ path, line: 1, message: `Imports in a circle: ${circle}` });
    } else if (!done.has(path)) {
      for (const next of graph.get(path) ?? []) visit(next, [...way, path]);
      done.add(path);
    }
  };
  for (const path of graph.keys()) visit(path, []);
  return findings;
}

/** Paths that pages name: links to files, and the change map of core/ARCHITECTURE.md. */
export function checkPaths(
  files: readonly HouseFile[],
  exists: (path: string) => boolean,
): Finding[] {
  const findings: Finding[] = [];
  for (const { path, text } of files) {
    if (!path.endsWith(".md")) continue;
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    text.split("\n").forEach((content, index) => {
      for (const [named, from] of pathsOf(content, path.endsWith("ARCHITECTURE.md"))) {
        const target = from === "link" ? resolve(folder, named) : named;
        if (target === null || exists(target)) continue;
        findings.push({ path, line: index + 1, message: `"${named}" is named here but not there` });
      }
    });
  }
  return findings;
}

function pathsOf(line: string, isMap: boolean): (readonly [string, "link" | "map"])[] {
  const links = [...line.matchAll(/\]\(([^)#:\s]+)(#[^)]*)?\)/g)].map((match) =>
    [match[1] ?? "", "link"] as const
  );
  if (!isMap) return links;
  const named = line.matchAll(/(?:^|[\s`(|])((?:\.ci|cli|core|hal|sim|tests)\/[\w./-]+)/g);
  const paths = [...named].map((match) => (match[1] ?? "").replace(/[.,]+$/, ""));
  const real = paths.filter((one) => !/\b[A-Z]{3,}\b(?!\.md)/.test(one));
  return [...links, ...real.map((one) => [one, "map"] as const)];
}

/** A link below the root; null where it leaves the project. */
function resolve(folder: string, link: string): string | null {
  const parts: string[] = [];
  for (const part of `${folder}${link}`.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return null;
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

/** Every test stands at the path of what it tests, under tests/, and is named after it. */
export function checkTestPlaces(files: readonly HouseFile[]): Finding[] {
  return files.filter(({ path }) => isProduct(path) && path.endsWith("_test.ts")).map((
    { path },
  ) => ({ path, line: 1, message: `Tests live under tests/: move it to "tests/${path}"` }));
}
