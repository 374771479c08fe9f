/** `mechos sim --realtime --serve`: a simulated run shown live, by the same thread as a robot's. @module */
import { createSharedMemory, laneTable, openRegion } from "core/bus/mod.ts";
import { MechError } from "core/fault.ts";
import type { TopicWriter } from "core/record/mod.ts";
import { feedTopics, recordingHead, type RunAbout } from "core/runlog/mod.ts";
import {
  createFeed,
  listenAddress,
  type LiveJob,
  type LiveSaid,
  tokenBytes,
  tokenOf,
  viewerOrigins,
} from "core/serve/mod.ts";
import {
  aboutOf,
  createViewRecorder,
  recordTick,
  type Run,
  type RunVersions,
} from "sim/scenario/mod.ts";
import type { CliContext } from "cli/context.ts";
import { portOf } from "cli/port.ts";
import { buildInfo } from "cli/version.ts";
import { workerUrls } from "cli/worker_urls.ts";
import type { SimOptions } from "./options.ts";

/** Shows a run. */
export interface SimView {
  /** True from source, where the thread has its rights from this process and loses them with it. */
  readonly sharesRights: boolean;
  /** Begins with what the run says of itself; returns where its messages go. */
  begin(about: RunAbout): TopicWriter;
  end(): void;
}

/** Shows each tick where somebody is to see it. */
export function showing(run: Run, versions: RunVersions, view: SimView | null): () => void {
  if (view === null) return () => {};
  const about = aboutOf(run, versions);
  const shown = createViewRecorder(about, view.begin(about));
  return () => recordTick(shown, run);
}

/** Port of viewers unless another is given. */
const usualPort = "8765";

function refuse(message: string, help: string): never {
  throw new MechError({ code: "CLI_USAGE", message, help });
}

/** Refuses what cannot be shown: a run that does not keep time, or several. */
export function checkView(options: SimOptions, runs: number): void {
  if (options.serve === undefined) return;
  if (options.realtime === undefined) {
    refuse("Cannot serve viewers: the run does not keep time", "add --realtime");
  }
  if (runs > 1) refuse(`Cannot serve viewers of ${runs} runs`, "choose one scenario and seed");
}

function hear(context: CliContext, worker: Worker, token: string): void {
  worker.onmessage = ({ data }: MessageEvent<LiveSaid>) => {
    if (data.kind === "fault") {
      const { code, message } = data.fault;
      return context.log.warning("server.fault", message, { code });
    }
    if (data.port === null) return;
    const address = `ws://${listenAddress}:${data.port}/?token=${token}`;
    context.log.info("server.ready", `Viewers find the run at ${address}`, { port: data.port });
  };
  worker.onerror = (event) => {
    event.preventDefault();
    context.log.warning("server.fault", `The server's thread died: ${event.message}`);
  };
}

/**
 * Starts the thread, while this process still has the right to; null where nobody asked. The
 * thread gets the port and nothing else.
 */
export function startView(context: CliContext, options: SimOptions): SimView | null {
  const { serve } = options;
  if (serve === undefined) return null;
  const port = portOf(serve === true ? usualPort : serve);
  const rights = { read: false, write: false, env: false, run: false, ffi: false, sys: false };
  const worker = new Worker(workerUrls().server, {
    type: "module",
    name: "server",
    ...(buildInfo().runtime === "source"
      ? {}
      : { deno: { permissions: { ...rights, net: [`${listenAddress}:${port}`] } } }),
  });
  const token = tokenOf(crypto.getRandomValues(new Uint8Array(tokenBytes)));
  hear(context, worker, token);
  const memory = createSharedMemory();
  const region = openRegion(memory, "recorder");
  return {
    sharesRights: buildInfo().runtime === "source",
    begin: (about) => {
      const job: LiveJob = {
        memory,
        robot: about.config.robot.name,
        sessionId: crypto.randomUUID(),
        head: recordingHead(about),
        viewers: { port, access: { token, origins: viewerOrigins } },
        tapPath: null,
      };
      worker.postMessage(job);
      const { largestBytes } = laneTable.viewers;
      return feedTopics(createFeed(region.ringWriter("viewers"), region.words, largestBytes));
    },
    end: () => worker.terminate(),
  };
}
