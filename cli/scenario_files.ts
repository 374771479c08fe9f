/** Which scenario files the arguments of `sim` select: files, folders, globs. @module */
import { fail, ok, type Result } from "core/fault.ts";

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

function walk(folder: string, depth: number, into: string[]): void {
  if (depth > maxFolderDepth || into.length > maxFiles) return;
  const entries = [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1);
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) walk(path, depth + 1, into);
    else if (/\.ya?ml$/.test(entry.name) && isScenario(path)) into.push(path);
  }
}

/** A glob as a pattern over whole paths: `*`, `**`, `?`. */
function globPattern(glob: string): RegExp {
  const text = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*\*\/?|\*|\?/g, (part) => {
    if (part === "?") return "[^/]";
    return part === "*" ? "[^/]*" : ".*";
  });
  return new RegExp(`^${text}$`);
}

function expandGlob(glob: string): string[] {
  const star = glob.search(/[*?]/);
  const cut = glob.lastIndexOf("/", star);
  const base = cut < 0 ? "." : glob.slice(0, cut) || "/";
  const found: string[] = [];
  walk(base, 0, found);
  const pattern = globPattern(cut < 0 ? `./${glob}` : glob);
  return found.filter((path) => pattern.test(path));
}

/** Expands the arguments in order; a file named twice runs once. Nothing found is a fault. */
export function selectScenarios(words: readonly string[]): Result<readonly string[]> {
  const files: string[] = [];
  for (const word of words) {
    const before = files.length;
    try {
      if (/[*?]/.test(word)) files.push(...expandGlob(word));
      else if (Deno.statSync(word).isDirectory) walk(word.replace(/\/$/, ""), 0, files);
      else files.push(word);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      // A file that is not there is told by its reader, with its path.
      if (!/[*?]/.test(word)) files.push(word);
    }
    if (files.length > before) continue;
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
