/** Reading files for parsers that take bytes: bounded, and every failure a fault. @module */
import { fail, ok, type Result } from "core/fault.ts";

/** Largest file that is read whole, bytes; parsers have smaller limits of their own. */
export const maxReadBytes = 64 * 1024 * 1024;

/** Reads a file. Fails with CONFIG_NOT_FOUND or CONFIG_UNREADABLE. */
export function readFile(path: string): Result<Uint8Array> {
  try {
    const { size, isDirectory } = Deno.statSync(path);
    if (isDirectory) return unreadable(path, "it is a folder", "name a file in it");
    if (size > maxReadBytes) {
      return unreadable(path, `it has ${size} bytes, at most ${maxReadBytes}`, "name another file");
    }
    return ok(Deno.readFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return fail({
        code: "CONFIG_NOT_FOUND",
        message: `Cannot read "${path}": it is not there`,
        value: path,
        help: "check the path and the folder you are in",
      });
    }
    const reason = error instanceof Error ? error.name : String(error);
    return unreadable(path, reason, "check the rights of the file");
  }
}

function unreadable(path: string, reason: string, help: string): Result<Uint8Array> {
  return fail({
    code: "CONFIG_UNREADABLE",
    message: `Cannot read "${path}": ${reason}`,
    value: path,
    help,
  });
}

/** The real absolute path, links resolved; a path that is not there stands for itself. */
export function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    const cut = path.lastIndexOf("/");
    if (cut <= 0) return cut < 0 ? `${Deno.cwd()}/${path}` : path;
    return `${realPath(path.slice(0, cut))}${path.slice(cut)}`;
  }
}
