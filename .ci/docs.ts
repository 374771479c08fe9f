/**
 * Documentation of the doors: `deno doc --lint` over each mod.ts. Counted are exports without a
 * doc comment and exported values without a type; not counted are fields (their names carry the
 * unit) and types of another room, which that room's door documents. Examples in doc comments are
 * type-checked by the gate of types (`deno check --doc`).
 *
 * @module
 */
import { readHouse, root } from "./house_files.ts";
import { say } from "./say.ts";

/** The findings that count, out of what `deno doc --lint` printed without colours. */
export function docFindings(printed: string): string[] {
  const findings: string[] = [];
  for (const block of printed.split(/\n(?=error\[)/)) {
    const [, kind, message] = /^error\[([a-z-]+)\]: (.*)/.exec(block) ?? [];
    const place = /--> (\S+)/.exec(block)?.[1] ?? "";
    const code = /^ *\d+ \| (.*)/m.exec(block)?.[1] ?? "";
    if (kind === undefined || message === undefined || kind === "private-type-ref") continue;
    if (kind === "missing-jsdoc" && !/^export\b/.test(code)) continue;
    // A constant table is inferred on purpose: its keys are the type.
    if (kind === "missing-explicit-type" && /^export const\b/.test(code)) continue;
    findings.push(`${place.replace(`${root}/`, "")}: ${message}`);
  }
  return findings;
}

if (import.meta.main) {
  const files = await readHouse();
  const doors = files.map(({ path }) => path).filter((path) =>
    /^(cli|core|hal|sim)\/.*\bmod\.ts$/.test(path)
  );
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...doors],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const printed = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
  const findings = docFindings(printed);
  const ran = printed === "" || /error\[|Checked \d+ file/.test(printed);
  for (const finding of findings) say(finding);
  if (!ran) say(printed);
  Deno.exit(findings.length === 0 && ran ? 0 : 1);
}
