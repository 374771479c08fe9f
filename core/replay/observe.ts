/** What a robot knew at moments of a recorded run: today's kernel runs along and is looked at. @module */
import { ok, type Result } from "core/fault.ts";
import { type Kernel, step } from "core/kernel/mod.ts";
import { clearInputs, createInputs, decodeInputs, type KernelInputs } from "core/messages/mod.ts";
import type { RecordingInput } from "core/record/mod.ts";
import { restoreKeyframe } from "./begin_at.ts";
import { findStart, kernelMessages, kernelTopics, type TickSpan } from "./kernel_messages.ts";
import { readSite, rebuildKernel } from "./rebuild.ts";

/** A look at the kernel behind a tick; what it shows is gone with the next one. */
export type Look = (kernel: Kernel, inputs: KernelInputs) => void;

/**
 * Runs the recorded inputs of a span through the kernel and looks every `everyNs` of the run, first
 * when half of that has passed: sensors have spoken by then. Fails as `verifyRecording` does.
 */
export function observeRun(
  input: RecordingInput,
  everyNs: number,
  span: TickSpan,
  look: Look,
): Result<void> {
  const site = readSite(input, []);
  if (!site.ok) return site;
  const rebuilt = rebuildKernel(site.value);
  if (!rebuilt.ok) return rebuilt;
  const kernel = rebuilt.value;
  const start = findStart(input, span);
  if (!start.ok) return start;
  const { keyframe } = start.value;
  if (keyframe !== null) restoreKeyframe(kernel, keyframe.data, {});
  const inputs = createInputs();
  let nextNs = -1;
  for (const message of kernelMessages(input, start.value, span)) {
    if (message.channel.topic !== kernelTopics[0]) continue;
    clearInputs(inputs);
    if (!decodeInputs(message.data, inputs).ok) break;
    step(kernel, inputs, inputs.nowNs);
    if (inputs.nowNs < span.fromNs) continue;
    if (nextNs < 0) nextNs = inputs.nowNs + everyNs / 2;
    if (inputs.nowNs < nextNs) continue;
    look(kernel, inputs);
    nextNs += everyNs;
  }
  return ok(undefined);
}
