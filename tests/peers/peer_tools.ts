/** Parts from elsewhere that `.ci/peers.ts` installs; null where this machine has none. @module */

/** The Python that has the official MCAP packages, or null. */
export function peerPython(): string | null {
  const path = new URL("../../dist/peers/python/bin/python", import.meta.url).pathname;
  try {
    return Deno.statSync(path).isFile ? path : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
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
