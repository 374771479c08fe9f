/** Arguments of a task with a single `--` dropped, so both ways of writing them work. @module */

/** Drops the first `--`. */
export function taskArguments(args: readonly string[]): string[] {
  const at = args.indexOf("--");
  return at < 0 ? [...args] : [...args.slice(0, at), ...args.slice(at + 1)];
}
