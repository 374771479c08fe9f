/** Real-time scheduling and the pace of the kernel's thread, measured on this machine. @module */
import { createSharedMemory, latenessBuckets, openRegion } from "core/bus/mod.ts";
import type { RobotPlan } from "core/supervise/mod.ts";
import { startKernel } from "core/supervise/mod.ts";
import { type Finding, fine } from "./finding.ts";

/** How long the pace is measured, ms. */
const measureMs = 2200;
/** A tick later than this share of its period at p99.9 is a note. */
const lateShare = 2;

function quantile(counts: Int32Array, share: number): number {
  let total = 0;
  for (const count of counts) total += count;
  let seen = 0;
  for (const [bucket, count] of counts.entries()) {
    seen += count;
    if (seen >= total * share) return bucket * 0.01;
  }
  return latenessBuckets * 0.01;
}

/** Runs the configured kernel without a device for two seconds. */
export async function checkPace(plan: RobotPlan): Promise<readonly Finding[]> {
  const memory = createSharedMemory();
  const region = openRegion(memory, "supervisor");
  const kernel = await startKernel({ ...plan, realtime: "auto" }, memory);
  if (!kernel.ok) {
    return [{ check: "pace", state: "problem", text: kernel.fault.message, help: "" }];
  }
  await new Promise((resolve) => setTimeout(resolve, measureMs));
  const realtime = region.words.get("realtime") === 1;
  region.words.set("quit", 1);
  const slot = region.slotReader("lateness");
  slot.read();
  const counts = slot.words.slice(0, latenessBuckets + 1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  kernel.value.terminate();
  const periodMs = plan.params.tickPeriodNs * 1e-6;
  const figures = {
    periodMs,
    p50Ms: quantile(counts, 0.5),
    p99Ms: quantile(counts, 0.99),
    p999Ms: quantile(counts, 0.999),
    lateTicks: region.words.get("lateTicks"),
  };
  const text = `ticks of ${periodMs} ms come ${figures.p50Ms.toFixed(2)} ms late (p50), ` +
    `${figures.p999Ms.toFixed(2)} ms (p99.9)`;
  const pace: Finding = figures.p999Ms <= periodMs * lateShare ? fine("pace", text, figures) : {
    check: "pace",
    state: "note",
    text,
    help: "the machine is busy, or too slow for kernel.tickHz: lower it, or end what else runs",
    figures,
  };
  return [
    realtime ? fine("realtime", "SCHED_FIFO 50 is allowed", { granted: true }) : {
      check: "realtime",
      state: "note",
      text: "real-time scheduling is not allowed: ticks may come late when the machine is busy",
      help: "add `LimitRTPRIO=50` to the service, `@robot - rtprio 50` to " +
        "/etc/security/limits.conf, or `setcap cap_sys_nice+ep` to the binary",
      figures: { granted: false },
    },
    pace,
  ];
}
