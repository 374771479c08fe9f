/** The WebSocket to a simulator of somebody else's: one text, one answer, in time. @module */
import { fail, type Fault, ok, type Result } from "core/fault.ts";
import { engineFault, type EngineWire } from "sim/engine/mod.ts";

const startIt = "start its bridge first: sim/bridges/README.md";

/** One question at a time over a socket. */
class Wire implements EngineWire {
  #answered: ((result: Result<string>) => void) | null = null;
  #fault: Fault | null = null;
  readonly #socket: WebSocket;
  readonly #timeoutMs: number;

  constructor(socket: WebSocket, url: string, timeoutMs: number) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
    socket.onopen = () => this.#end(ok(""));
    socket.onmessage = ({ data }) => {
      const isText = typeof data === "string";
      this.#end(isText ? ok(data) : fail(engineFault("it sent bytes", "it must send JSON texts")));
    };
    socket.onclose = () => this.#gone(engineFault(`it closed the connection (${url})`, startIt));
    socket.onerror = () => this.#gone(engineFault(`it cannot be reached (${url})`, startIt));
  }

  #gone(fault: Fault): void {
    this.#fault ??= fault;
    this.#end(fail(this.#fault));
  }

  #end(result: Result<string>): void {
    const answered = this.#answered;
    this.#answered = null;
    answered?.(result);
  }

  /** What comes next, or a fault where nothing does. */
  next(): Promise<Result<string>> {
    if (this.#fault !== null) return Promise.resolve(fail(this.#fault));
    return new Promise((resolve) => {
      const late = engineFault(
        `no answer within ${this.#timeoutMs} ms`,
        "raise sim.engineTimeoutMs",
      );
      const timer = setTimeout(() => this.#gone(late), this.#timeoutMs);
      this.#answered = (result) => {
        clearTimeout(timer);
        resolve(result);
      };
    });
  }

  ask(text: string): Promise<Result<string>> {
    const answer = this.next();
    if (this.#fault === null) this.#socket.send(text);
    return answer;
  }

  close(text: string | null): void {
    this.#socket.onclose = null;
    this.#socket.onerror = null;
    if (text !== null && this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
    this.#socket.close();
  }
}

function openSocket(url: string): Result<WebSocket> {
  try {
    return ok(new WebSocket(url));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(engineFault(`"${url}" cannot be used: ${why}`, "for example ws://127.0.0.1:9870"));
  }
}

/** Connects to a simulator; fails with SIM_ENGINE where that does not work in time. */
export async function openEngineWire(url: string, timeoutMs: number): Promise<Result<EngineWire>> {
  const socket = openSocket(url);
  if (!socket.ok) return socket;
  const wire = new Wire(socket.value, url, timeoutMs);
  const opened = await wire.next();
  if (opened.ok) return ok(wire);
  wire.close(null);
  return opened;
}
