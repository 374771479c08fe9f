/**
 * Runs every gate of the house, also after one failed, and prints a line for each. Exits with 1
 * where any failed.
 *
 * @module
 */
import { say } from "./say.ts";

/** A gate: a name and what `deno` is told. */
interface Gate {
  readonly name: string;
  readonly args: readonly string[];
}

const folders = ["cli", "core", "hal", "sim", "tests", ".ci"];

/** The gates in the order of their cost. */
const gates: readonly Gate[] = [
  { name: "format", args: ["fmt", "--check", "--quiet"] },
  { name: "lint", args: ["lint", "--quiet", ...folders] },
  { name: "types", args: ["check", "--quiet", ...folders] },
];

async function pass(gate: Gate): Promise<boolean> {
  const began = performance.now();
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...gate.args],
    cwd: new URL("..", import.meta.url).pathname,
    stdin: "null",
  }).output();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`${success ? "ok  " : "FAIL"} ${gate.name} (${seconds} s)`);
  if (!success) {
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    say(said.split("\n").slice(0, 80).join("\n"));
  }
  return success;
}

if (import.meta.main) {
  let failed = 0;
  for (const gate of gates) if (!await pass(gate)) failed += 1;
  say(`${gates.length - failed} gates passed, ${failed} failed`);
  Deno.exit(failed === 0 ? 0 : 1);
}
