/** The shell steps of cli/commands/sim_ci.md are run as they stand there. */
import assert from "node:assert/strict";
import { parse } from "yaml";

const root = new URL("../../", import.meta.url).pathname;

const scenario = `mechos: scenario/1
name: quick
robot: ${root}sim/robots/turtlebot3_burger.yaml
duration: 2s
expect: [ { never: collision } ]
`;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every text under `run` or in a list under `script`, at any depth. */
function stepsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(stepsOf);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    if (key === "run" && typeof child === "string") return [child];
    if (key === "script" && Array.isArray(child)) return child.map(String);
    return stepsOf(child);
  });
}

function recipes(page: string): string[] {
  const blocks = [...page.matchAll(/^```(yaml|sh)\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, kind, text]) =>
    kind === "sh" ? [text ?? ""] : stepsOf(parse(text ?? ""))
  );
}

/** Runs a step in a shell that finds `mechos`, in a folder with a scenario. */
async function runStep(step: string): Promise<{ code: number; folder: string; out: string }> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/scenarios`);
  await Deno.mkdir(`${folder}/bin`);
  await Deno.writeTextFile(`${folder}/scenarios/quick.yaml`, scenario);
  const program = `#!/bin/sh\nexec "${Deno.execPath()}" run -A --quiet "${root}cli/main.ts" "$@"\n`;
  await Deno.writeTextFile(`${folder}/bin/mechos`, program, { mode: 0o755 });
  const path = `${folder}/bin:${Deno.env.get("PATH") ?? ""}`;
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-e", "-c", step],
    cwd: folder,
    env: { PATH: path },
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return { code, folder, out: text.decode(stdout) + text.decode(stderr) };
}

const page = await Deno.readTextFile(`${root}cli/commands/sim_ci.md`);

Deno.test("recipes() finds every step of the page", () => {
  assert.equal(recipes(page).length, 4);
});

for (const step of recipes(page)) {
  Deno.test(`CI step runs: ${step.trim().slice(0, 60)}`, async () => {
    const { code, folder, out } = await runStep(step);
    assert.equal(code, 0, out);
    assert.match(out, /PASS quick/);
    for (const [, file] of step.matchAll(/--(?:junit|tap|baseline) (\S+)/g)) {
      assert.ok((await Deno.stat(`${folder}/${file ?? ""}`)).size > 20, file);
    }
    await Deno.remove(folder, { recursive: true });
  });
}
