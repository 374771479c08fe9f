/** What the brain thread does: makes the brain, feeds it, polls it. @module */
import { drill, drillNames } from "core/bus/mod.ts";
import { monotonicMs, wallMs } from "core/clock.ts";
import { type BrainPorts, createBrain, prepareBrain, robotFacts } from "core/brain/mod.ts";
import { fail, type Fault } from "core/fault.ts";
import { type MindStart, toMindKinds } from "core/link/mod.ts";
import { isMissionPlan, type MissionPlan } from "core/missions/mod.ts";
import { createReplaceableStore, type Store } from "core/store/mod.ts";
import {
  createBrainLoop,
  type Outgoing,
  takeImage,
  takeMindEvents,
  takeObserve,
  turnBrain,
} from "./brain_loop.ts";
import {
  isHeard,
  isMindEvents,
  isMindImage,
  isMindObserve,
  isMindStart,
  isMissionOrder,
  isMissionVerb,
} from "./incoming.ts";

/** What the brain thread is told. */
export interface BrainJob {
  readonly start: MindStart;
}

/** The brain is looked at this often, ms: a fifth of the shortest lease. */
const turnMs = 20;
/** A request to the store ends within this time, ms. */
const storeMs = 2000;

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
    clock: { nowMs: () => monotonicMs(), wallMs: () => wallMs(), sleep },
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

/** A message of the brain's thread: for the robot, or a fault for the mind's log. */
export type BrainOutgoing = Outgoing | { readonly kind: "fault"; readonly value: Fault };

/** What the thread gives. */
export interface ThreadPorts {
  readonly send: (message: BrainOutgoing) => void;
  readonly random32: () => number;
}

function isJob(value: unknown): value is BrainJob {
  return typeof value === "object" && value !== null && isMindStart(Reflect.get(value, "start"));
}

/** Number of the drill that a message asks for; 0 where it asks for none. */
function drillOf(value: unknown): number {
  const name: unknown = typeof value === "object" && value !== null
    ? Reflect.get(value, "name")
    : "";
  return drillNames.findIndex((one) => one === name) + 1;
}

/** The mission that the robot was started with: the command has read and checked it. */
function missionOf(given: unknown): string | MissionPlan | null {
  return typeof given === "string" || isMissionPlan(given) ? given : null;
}

/** A brain that cannot be made is said once; the mind then lives without one, and the robot holds. */
function runBrain({ start }: BrainJob, thread: ThreadPorts): (message: unknown) => void {
  const store = createReplaceableStore(sleep, storeMs);
  const outside = ports(start.dataFolder === null ? null : store.store);
  const tell = (fault: Fault) => thread.send({ kind: "fault", value: fault });
  const made = createBrain(
    {
      brain: start.config.brain,
      mission: missionOf(start.mission),
      missionId: start.missionId,
      script: null,
      seed: start.seed,
    },
    robotFacts(start.config, start.names),
    outside,
  );
  if (!made.ok) tell(made.fault);
  else prepareBrain(start.config.brain, outside, tell);
  const brain = made.ok ? made.value : null;
  const loop = createBrainLoop(brain, { nowMs: monotonicMs, wallMs, ...thread });
  if (made.ok) setInterval(() => turnBrain(loop), turnMs);
  return (message) => {
    if (typeof message !== "object" || message === null) return;
    const port: unknown = Reflect.get(message, "storePort");
    if (port instanceof MessagePort) store.connect(port);
    const kind: unknown = Reflect.get(message, "kind");
    const value: unknown = Reflect.get(message, "value");
    if (kind === toMindKinds.observe && isMindObserve(value)) takeObserve(loop, value);
    if (kind === toMindKinds.image && isMindImage(value)) takeImage(loop, value);
    if (kind === toMindKinds.events && isMindEvents(value)) takeMindEvents(loop, value);
    if (kind === toMindKinds.hear && isHeard(value)) brain?.hear?.(value);
    if (kind === toMindKinds.drill) drill(drillOf(value), "brain");
    if (kind === toMindKinds.mission && isMissionVerb(value)) brain?.command(value.verb);
    if (kind === toMindKinds.mission && isMissionOrder(value)) brain?.assign?.(value);
  };
}

/** The thread's message handler: the first message is its job, the rest is the robot's. */
export function beginBrain(thread: ThreadPorts): (event: MessageEvent<unknown>) => void {
  let take: ((message: unknown) => void) | null = null;
  return ({ data }) => {
    if (take !== null) take(data);
    else if (isJob(data)) take = runBrain(data, thread);
  };
}
