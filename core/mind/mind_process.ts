/**
 * The mind: a process of its own, niced, replaceable, fed through a pipe. Its main thread only
 * carries messages between the pipe and the brain's thread, and says that it lives; the brain's
 * lease is renewed by the brain's thread alone, so that a brain in an endless loop loses it.
 *
 * @module
 */
import { monotonicMs } from "core/clock.ts";
import type { Fault } from "core/fault.ts";
import {
  createFrameDecoder,
  encodeMessage,
  fromMindKinds,
  type MindStart,
  readJson,
  toMindKinds,
} from "core/link/mod.ts";
import { type Role, startRole, type ThreadRights } from "core/warden/mod.ts";
import { isMindStart } from "./incoming.ts";
import { type MindStore, startMindStore } from "./mind_store.ts";

/** What the process is given by its entry in cli. */
export interface MindPorts {
  readonly urls: { readonly warden: string; readonly brain: string; readonly store: string };
  /** Rights of the threads, from the table of threads. */
  readonly rights: (
    start: MindStart,
  ) => { readonly brain: ThreadRights; readonly store: ThreadRights };
  /** From source, threads inherit the rights of the process. */
  readonly fromSource: boolean;
  /** Gives up every right of the main thread, once the wardens hold theirs. */
  readonly dropRights: () => void;
  readonly log: (event: string, message: string) => void;
}

const beatMs = 100;
/** A brain thread silent for this long hangs: it is ended and started anew, ms. */
const brainHungMs = 2000;
const restarts = { mostPerMinute: 6, firstMs: 200, longestMs: 5000 };

interface Mind {
  readonly ports: MindPorts;
  readonly start: MindStart;
  readonly waiting: Uint8Array[];
  sending: boolean;
  brain: Role | null;
  store: MindStore | null;
  brainHeardMs: number;
  brainUp: boolean;
}

async function drain(mind: Mind): Promise<void> {
  mind.sending = true;
  for (let bytes = mind.waiting.shift(); bytes !== undefined; bytes = mind.waiting.shift()) {
    let rest = bytes;
    while (rest.length > 0) rest = rest.subarray(await Deno.stdout.write(rest));
  }
  mind.sending = false;
}

function send(mind: Mind, kind: number, value: unknown): Fault | null {
  const bytes = encodeMessage(kind, value);
  if (!bytes.ok) return bytes.fault;
  mind.waiting.push(bytes.value);
  if (!mind.sending) void drain(mind);
  return null;
}

/** A report of the brain, with what only this thread knows. */
function completed(mind: Mind, kind: number, value: unknown): unknown {
  if (kind !== fromMindKinds.report || typeof value !== "object") return value;
  return { ...value, store: mind.store?.state() ?? "none" };
}

function relay(mind: Mind, message: unknown): void {
  mind.brainHeardMs = monotonicMs();
  if (typeof message !== "object" || message === null) return;
  const kind: unknown = Reflect.get(message, "kind");
  const value: unknown = Reflect.get(message, "value");
  if (kind === "fault") {
    const field = (name: string): string =>
      String((typeof value === "object" && value !== null ? Reflect.get(value, name) : "") ?? "");
    const help = field("help");
    mind.ports.log("brain.fault", `${field("message")}${help === "" ? "" : `; ${help}`}`);
    return;
  }
  if (typeof kind !== "number") return;
  const fault = send(mind, kind, completed(mind, kind, value));
  if (fault !== null) mind.ports.log("mind.frame", fault.message);
}

function startBrain(mind: Mind): void {
  mind.brain = startRole(mind.ports.urls.warden, {
    name: "brain",
    url: mind.ports.urls.brain,
    rights: mind.ports.fromSource ? null : mind.ports.rights(mind.start).brain,
    restarts,
  }, {
    spawned: () => {
      // Its job first: what the robot says before that is for the brain that died.
      mind.brain?.post({ start: mind.start });
      mind.brainUp = true;
      mind.brainHeardMs = monotonicMs();
      mind.store?.join();
    },
    said: (message) => relay(mind, message),
    died: (reason, count) => {
      mind.brainUp = false;
      mind.ports.log("brain.died", `${reason} (restart ${count})`);
    },
    gaveUp: (reason) => {
      mind.brainUp = false;
      mind.ports.log("brain.gaveUp", reason);
    },
  });
}

function startStore(mind: Mind): void {
  const { dataFolder, config } = mind.start;
  if (dataFolder === null) return;
  mind.store = startMindStore({
    urls: mind.ports.urls,
    rights: mind.ports.fromSource ? null : mind.ports.rights(mind.start).store,
    folder: dataFolder,
    memory: config.memory,
    log: mind.ports.log,
    joinBrain: (port) => {
      if (mind.brainUp) mind.brain?.post({ storePort: port }, [port]);
      return mind.brainUp;
    },
  });
}

function watch(mind: Mind): void {
  send(mind, fromMindKinds.beat, { lease: false });
  mind.store?.watch(monotonicMs());
  const silentMs = monotonicMs() - mind.brainHeardMs;
  if (mind.brainUp && mind.start.config.brain.driver !== "none" && silentMs > brainHungMs) {
    mind.brainUp = false;
    mind.brain?.restart(`silent for ${Math.round(silentMs)} ms`);
  }
}

function begin(ports: MindPorts, start: MindStart): Mind {
  const mind: Mind = {
    ports,
    start,
    waiting: [],
    sending: false,
    brain: null,
    store: null,
    brainHeardMs: monotonicMs(),
    brainUp: false,
  };
  startStore(mind);
  startBrain(mind);
  ports.dropRights();
  send(mind, fromMindKinds.hello, { version: start.version });
  setInterval(() => watch(mind), beatMs);
  return mind;
}

function isFullDrill(value: unknown): boolean {
  return typeof value === "object" && value !== null && Reflect.get(value, "name") === "mind.full";
}

/** The drill `mind.full`: takes memory until V8 ends this process. */
function takeAllMemory(): void {
  for (const kept: number[][] = [];;) kept.push(new Array(1_000_000).fill(kept.length));
}

/** Runs until the robot says quit or its pipe ends. */
export async function runMind(ports: MindPorts): Promise<void> {
  const decoder = createFrameDecoder();
  let mind: Mind | null = null;
  for await (const bytes of Deno.stdin.readable) {
    const frames = decoder.push(bytes);
    if (!frames.ok) return ports.log("mind.garbage", frames.fault.message);
    for (const { kind, payload } of frames.value) {
      if (kind === toMindKinds.quit) return;
      const value = readJson(payload);
      if (!value.ok) return ports.log("mind.garbage", value.fault.message);
      if (mind === null) {
        if (kind !== toMindKinds.start || !isMindStart(value.value)) {
          return ports.log("mind.garbage", "the first message is no start");
        }
        mind = begin(ports, value.value);
      } else if (kind === toMindKinds.drill && isFullDrill(value.value)) takeAllMemory();
      else if (mind.brainUp) mind.brain?.post({ kind, value: value.value });
    }
  }
}
