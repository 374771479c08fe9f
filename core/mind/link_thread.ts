/**
 * What the link thread does around the lane: the mind's process, its pipe, its heartbeat.
 *
 * @module
 */
import { monotonicMs, pause } from "core/clock.ts";
import { drill, drillNames, type Region, type RingReader } from "core/bus/mod.ts";
import type { Fault } from "core/fault.ts";
import {
  createFrameDecoder,
  encodeMessage,
  type FromMind,
  type MindStart,
  readFromMind,
  toMindKinds,
} from "core/link/mod.ts";
import { createImageLane, type ImageLane } from "./link_images.ts";
import {
  createLinkLane,
  type LaneFacts,
  type LinkLane,
  observe,
  recordText,
  takeEvents,
  takeFromMind,
} from "./link_lane.ts";

/** What the link thread is told. */
export interface LinkJob {
  readonly memory: SharedArrayBuffer;
  readonly facts: LaneFacts;
  readonly start: MindStart;
  /** This binary, and the words that make it the mind. */
  readonly command: string;
  readonly args: readonly string[];
  /** Longer than what the kernel takes for the death of the mind, ms. */
  readonly silenceMs: number;
}

/** What the link thread says of the mind, for `status` and the log. */
export type LinkStatus =
  | { readonly kind: "ready" }
  | { readonly kind: "up"; readonly restarts: number; readonly pid: number }
  | { readonly kind: "down"; readonly reason: string; readonly restarts: number }
  | { readonly kind: "report"; readonly report: MindReport };

/** The mind's own report, checked. */
export type MindReport = Extract<FromMind, { kind: "report" }>["value"];

/** A silent mind is frozen after this long: it is ended and started anew, ms. */
const frozenMs = 3000;
/** The mind gets this long from its start to its first word, ms. */
const helloMs = 10_000;
const lookMs = 5;
const observeMs = 50;
const firstPauseMs = 250;
const longestPauseMs = 10_000;
/** A mind that ran this long begins with a short pause again, ms. */
const settledMs = 60_000;
/** Frames that may wait for a mind that does not read; it is frozen then. */
const maxWaiting = 512;

interface MindProcess {
  readonly child: Deno.ChildProcess;
  readonly writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly waiting: Uint8Array[];
  sending: boolean;
  heardMs: number;
  saidHello: boolean;
  down: string | null;
}

interface Link {
  readonly job: LinkJob;
  readonly region: Region;
  readonly lane: LinkLane;
  readonly images: ImageLane;
  readonly told: RingReader;
  readonly tell: (status: LinkStatus) => void;
  mind: MindProcess | null;
  restarts: number;
  startedMs: number;
  nextStartMs: number;
  pauseMs: number;
  observedMs: number;
  drill: number;
  /** Until then no sign of life is passed on. */
  silentUntilMs: number;
}

function fall(link: Link, mind: MindProcess, reason: string): void {
  if (mind.down !== null) return;
  mind.down = reason;
  link.region.words.set("mindUp", 0);
  try {
    mind.child.kill("SIGKILL");
  } catch (error) {
    // It is gone already: that is why we are here.
    if (!(error instanceof Error)) throw error;
  }
  if (link.mind !== mind) return;
  link.mind = null;
  const now = monotonicMs();
  if (now - link.startedMs > settledMs) link.pauseMs = firstPauseMs;
  link.silentUntilMs = now + link.job.silenceMs;
  link.nextStartMs = now + link.pauseMs;
  link.pauseMs = Math.min(longestPauseMs, link.pauseMs * 2);
  link.restarts += 1;
  recordText(link.lane, "log", { level: "error", event: "mind.down", message: reason });
  link.tell({ kind: "down", reason, restarts: link.restarts });
}

async function drain(link: Link, mind: MindProcess): Promise<void> {
  mind.sending = true;
  try {
    for (let bytes = mind.waiting.shift(); bytes !== undefined; bytes = mind.waiting.shift()) {
      await mind.writer.write(bytes);
    }
  } catch (error) {
    fall(link, mind, `pipe to the mind broke: ${error instanceof Error ? error.message : ""}`);
  } finally {
    mind.sending = false;
  }
}

function send(link: Link, mind: MindProcess, kind: number, value: unknown): Fault | null {
  const bytes = encodeMessage(kind, value);
  if (!bytes.ok) return bytes.fault;
  // A state or an image that was not read yet is worth nothing beside a newer one.
  const isView = kind === toMindKinds.observe || kind === toMindKinds.image;
  if (isView && mind.waiting.length > 2) return null;
  if (mind.waiting.length >= maxWaiting) {
    fall(link, mind, "the mind does not read its pipe");
    return null;
  }
  mind.waiting.push(bytes.value);
  if (!mind.sending) void drain(link, mind);
  return null;
}

function take(link: Link, mind: MindProcess, message: FromMind): void {
  mind.heardMs = monotonicMs();
  if (message.kind === "hello") {
    mind.saidHello = true;
    link.tell({ kind: "up", restarts: link.restarts, pid: mind.child.pid });
  }
  // A mind that died is never replaced unnoticed: the kernel must see its silence, whose end is an
  // operator's `resume`, however quick the new one is.
  if (message.kind === "beat" && mind.heardMs < link.silentUntilMs) return;
  if (message.kind === "report") link.tell({ kind: "report", report: message.value });
  takeFromMind(link.lane, message);
}

async function receive(link: Link, mind: MindProcess): Promise<void> {
  const decoder = createFrameDecoder();
  try {
    for await (const bytes of mind.child.stdout) {
      const frames = decoder.push(bytes);
      if (!frames.ok) return fall(link, mind, frames.fault.message);
      for (const frame of frames.value) {
        const message = readFromMind(frame);
        if (!message.ok) return fall(link, mind, message.fault.message);
        take(link, mind, message.value);
      }
    }
    fall(link, mind, "its process ended");
  } catch (error) {
    fall(link, mind, error instanceof Error ? error.message : "its pipe broke");
  }
}

function startMind(link: Link): void {
  const { command, args, start } = link.job;
  link.startedMs = monotonicMs();
  const child = new Deno.Command(command, {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
    clearEnv: true,
    env: {},
  }).spawn();
  const mind: MindProcess = {
    child,
    writer: child.stdin.getWriter(),
    waiting: [],
    sending: false,
    heardMs: monotonicMs(),
    saidHello: false,
    down: null,
  };
  link.mind = mind;
  const fault = send(link, mind, toMindKinds.start, start);
  if (fault !== null) fall(link, mind, fault.message);
  void receive(link, mind);
  // Its end is seen as the end of the pipe; the status is fetched so that no zombie stays.
  void child.status.then(() => fall(link, mind, "its process ended"));
}

const utf8 = new TextDecoder();

/** What operators say to the mind: text only, it carries no authority. */
function passTold(link: Link): void {
  while (link.told.take()) {
    const { mind } = link;
    if (mind === null) continue;
    // Written by our own operator thread.
    const value: unknown = JSON.parse(utf8.decode(link.told.bytes.subarray(0, link.told.length)));
    const isMission = typeof value === "object" && value !== null &&
      ("verb" in value || "missionId" in value);
    send(link, mind, isMission ? toMindKinds.mission : toMindKinds.hear, value);
  }
}

/** A drill of this thread acts here; one of the mind's is passed on, once. */
function passDrill(link: Link, asked: number): void {
  if (asked === link.drill) return;
  link.drill = asked;
  drill(asked, "link");
  const name = drillNames[asked - 1] ?? "";
  if (link.mind !== null && /^(brain|mind)\./.test(name)) {
    send(link, link.mind, toMindKinds.drill, { name });
  }
}

function turn(link: Link): void {
  const now = monotonicMs();
  const { words } = link.region;
  words.count("beatLink");
  passDrill(link, words.get("drill"));
  if (link.mind === null && now >= link.nextStartMs) startMind(link);
  const events = takeEvents(link.lane);
  passTold(link);
  const { mind } = link;
  if (mind === null) return;
  if (events.outcomes.length > 0 || events.happened.length > 0) {
    send(link, mind, toMindKinds.events, events);
  }
  if (now - link.observedMs >= observeMs && mind.saidHello) {
    link.observedMs = now;
    send(link, mind, toMindKinds.observe, observe(link.lane));
    for (const image of link.images(now)) send(link, mind, toMindKinds.image, image);
  }
  const patienceMs = mind.saidHello ? frozenMs : helloMs;
  if (now - mind.heardMs > patienceMs) fall(link, mind, `silent for ${patienceMs / 1000} s`);
}

/** Runs until the process quits. Never throws: what goes wrong with the mind is told. */
export async function runLink(
  job: LinkJob,
  region: Region,
  tell: (status: LinkStatus) => void,
): Promise<void> {
  const link: Link = {
    job,
    region,
    lane: createLinkLane(region, job.facts),
    images: createImageLane(region, job.start.config),
    told: region.ringReader("operatorToLink"),
    tell,
    mind: null,
    restarts: 0,
    startedMs: monotonicMs(),
    nextStartMs: 0,
    pauseMs: firstPauseMs,
    observedMs: 0,
    drill: 0,
    // A link thread that was started anew brings a new mind with it.
    silentUntilMs: region.words.get("mindBeats") === 0 ? 0 : monotonicMs() + job.silenceMs,
  };
  tell({ kind: "ready" });
  while (region.words.get("quit") === 0) {
    turn(link);
    await pause(lookMs);
  }
  const { mind } = link;
  if (mind === null) return;
  send(link, mind, toMindKinds.quit, {});
  link.mind = null;
  await Promise.race([mind.child.status, pause(300)]);
  fall(link, mind, "the robot process ends");
}
