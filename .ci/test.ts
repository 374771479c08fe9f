/**
 * Runs Deno's tests over some folders and passes its exit code on. A single leading `--` is
 * dropped, so `task test --filter x` and `task test -- --filter x` both work.
 *
 * Usage: test.ts FOLDER... [--skip FOLDER]... [-- OPTIONS of deno test]
 *
 * @module
 */
import { taskArguments } from "./task_arguments.ts";

/** Folders to test, folders to leave out, and what goes to `deno test` as it is. */
export interface TestPlan {
  readonly folders: readonly string[];
  readonly skipped: readonly string[];
  readonly options: readonly string[];
}

/** Reads the plan out of the command line. */
export function readPlan(args: readonly string[]): TestPlan {
  const folders: string[] = [];
  const skipped: string[] = [];
  const options: string[] = [];
  const words = taskArguments(args);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "--skip") {
      skipped.push(words[i + 1] ?? "");
      i += 1;
    } else if (word.startsWith("-")) {
      options.push(word, ...words.slice(i + 1));
      break;
    } else folders.push(word);
  }
  return { folders, skipped, options };
}

if (import.meta.main) {
  const plan = readPlan(Deno.args);
  const ignore = plan.skipped.length === 0 ? [] : [`--ignore=${plan.skipped.join(",")}`];
  const command = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", ...ignore, ...plan.options, ...plan.folders],
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  });
  const { code } = await command.output();
  Deno.exit(code);
}
