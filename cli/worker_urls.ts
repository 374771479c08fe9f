/** Where the modules of worker threads are: in the source tree, or embedded in the binary. @module */
import { type ThreadName, workerEntries } from "core/supervise/mod.ts";
import { buildInfo } from "./version.ts";

/** URLs of all worker modules by thread. */
export function workerUrls(): Readonly<Record<ThreadName, string>> {
  const fromSource = buildInfo().runtime === "source";
  const urls: Record<string, string> = {};
  for (const { name, entry } of workerEntries) {
    // The build bundles each entry to workers/NAME.js beside the bundle of main.
    urls[name] = fromSource
      ? new URL(`../${entry}`, import.meta.url).href
      : new URL(`./workers/${name}.js`, import.meta.url).href;
  }
  return urls as Record<ThreadName, string>;
}

/** Words after the program's path that make this program one of its private processes. */
export function privateArgs(word: "__mind" | "__device"): string[] {
  if (buildInfo().runtime !== "source") return [word];
  const main = new URL("./main.ts", import.meta.url).pathname;
  return ["run", "-A", "--no-prompt", "--quiet", main, word];
}
