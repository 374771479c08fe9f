/** Starts the kernel thread: first of all, with no right but the C library for a moment. @module */
import { fail, ok, type Result } from "core/fault.ts";
import { noRights } from "core/warden/mod.ts";
import type { RobotPlan } from "./plan.ts";

const readyMs = 5000;

interface Realtime {
  readonly granted: boolean;
  readonly reason: string;
}

function realtimeOf(message: unknown): Realtime {
  const realtime: unknown = typeof message === "object" && message !== null
    ? Reflect.get(message, "realtime")
    : null;
  if (typeof realtime !== "object" || realtime === null) return { granted: false, reason: "" };
  return {
    granted: Reflect.get(realtime, "granted") === true,
    reason: String(Reflect.get(realtime, "reason")),
  };
}

/** Returns once the kernel is about to make its first tick. */
export async function startKernel(
  plan: RobotPlan,
  memory: SharedArrayBuffer,
): Promise<Result<Worker>> {
  const libc = plan.realtime === "off" ? null : plan.rights.libc;
  const worker = new Worker(plan.urls.kernel, {
    type: "module",
    name: "kernel",
    ...(plan.fromSource
      ? {}
      : { deno: { permissions: { ...noRights, ffi: libc === null ? false : [libc] } } }),
  });
  const ready = new Promise<unknown>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    setTimeout(() => reject(new Error(`not ready within ${readyMs / 1000} s`)), readyMs);
  });
  worker.postMessage({ memory, params: plan.params, libc });
  try {
    const realtime = realtimeOf(await ready);
    plan.log("info", "kernel.realtime", `Real-time scheduling: ${realtime.reason}`, {
      granted: realtime.granted,
    });
    if (plan.realtime === "required" && !realtime.granted) {
      worker.terminate();
      return fail({
        code: "RUN_REALTIME",
        message: `Cannot start: kernel.realtime is "required" and ${realtime.reason}`,
        help: "see mechos doctor for how to allow it, or set kernel.realtime to auto",
      });
    }
    return ok(worker);
  } catch (error) {
    return fail({
      code: "RUN_THREAD",
      message: `Cannot start the kernel thread: ${
        error instanceof Error ? error.message : "unknown"
      }`,
    });
  }
}
