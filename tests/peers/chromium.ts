/** A real Chromium, headless, that opens pages and tells what they did. @module */
import assert from "node:assert/strict";

/** The program's name; Debian's is installed where none is there. Throws where that fails. */
export async function chromium(): Promise<string> {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    if (await succeeds(name, "--version")) return name;
  }
  assert.ok(await succeeds("apt-get", "update", "-qq"));
  const install = ["install", "-y", "-qq", "--no-install-recommends", "chromium"];
  assert.ok(await succeeds("apt-get", ...install), "no Chromium, and none to be had");
  return "chromium";
}

async function succeeds(program: string, ...args: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(program, { args: [...args], stdin: "null" })
      .output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** An open page. */
export interface Page {
  /** Addresses that were asked for, the page's own among them. */
  readonly requests: readonly string[];
  /** Lines of its console, errors that nobody caught, and what the browser complained of. */
  readonly complaints: readonly string[];
  /** The value of an expression in the page. */
  evaluate(expression: string): Promise<unknown>;
  /** A picture of the whole page, PNG. */
  screenshot(): Promise<Uint8Array>;
  close(): Promise<void>;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** The DevTools protocol over one socket: calls by number, events by name. */
class DevTools {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Fields) => void>();
  readonly #listeners: ((method: string, params: Fields) => void)[] = [];
  #calls = 0;
  session: string | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#take(fields(JSON.parse(String(data))));
  }

  static async open(url: string): Promise<DevTools> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    return new DevTools(socket);
  }

  #take(message: Fields): void {
    const { id, method, params } = message;
    if (typeof id === "number") {
      this.#waiting.get(id)?.(message);
      this.#waiting.delete(id);
    } else for (const listener of this.#listeners) listener(String(method), fields(params));
  }

  listen(listener: (method: string, params: Fields) => void): void {
    this.#listeners.push(listener);
  }

  async call(method: string, params: Fields = {}): Promise<Fields> {
    const id = ++this.#calls;
    const answered = new Promise<Fields>((resolve) => this.#waiting.set(id, resolve));
    const session = this.session === undefined ? {} : { sessionId: this.session };
    this.#socket.send(JSON.stringify({ id, method, params, ...session }));
    const answer = await answered;
    assert.equal(answer["error"], undefined, `${method}: ${JSON.stringify(answer["error"])}`);
    return fields(answer["result"]);
  }

  close(): void {
    this.#socket.close();
  }
}

async function devToolsAddress(stderr: ReadableStream<Uint8Array>): Promise<string> {
  let said = "";
  for await (const text of stream(stderr)) {
    said += text;
    const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
    if (found !== undefined) return found;
  }
  return assert.fail(`Chromium did not start: ${said.slice(-500)}`);
}

async function* stream(bytes: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = bytes.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
}

function watch(tools: DevTools, requests: string[], complaints: string[]): Promise<void> {
  return new Promise((resolve) => {
    tools.listen((method, params) => {
      if (method === "Network.requestWillBeSent") {
        requests.push(String(fields(params["request"])["url"]));
      } else if (method === "Runtime.consoleAPICalled" || method === "Runtime.exceptionThrown") {
        complaints.push(JSON.stringify(params));
      } else if (method === "Log.entryAdded") complaints.push(JSON.stringify(params["entry"]));
      else if (method === "Page.loadEventFired") resolve();
    });
  });
}

/** Opens a file in a Chromium of its own. */
export async function openPage(path: string): Promise<Page> {
  const profile = await Deno.makeTempDir({ prefix: "mechos-chromium-" });
  const child = new Deno.Command(await chromium(), {
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--window-size=1200,900",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "about:blank",
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const tools = await DevTools.open(await devToolsAddress(child.stderr));
  const { targetId } = await tools.call("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await tools.call("Target.attachToTarget", { targetId, flatten: true });
  tools.session = String(sessionId);
  const requests: string[] = [];
  const complaints: string[] = [];
  const loaded = watch(tools, requests, complaints);
  for (const part of ["Network", "Runtime", "Log", "Page"]) await tools.call(`${part}.enable`);
  await tools.call("Page.navigate", { url: `file://${path}` });
  await loaded;
  return {
    requests,
    complaints,
    evaluate: async (expression) => {
      const options = { expression, returnByValue: true, awaitPromise: true };
      const { result, exceptionDetails } = await tools.call("Runtime.evaluate", options);
      assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
      return fields(result)["value"];
    },
    screenshot: async () => {
      const { data } = await tools.call("Page.captureScreenshot", { captureBeyondViewport: true });
      return Uint8Array.from(atob(String(data)), (sign) => sign.charCodeAt(0));
    },
    close: async () => {
      tools.close();
      child.kill("SIGKILL");
      await child.status;
      await Deno.remove(profile, { recursive: true });
    },
  };
}
