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
  /** True where what it prints is shown also when it passes. */
  readonly tells?: true;
}

const folders = ["cli", "core", "hal", "sim", "tests", ".ci"];

/** The gates in the order of their cost. */
const gates: readonly Gate[] = [
  { name: "format", args: ["fmt", "--check", "--quiet"] },
  { name: "lint", args: ["lint", "--quiet", ...folders] },
  { name: "house rules", args: ["run", "-A", ".ci/tidy.ts"] },
  { name: "docs", args: ["run", "-A", ".ci/docs.ts"] },
  { name: "debt", args: ["run", "-A", ".ci/debt.ts"], tells: true },
  { name: "types", args: ["check", "--quiet", "--doc", ...folders] },
];

async function pass(gate: Gate): Promise<boolean> {
  const began = performance.now();
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...gate.args],
    cwd: new URL("..", import.meta.url).pathname,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`${success ? "ok  " : "FAIL"} ${gate.name} (${seconds} s)`);
  if (!success || gate.tells === true) {
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    say(said.split("\n").slice(0, 80).join("\n").trimEnd());
  }
  return success;
}

if (import.meta.main) {
  let failed = 0;
  for (const gate of gates) if (!await pass(gate)) failed += 1;
  say(`${gates.length - failed} gates passed, ${failed} failed`);
  Deno.exit(failed === 0 ? 0 : 1);
}
