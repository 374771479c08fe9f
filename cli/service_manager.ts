/** What the environment says of a service manager that started this process. @module */
import type { ServicePlan } from "core/supervise/mod.ts";

/** The plan, and why there is none where one was wanted. */
export interface FoundService {
  readonly plan: ServicePlan | null;
  readonly warning: string | null;
}

/** Three feeds fit into the manager's patience, so that one that comes late ends nothing. */
const feedsPerTimeout = 3;
/** The supervisor looks around every 50 ms: it cannot feed more often. */
const leastFeedMs = 50;

function feedMsOf(env: Readonly<Record<string, string>>, pid: number): number {
  const usec = Number(env["WATCHDOG_USEC"] ?? NaN);
  const forOther = env["WATCHDOG_PID"] !== undefined && Number(env["WATCHDOG_PID"]) !== pid;
  if (forOther || !(usec > 0) || !Number.isFinite(usec)) return Infinity;
  return Math.max(leastFeedMs, usec / 1000 / feedsPerTimeout);
}

/**
 * Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` as sd_notify(3) and sd_watchdog_enabled(3)
 * have them. An abstract address (`@...`) cannot be reached from here.
 *
 * @param own Path of the socket that this process may make for itself.
 */
export function findService(
  env: Readonly<Record<string, string>>,
  pid: number,
  own: string,
): FoundService {
  const manager = env["NOTIFY_SOCKET"] ?? "";
  if (manager === "") return { plan: null, warning: null };
  if (!manager.startsWith("/")) {
    const warning = `Cannot speak to the service manager at "${manager}": only a socket in the ` +
      "file system can be reached; without an answer it ends a unit of Type=notify";
    return { plan: null, warning };
  }
  return { plan: { paths: { own, manager }, feedMs: feedMsOf(env, pid) }, warning: null };
}
