/** The files of the project as git knows them. @module */
import type { HouseFile } from "./tree_rules.ts";

/** The project's root folder, without a slash at its end. */
export const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

const textual = /\.(ts|md|json|ya?ml|txt)$|^\.ci\/run$/;

async function listed(): Promise<string[]> {
  const { stdout, success } = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd: root,
    stdin: "null",
    stderr: "null",
  }).output();
  if (success) return new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "");
  // A tree without git, such as an unpacked archive: all but what a build makes.
  const paths: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of Deno.readDirSync(`${root}/${folder}`)) {
      if (["dist", "recordings", ".git", "node_modules"].includes(entry.name)) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory) walk(path);
      else paths.push(path);
    }
  };
  walk("");
  return paths;
}

/** Reads the project: every file by path, with its text where it is text. */
export async function readHouse(): Promise<HouseFile[]> {
  const files: HouseFile[] = [];
  for (const path of await listed()) {
    try {
      const text = textual.test(path) ? await Deno.readTextFile(`${root}/${path}`) : "";
      files.push({ path, text });
    } catch (error) {
      // Listed by git, but removed from the folder and not committed yet.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return files;
}
