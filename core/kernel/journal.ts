/**
 * What lockstep, real time and replay all keep of a run: the bytes of each tick's outputs, a
 * keyframe of the whole memory each second, and the 64-bit hash rolled over both.
 *
 * @module
 */
import {
  createOutputsEncoder,
  createStateHash,
  hashText,
  outputsBytes,
  type OutputsEncoder,
  rollHash,
  type StateHash,
} from "core/messages/mod.ts";
import { countNumbers, snapshot } from "./snapshot.ts";
import type { Kernel } from "./state.ts";

/** The journal of one run. */
export interface Journal {
  readonly outputs: OutputsEncoder;
  readonly keyframe: Float64Array;
  readonly keyframeBytes: Uint8Array;
  readonly keyframeView: DataView;
  readonly hash: StateHash;
  readonly ticksPerKeyframe: number;
}

/** Keyframes are one second apart. */
const keyframeNs = 1_000_000_000;

/** Makes the journal of a kernel. */
export function createJournal(kernel: Kernel): Journal {
  const keyframe = new Float64Array(countNumbers(kernel.state));
  return {
    outputs: createOutputsEncoder(),
    keyframe,
    keyframeBytes: new Uint8Array(keyframe.buffer),
    keyframeView: new DataView(keyframe.buffer),
    hash: createStateHash(),
    ticksPerKeyframe: Math.max(1, Math.round(keyframeNs / kernel.params.tickPeriodNs)),
  };
}

/** Enters one tick. Returns true where a keyframe was taken after it. */
export function enterTick(journal: Journal, kernel: Kernel): boolean {
  journal.outputs.encode(kernel.outputs);
  rollHash(journal.hash, journal.outputs.view, outputsBytes);
  if (kernel.outputs.tick % journal.ticksPerKeyframe !== 0) return false;
  snapshot(kernel.state, journal.keyframe);
  rollHash(journal.hash, journal.keyframeView, journal.keyframeBytes.length);
  return true;
}

/** The run's hash so far, 16 hexadecimal digits. */
export function journalHash(journal: Journal): string {
  return hashText(journal.hash);
}
