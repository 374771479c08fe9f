/** Parts from elsewhere that `.ci/peers.ts` installs; null where this machine has none. @module */

/**
 * The Python that has these modules of PyPI, or null. That it is there is not enough: where Debian
 * was reached and PyPI was not, it has none.
 */
export function peerPython(...modules: readonly string[]): string | null {
  const path = new URL("../../dist/peers/python/bin/python", import.meta.url).pathname;
  try {
    if (!Deno.statSync(path).isFile) return null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const args = ["-c", `import ${modules.join(", ")}`];
  const { success } = new Deno.Command(path, { args, stdin: "null", stderr: "null" }).outputSync();
  return success ? path : null;
}

/** Whether this machine has a program of Debian's: `cyclictest`, `socat`. */
export function hasProgram(name: string): boolean {
  try {
    return Deno.statSync(`/usr/bin/${name}`).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
