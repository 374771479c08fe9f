/** What the brain thread does: makes the brain, feeds it, polls it. @module */
import { type BrainPorts, createBrain, robotFacts } from "core/brain/mod.ts";
import { fail } from "core/fault.ts";
import { type MindStart, toMindKinds } from "core/link/mod.ts";
import type { Store } from "core/store/mod.ts";
import {
  createBrainLoop,
  type Outgoing,
  takeMindEvents,
  takeObserve,
  turnBrain,
} from "./brain_loop.ts";
import { isHeard, isMindEvents, isMindObserve, isMissionVerb } from "./incoming.ts";

/** What the brain thread is told. */
export interface BrainJob {
  readonly start: MindStart;
  readonly store: Store | null;
}

/** The brain is looked at this often, ms: a fifth of the shortest lease. */
const turnMs = 20;

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}

function ports(store: Store | null): BrainPorts {
  return {
    fetch: globalThis.fetch.bind(globalThis),
    clock: { nowMs: () => performance.now(), wallMs: () => Date.now(), sleep },
    pacing: "real",
    store,
    readFile: (path) => {
      try {
        return { ok: true, value: Deno.readFileSync(path) };
      } catch (error) {
        return fail({
          code: "BRAIN_UNSUPPORTED",
          message: `Cannot read "${path}" in the brain's thread: ${
            error instanceof Error ? error.message : "refused"
          }`,
        });
      }
    },
  };
}

/**
 * Makes the brain and begins its turns. Returns what takes the robot's messages, which are
 * `{ kind, value }` with the kinds of `toMindKinds`. A brain that cannot be made is said once;
 * the mind then lives without one, and the robot holds.
 */
export function runBrain(
  job: BrainJob,
  send: (message: Outgoing | { readonly kind: "fault"; readonly value: unknown }) => void,
): (message: unknown) => void {
  const { start } = job;
  const made = createBrain(
    {
      brain: start.config.brain,
      mission: start.mission,
      missionId: start.missionId,
      script: null,
      seed: start.seed,
    },
    robotFacts(start.config, start.names),
    ports(job.store),
  );
  if (!made.ok) send({ kind: "fault", value: made.fault });
  const brain = made.ok ? made.value : null;
  const random = new Uint32Array(1);
  const loop = createBrainLoop(brain, {
    nowMs: () => performance.now(),
    wallMs: () => Date.now(),
    random32: () => {
      crypto.getRandomValues(random);
      return random[0] ?? 0;
    },
    send,
  });
  if (made.ok) setInterval(() => turnBrain(loop), turnMs);
  return (message) => {
    if (typeof message !== "object" || message === null) return;
    const kind: unknown = Reflect.get(message, "kind");
    const value: unknown = Reflect.get(message, "value");
    if (kind === toMindKinds.observe && isMindObserve(value)) takeObserve(loop, value);
    if (kind === toMindKinds.events && isMindEvents(value)) takeMindEvents(loop, value);
    if (kind === toMindKinds.hear && isHeard(value)) brain?.hear?.(value);
    if (kind === toMindKinds.mission && isMissionVerb(value)) brain?.command(value.verb);
  };
}
