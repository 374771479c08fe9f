/** Replaces a file as a whole: written beside it, synced, renamed over it, rights kept. @module */
import { fail, ok, type Result } from "core/fault.ts";

/** Writes text in place of a file's; a crash leaves the old text or the new, never a mixture. */
export function replaceFile(path: string, text: string): Result<void> {
  try {
    const real = Deno.realPathSync(path);
    const { mode } = Deno.statSync(real);
    const beside = `${real}.${Deno.pid}.new`;
    const file = Deno.openSync(beside, { write: true, create: true, truncate: true });
    try {
      const bytes = new TextEncoder().encode(text);
      for (let sent = 0; sent < bytes.length;) sent += file.writeSync(bytes.subarray(sent));
      file.syncSync();
    } finally {
      file.close();
    }
    if (mode !== null) Deno.chmodSync(beside, mode & 0o777);
    Deno.renameSync(beside, real);
    return ok(undefined);
  } catch (error) {
    return fail({
      code: "CONFIG_UNREADABLE",
      message: `Cannot write "${path}": ${error instanceof Error ? error.message : String(error)}`,
      value: path,
      help: "check the rights of the file and its folder",
    });
  }
}
