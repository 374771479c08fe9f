/**
 * The kernel's messages of a recording, from the keyframe at or before a time on: where a replay
 * of a span, of a part, or of a cut begins.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { readMessages, type RecordedMessage, type RecordingInput } from "core/record/mod.ts";

/** A span of a run, ns of the kernel's clock. */
export interface TickSpan {
  readonly fromNs: number;
  readonly toNs: number;
}

/** The whole run. */
export const wholeRun: TickSpan = { fromNs: 0, toNs: Infinity };

/** Topics that replay reads, in the order in which they are recorded at a tick. */
export const kernelTopics = ["/kernel/inputs", "/kernel/outputs", "/kernel/keyframe"] as const;

/** Where a replay begins. */
export interface ReplayStart {
  /** The keyframe to begin with; null = the kernel's first state. */
  readonly keyframe: RecordedMessage | null;
  /** How many keyframes stand in the file up to it. */
  readonly keyframes: number;
}

/** Finds where a replay of `span` begins. Fails where the recording has no state to begin with. */
export function findStart(input: RecordingInput, span: TickSpan): Result<ReplayStart> {
  let keyframe: RecordedMessage | null = null;
  let keyframes = 0;
  let chosen = 0;
  let hasFirstTick = false;
  let seen = false;
  for (const message of readMessages(input, { topics: [...kernelTopics] })) {
    const { topic } = message.channel;
    if (topic === kernelTopics[0] && !seen) {
      seen = true;
      hasFirstTick = message.sequence === 0;
    }
    if (topic !== kernelTopics[2]) continue;
    keyframes++;
    // A recording that begins in the middle of a run begins with a keyframe, whatever was asked.
    const isFirst = !seen && keyframe === null;
    if (message.damaged || (message.logTimeNs > span.fromNs && !isFirst)) continue;
    keyframe = message;
    chosen = keyframes;
  }
  if (keyframe !== null) {
    // From the very start the first state is known, and the first tick is replayed too.
    if (hasFirstTick && keyframe.logTimeNs === 0) return ok({ keyframe: null, keyframes: 0 });
    return ok({ keyframe, keyframes: chosen });
  }
  if (hasFirstTick || !seen) return ok({ keyframe: null, keyframes: 0 });
  return fail({
    code: "REPLAY_NOT_REPLAYABLE",
    message: "Cannot replay: the recording begins in the middle of a run, without a keyframe",
    help: "cut it out of the whole run with mechos record cut, which keeps one",
  });
}

/** The kernel's messages behind the start, to the end of the span. */
export function* kernelMessages(
  input: RecordingInput,
  start: ReplayStart,
  span: TickSpan,
): Generator<RecordedMessage, void, void> {
  let keyframes = 0;
  for (const message of readMessages(input, { topics: [...kernelTopics] })) {
    const isKeyframe = message.channel.topic === kernelTopics[2];
    if (isKeyframe) keyframes++;
    if (keyframes < start.keyframes || (isKeyframe && keyframes === start.keyframes)) continue;
    if (message.logTimeNs > span.toNs) return;
    yield message;
  }
}
