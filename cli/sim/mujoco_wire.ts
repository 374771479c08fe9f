/** MuJoCo in a thread of this process, behind the same wire as a simulator outside. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { engineFault, type EngineWire, type OpenEngineWire } from "sim/engine/mod.ts";
import { buildInfo } from "cli/version.ts";

/** Its module, as a path: the bundler must not find it, for the binary cannot run it. */
const entry = "sim/mujoco/worker.ts";

function startWorker(): Worker {
  const root = new URL("../../", import.meta.url);
  return new Worker(new URL(entry, root), {
    type: "module",
    name: "mujoco",
    deno: {
      // From source a thread needs to read its own modules, and nothing else.
      permissions: {
        read: [root.pathname],
        write: false,
        net: false,
        env: false,
        run: false,
        ffi: false,
        sys: false,
      },
    },
  });
}

function wireOver(worker: Worker, timeoutMs: number): EngineWire {
  const ask = (text: string): Promise<Result<string>> =>
    new Promise((resolve) => {
      const end = (result: Result<string>): void => {
        clearTimeout(timer);
        worker.onmessage = null;
        worker.onerror = null;
        resolve(result);
      };
      const timer = setTimeout(() => {
        end(fail(engineFault(
          `no answer within ${timeoutMs} ms`,
          "raise sim.engineTimeoutMs",
        )));
      }, timeoutMs);
      worker.onmessage = ({ data }: MessageEvent<string>) => end(ok(data));
      worker.onerror = (event) => {
        event.preventDefault();
        end(fail(engineFault(`its thread failed: ${event.message}`, "see the message")));
      };
      worker.postMessage(text);
    });
  return { ask, close: () => worker.terminate() };
}

/**
 * Starts MuJoCo. Fails in the binary, which forbids code made from strings: the official bindings
 * make theirs so.
 */
export const openMujoco: OpenEngineWire = (_url, timeoutMs) => {
  if (buildInfo().runtime !== "source") {
    return Promise.resolve(fail(engineFault(
      "MuJoCo's bindings make code from strings, which this binary forbids",
      "run from source (task mechos), or use the bridge: sim/bridges/README.md",
    )));
  }
  return Promise.resolve(ok(wireOver(startWorker(), timeoutMs)));
};
