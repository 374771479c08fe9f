/**
 * The thread of MuJoCo: no rights but to read its own source. It is given requests as JSON texts and
 * gives answers as such, so that it is a simulator like any outside.
 *
 * @module
 */
import loadMujoco from "@mujoco/mujoco";
import wasmBinary from "@mujoco/mujoco/mujoco.wasm" with { type: "bytes" };
import type { EngineAnswer, EngineRequest } from "sim/engine/mod.ts";
import { MujocoSession } from "./session.ts";

declare const self: {
  onmessage: ((event: MessageEvent<string>) => void) | null;
  postMessage(message: string): void;
};

/** True for a request: its writer is our own process (sim/engine/engine_link.ts). */
function isRequest(value: unknown): value is EngineRequest {
  return typeof value === "object" && value !== null &&
    typeof Reflect.get(value, "type") === "string";
}

function failure(error: unknown): EngineAnswer {
  return { type: "error", message: error instanceof Error ? error.message : String(error) };
}

const loading = loadMujoco({ wasmBinary }).then((mujoco) => new MujocoSession(mujoco));

self.onmessage = async ({ data }) => {
  let answer: EngineAnswer;
  try {
    const session = await loading;
    const request: unknown = JSON.parse(data);
    answer = isRequest(request)
      ? session.answer(request)
      : { type: "error", message: "this is no request" };
  } catch (error) {
    answer = failure(error);
  }
  self.postMessage(JSON.stringify(answer));
};
