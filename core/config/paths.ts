/** Paths as text: joined, normalised and compared without touching the disk. @module */

/** Folder of a path with "/" as separator. */
export function folderOf(path: string): string {
  const cut = path.lastIndexOf("/");
  return cut < 0 ? "." : cut === 0 ? "/" : path.slice(0, cut);
}

/** Joins and normalises, without touching the disk. */
export function resolvePath(folder: string, path: string): string {
  const joined = path.startsWith("/") ? path : `${folder}/${path}`;
  const parts: string[] = [];
  for (const part of joined.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts[parts.length - 1] !== "..") parts.pop();
    else parts.push(part);
  }
  return (joined.startsWith("/") ? "/" : "") + (parts.join("/") || ".");
}

/** True where a path is inside one of some folders. */
export function isInside(path: string, roots: readonly string[] | null): boolean {
  return roots === null || roots.some((root) => path === root || path.startsWith(`${root}/`));
}
