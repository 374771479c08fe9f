/** Writes a line to stdout: programs of .ci report to whoever runs them. @module */

/** Writes one line. */
export function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
