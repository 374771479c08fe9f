/**
 * What is wrong with the computer around the kernel: workers that are silent, troubles that they
 * report, ticks that are missed. A worker counts from its first sign of life.
 *
 * @module
 */
import { at } from "core/fault.ts";
import { hostTroubles, hostWorkers, type KernelInputs, numberOf } from "core/messages/mod.ts";
import { causeNumber } from "core/kernel/causes.ts";
import type { Kernel } from "core/kernel/state.ts";
import { countTail } from "core/kernel/tail.ts";

const n = {
  supervisorLost: causeNumber("supervisorLost"),
  workerLost: causeNumber("workerLost"),
  diskFull: causeNumber("diskFull"),
  recordingDrops: causeNumber("recordingDrops"),
  lateTicks: causeNumber("lateTicks"),
} as const;

const supervisor = numberOf(hostWorkers, "supervisor");
const diskBits = (1 << numberOf(hostTroubles, "diskFull")) |
  (1 << numberOf(hostTroubles, "diskOff"));
const behindBits = (1 << numberOf(hostTroubles, "recordingDrops")) |
  (1 << numberOf(hostTroubles, "storeFull")) | (1 << numberOf(hostTroubles, "behind"));
/** Time missed in a second that counts as starvation: 3 ticks of 20 ms (FAULTS.md P13), ns. */
const missedNsPerS = 60_000_000;
const missesPerS = 3;

function hearHost(kernel: Kernel, inputs: KernelInputs, nowNs: number): void {
  const { host } = kernel.state;
  if (inputs.host.fresh === 0) return;
  for (let i = 0; i < host.beatNs.length; i++) {
    if ((inputs.host.beats & (1 << i)) !== 0) host.beatNs[i] = nowNs;
  }
  host.troubles = inputs.host.troubles;
  host.troublesNs = nowNs;
}

/** Ticks that did not come: counted, and forgotten within about a second. */
function countMissed(kernel: Kernel, nowNs: number): void {
  const { params: p, state: s } = kernel;
  if (s.lastNs < 0) return;
  const gapNs = nowNs - s.lastNs;
  const missed = Math.max(0, Math.round(gapNs / p.tickPeriodNs) - 1);
  s.host.missedTicks = s.host.missedTicks * Math.max(0, 1 - gapNs * 1e-9) + missed;
}

/** Works out the conditions of the host. */
export function hostConditions(
  kernel: Kernel,
  inputs: KernelInputs,
  set: Uint8Array,
  nowNs: number,
): void {
  const { params: p, state: s } = kernel;
  hearHost(kernel, inputs, nowNs);
  countMissed(kernel, nowNs);
  countTail(s.host.latenessTail, inputs.latenessNs);
  // What the kernel did not hear because it did not run is not the others' silence.
  const ownNs = s.lastNs < 0 ? 0 : nowNs - s.lastNs;
  let silent = 0;
  for (let i = 0; i < s.host.beatNs.length; i++) {
    const heardNs = at(s.host.beatNs, i);
    if (i === supervisor || heardNs === -Infinity) continue;
    if (nowNs - heardNs - ownNs > p.watchdogs.workerNs) silent = 1;
  }
  set[n.workerLost] = silent;
  const supervisorNs = at(s.host.beatNs, supervisor);
  const lost = supervisorNs > -Infinity &&
    nowNs - supervisorNs - ownNs > p.watchdogs.supervisorNs;
  set[n.supervisorLost] = lost ? 1 : 0;
  set[n.diskFull] = (s.host.troubles & diskBits) !== 0 ? 1 : 0;
  set[n.recordingDrops] = (s.host.troubles & behindBits) !== 0 ? 1 : 0;
  const most = Math.max(missesPerS, missedNsPerS / p.tickPeriodNs);
  set[n.lateTicks] = s.host.missedTicks >= most ? 1 : 0;
}
