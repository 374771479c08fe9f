/** `mechos replay FILE --play [RATE]`: serves a recording to viewers, in time or as a file. @module */
import { MechError, unwrap } from "core/fault.ts";
import { indexForPlaying, type PlayIndex } from "core/record/mod.ts";
import type { TickSpan } from "core/replay/mod.ts";
import {
  createHub,
  createPlayer,
  type Hub,
  listenAddress,
  type Player,
  type ServedFile,
  serveViewers,
  speedRange,
  tokenBytes,
  tokenOf,
  type ViewChannel,
  viewChannel,
  viewerOrigins,
} from "core/serve/mod.ts";
import type { CliContext } from "cli/context.ts";
import { portOf } from "cli/port.ts";
import { openRecording } from "cli/recording_files.ts";
import { dropRights } from "cli/rights.ts";
import { buildInfo } from "cli/version.ts";

/** How a recording is played. */
export interface PlayOptions {
  /** What stands behind `--play`: true where nothing does. */
  readonly play: string | true;
  readonly port: string;
}

/** The player looks this often, ms; viewers draw at half of this rate or less. */
const turnMs = 10;
/** Viewers are told the time this often, ms. */
const clockMs = 50;
const maxViewers = 8;
/** More than this waiting and a viewer is let go: some seconds of a rich recording. */
const maxWaitingBytes = 64 * 1024 * 1024;

function speedOf(play: string | true): number {
  const speed = play === true ? 1 : Number(play);
  if (speed >= speedRange.least && speed <= speedRange.most) return speed;
  throw new MechError({
    code: "CLI_BAD_VALUE",
    message: `Cannot play at rate "${play}"`,
    value: String(play),
    help: `a rate is a number within ${speedRange.least} and ${speedRange.most}, such as 0.5`,
  });
}

function channelsOf(index: PlayIndex): ViewChannel[] {
  return index.channels.flatMap(({ id, topic, messageEncoding, schema }) => {
    const channel = viewChannel(id, topic, messageEncoding, schema);
    return channel === null ? [] : [channel];
  });
}

/** The played part: the span of the command line within the recording. */
function partOf(index: PlayIndex, span: TickSpan): { startNs: number; endNs: number } {
  // Recordings of others count from 1970; a span counts from the first message there.
  const zeroNs = index.startNs > 1e17 ? index.startNs : 0;
  const startNs = Math.max(index.startNs, zeroNs + span.fromNs);
  const endNs = Math.min(index.endNs, zeroNs + span.toNs);
  if (startNs <= endNs) return { startNs, endNs };
  throw new MechError({
    code: "RECORD_EMPTY",
    message: "Cannot play this part: the recording holds nothing there",
    help: "record info FILE shows how long it is",
  });
}

function startHub(name: string, part: { startNs: number; endNs: number }): {
  readonly hub: Hub;
  readonly begin: (player: Player) => void;
} {
  let player: Player | null = null;
  let begun = false;
  const request = { play: true, seekNs: null, requestId: "" };
  const hub = createHub({
    info: {
      name: `mechos replay ${name}`,
      sessionId: crypto.randomUUID(),
      capabilities: ["time", "playbackControl"],
      spanNs: { start: part.startNs, end: part.endNs },
      metadata: { "mechos": buildInfo().version },
    },
    maxViewers,
    maxWaitingBytes,
    onDemand: () => {
      // It begins with the first viewer that looks at something, so that nobody misses the start.
      if (begun || player === null || hub.counts.viewers === 0) return;
      begun = true;
      player.request({ ...request, speed: player.speed }, performance.now());
    },
    onPlayback: (asked) => {
      begun = true;
      player?.request(asked, performance.now());
    },
  });
  return {
    hub,
    begin: (made) => {
      player = made;
    },
  };
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      Deno.addSignalListener(signal, () => resolve());
    }
  });
}

function tell(context: CliContext, port: number, token: string, name: string): void {
  const query = `?token=${token}`;
  const webSocket = `ws://${listenAddress}:${port}/${query}`;
  const file = `http://${listenAddress}:${port}/${encodeURIComponent(name)}${query}`;
  const { json, quiet } = context.globals();
  if (json) context.out(`${JSON.stringify({ webSocket, file, port, token })}\n`);
  else if (!quiet) {
    context.out(
      `Playing for viewers (Foxglove, Lichtblick): ${webSocket}\n` +
        `The whole file, to be opened from afar:   ${file}\n` +
        "Ctrl+C ends it\n",
    );
  }
}

/** Serves a recording until a signal. */
export async function playRecording(
  context: CliContext,
  path: string,
  span: TickSpan,
  options: PlayOptions,
): Promise<void> {
  const speed = speedOf(options.play);
  const port = portOf(options.port);
  const { source, size, read, close } = openRecording(path);
  const index = unwrap(indexForPlaying(source));
  const part = partOf(index, span);
  const name = path.slice(path.lastIndexOf("/") + 1);
  const { hub, begin } = startHub(name, part);
  const channels = channelsOf(index);
  hub.advertise(channels);
  const shown = new Set(channels.map(({ id }) => id));
  const player = createPlayer({
    index,
    ...part,
    speed,
    publish: ({ channel, logTimeNs, data }) => {
      if (shown.has(channel.id)) hub.publish(channel.id, logTimeNs, data, true);
    },
    onState: (state) => hub.playback(state),
  });
  begin(player);
  const token = tokenOf(crypto.getRandomValues(new Uint8Array(tokenBytes)));
  const file: ServedFile = { name, size, read };
  const server = unwrap(
    serveViewers({ port, access: { token, origins: viewerOrigins }, hub, files: [file] }),
  );
  dropRights([]);
  tell(context, server.port, token, name);
  const turns = setInterval(() => player.turn(performance.now()), turnMs);
  const clock = setInterval(() => hub.time(player.timeNs), clockMs);
  await untilSignal();
  clearInterval(turns);
  clearInterval(clock);
  await server.close();
  close();
}
