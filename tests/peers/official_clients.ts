/** Runs the official clients of OpenAI and Ollama in a process of their own. @module */

/** What a client read of one answer. */
export interface ClientReading {
  readonly text: string;
  readonly end: string;
  readonly input: number;
  readonly output: number;
  readonly models: readonly string[];
}

/** What both read. */
export interface ClientReadings {
  readonly openai: ClientReading;
  readonly ollama: ClientReading;
}

const script = new URL("./official_clients.mjs", import.meta.url).pathname;
/** Fetching the packages and one slow answer each, ms. */
const timeoutMs = 240_000;

/** Lets both ask a server; a text says why they could not be run here at all. */
export async function askOfficialClients(
  url: string,
  model: string,
): Promise<ClientReadings | string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", "--no-lock", "--quiet", script, url, model],
    // Away from the project: its frozen lock is not theirs.
    cwd: await Deno.makeTempDir(),
    stdin: "null",
    signal: AbortSignal.timeout(timeoutMs),
  }).output();
  const said = new TextDecoder().decode(stderr);
  if (success) return JSON.parse(new TextDecoder().decode(stdout)) as ClientReadings;
  if (/for package "(?:openai|ollama)"/.test(said)) {
    return said.trim().split("\n")[0] ?? "no registry";
  }
  throw new Error(`The official clients failed: ${said}`);
}
