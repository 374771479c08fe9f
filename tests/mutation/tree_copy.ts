/** Copies of the project in which something is spoiled. @module */

/** The project. */
export const root = new URL("../../", import.meta.url).pathname;

function copyTree(from: string, into: string): void {
  Deno.mkdirSync(into, { recursive: true });
  for (const entry of Deno.readDirSync(from)) {
    if (entry.isDirectory) copyTree(`${from}/${entry.name}`, `${into}/${entry.name}`);
    else Deno.copyFileSync(`${from}/${entry.name}`, `${into}/${entry.name}`);
  }
}

/** Copies these folders and files, and what every program of the project needs; returns where. */
export function copyProject(parts: readonly string[]): string {
  const folder = Deno.makeTempDirSync({ prefix: "mechos-mutants-" });
  for (const part of ["deno.json", "deno.lock", ...parts]) {
    if (Deno.statSync(root + part).isDirectory) copyTree(root + part, `${folder}/${part}`);
    else Deno.copyFileSync(root + part, `${folder}/${part}`);
  }
  return folder;
}

/** How often a text stands in another. */
export function occurrences(text: string, find: string): number {
  return text.split(find).length - 1;
}

/** A change of one place in one file. */
export interface Slip {
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** Puts a slip into a copy; what it returns takes it out again. */
export async function spoil(folder: string, slip: Slip): Promise<() => Promise<void>> {
  const path = `${folder}/${slip.file}`;
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace(slip.find, () => slip.replace));
  return async () => await Deno.writeTextFile(path, text);
}
