/**
 * `task demo`: the main job from source. Runs the demo scenario with a recording, verifies the
 * recording, writes the report of the run, and tells its story.
 *
 * @module
 */
import { say } from "./say.ts";
import { taskArguments } from "./task_arguments.ts";

const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

async function mechos(args: readonly string[]): Promise<number> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", `${root}/cli/main.ts`, ...args],
    cwd: root,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  return code;
}

if (import.meta.main) {
  const recording = "recordings/demo.mcap";
  const report = "recordings/demo.html";
  const scenario = "sim/scenarios/demo.yaml";
  const extra = taskArguments(Deno.args);
  const ran = await mechos(["sim", scenario, "--story", "--record", recording, ...extra]);
  const replayed = ran === 0 ? await mechos(["replay", recording]) : 0;
  const reported = ran === 0 ? await mechos(["replay", recording, "--report", report]) : 0;
  say(`
Next: open ${report} in a browser: the path, timelines, every decision
      mechos record info ${recording}
      mechos replay ${recording} --what-if kernel.limits.maxLinearMps=0.3
      mechos sim ${scenario} --seeds 1..5
      open ${recording} in Foxglove or Lichtblick`);
  Deno.exit(ran || replayed || reported);
}
