/** Which scenario files the arguments of `sim` select: files, folders, globs. @module */
import { fail, MechError, ok, type Result } from "core/fault.ts";

/** Deepest folder that is searched, and most files that are taken. */
const maxFolderDepth = 8;
const maxFiles = 10_000;

function isScenario(path: string): boolean {
  try {
    const file = Deno.openSync(path);
    const head = new Uint8Array(4096);
    const count = file.readSync(head) ?? 0;
    file.close();
    return /^mechos:\s*["']?scenario\//m.test(new TextDecoder().decode(head.subarray(0, count)));
  } catch {
    return false;
  }
}

function entriesOf(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1);
  } catch (error) {
    throw new MechError({
      code: "CONFIG_UNREADABLE",
      message: `Cannot look into "${folder}": ${error instanceof Error ? error.name : error}`,
      value: folder,
      help: "check the rights of the folder",
    });
  }
}

function walk(folder: string, depth: number, into: string[]): void {
  if (depth > maxFolderDepth || into.length > maxFiles) return;
  const entries = entriesOf(folder);
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) walk(path, depth + 1, into);
    else if (/\.ya?ml$/.test(entry.name) && isScenario(path)) into.push(path);
  }
}

/** What a glob is made of: `**`, `*`, `?`, `[a-z]` or `[!a-z]`, or one plain character. */
const globPart = /\*\*\/?|\*|\?|\[!?[^\]/]+\]|[^]/g;

/** A glob as a pattern over whole paths; null where its `[...]` makes none. */
function globPattern(glob: string): RegExp | null {
  const text = glob.replace(globPart, (part) => {
    if (part.startsWith("**")) return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (part.length === 1) return part.replace(/[.+^${}()|[\]\\]/, "\\$&");
    return part.replaceAll("\\", "\\\\").replace(/^\[!/, "[^");
  });
  try {
    return new RegExp(`^${text}$`);
  } catch {
    return null;
  }
}

/** A glob for each choice of its `{a,b}`. */
function withChoices(glob: string): string[] {
  const match = /\{([^{}]*,[^{}]*)\}/.exec(glob);
  if (match === null) return [glob];
  const [whole, choices = ""] = match;
  return choices.split(",").flatMap((choice) =>
    withChoices(glob.slice(0, match.index) + choice + glob.slice(match.index + whole.length))
  );
}

function expandGlob(glob: string): string[] {
  const star = glob.search(/[*?[]/);
  // A glob of choices alone is a name each.
  if (star < 0) return isScenario(glob) ? [glob] : [];
  const cut = glob.lastIndexOf("/", star);
  const base = cut < 0 ? "." : glob.slice(0, cut) || "/";
  const pattern = globPattern(cut < 0 ? `./${glob}` : glob);
  if (pattern === null || !isFolder(base)) return [];
  const found: string[] = [];
  walk(base, 0, found);
  return found.filter((path) => pattern.test(path));
}

/** True for a folder; false for a file, and for what is not there or cannot be looked at. */
function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** A file of that name is meant before a glob: names may hold brackets. */
function selectOne(word: string): readonly string[] {
  if (isFolder(word)) {
    const files: string[] = [];
    walk(word.replace(/(?<=.)\/+$/, ""), 0, files);
    return files;
  }
  // A file that is not there is told by its reader, with its path.
  if (exists(word) || !/[*?[{]/.test(word)) return [word];
  return withChoices(word).flatMap(expandGlob);
}

/** Expands the arguments in order; a file named twice runs once. Nothing found is a fault. */
export function selectScenarios(words: readonly string[]): Result<readonly string[]> {
  const files: string[] = [];
  for (const word of words) {
    const selected = selectOne(word);
    for (const file of selected) files.push(file);
    if (selected.length > 0) continue;
    return fail({
      code: "CLI_NOTHING_SELECTED",
      message: `No scenario matches "${word}"`,
      value: word,
      help: "name a file, a folder or a glob of scenario files",
    });
  }
  if (files.length > 0) return ok([...new Set(files)]);
  return fail({
    code: "CLI_NOTHING_SELECTED",
    message: "No scenario was named",
    help: "for example mechos sim sim/scenarios/demo.yaml",
  });
}
