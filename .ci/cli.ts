/** Runs the CLI from source with the arguments of a task. @module */
import { taskArguments } from "./task_arguments.ts";

if (import.meta.main) {
  const main = new URL("../cli/main.ts", import.meta.url).pathname;
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", main, ...taskArguments(Deno.args)],
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  Deno.exit(code);
}
