/** The size of the binary that `task build` makes; builds it where it is not there. @module */
import { type BenchResult, judge } from "./result.ts";

const root = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

/** An empty program is 92 MB; ours may add 13. */
const goalMB = 105;

async function sizeBytes(): Promise<number | null> {
  try {
    return (await Deno.stat(`${root}/dist/mechos`)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Measures the size, MB. */
export async function binaryBench(): Promise<BenchResult[]> {
  if (await sizeBytes() === null) {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", `${root}/.ci/compile.ts`],
      cwd: root,
      stdin: "null",
    }).output();
    if (!success) throw new Error(`Cannot build: ${new TextDecoder().decode(stderr)}`);
  }
  return [judge("binary.sizeMB", (await sizeBytes() ?? NaN) / 1e6, "MB", "lower", goalMB)];
}
