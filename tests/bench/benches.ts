/**
 * The table of benches (INTERFACES.md section 9). To add figures: write a file with a function
 * that measures them, and put a row here with the names it gives. A row runs only where one of
 * its names is wanted; tests/bench/main_test.ts checks that names are unique.
 *
 * @module
 */
import type { BenchResult } from "./result.ts";

/** Some figures that are measured together. */
export interface BenchRow {
  readonly names: readonly string[];
  readonly measure: () => Promise<readonly BenchResult[]>;
}

/** Every bench, in the order in which it runs: what needs a quiet machine comes first. */
export const benches: readonly BenchRow[] = [
  {
    names: ["kernel.step.p50Us", "kernel.step.p999Us"],
    measure: async () => await (await import("./kernel_bench.ts")).kernelTimes(),
  },
  {
    names: ["kernel.followAddsP50Us"],
    measure: async () => await (await import("./kernel_bench.ts")).followTimes(),
  },
  {
    names: ["kernel.heapGrowthBytes"],
    measure: async () => await (await import("./kernel_bench.ts")).kernelHeap(),
  },
  {
    names: [
      "sim.realTimeFactor.demo",
      "sim.realTimeFactor.1kHz",
      "sim.kernelVsPhysicsAlone",
      "sim.recordingShare",
      "replay.realTimeFactor",
    ],
    measure: async () => await (await import("./sim_bench.ts")).simBench(),
  },
  {
    names: ["sim.robotCost.5", "sim.robotCost.10", "sim.robotCost.20"],
    measure: async () => await (await import("./sim_bench.ts")).robotBench(),
  },
  {
    names: ["sim.heapGrowthMBPerHour"],
    measure: async () => await (await import("./sim_bench.ts")).hourBench(),
  },
  {
    names: [
      "record.timeVsRaw.1kB",
      "record.timeVsRaw.100B",
      "record.rateVsMcapCore",
      "read.rateVsStreamReader",
    ],
    measure: async () => await (await import("./record_bench.ts")).recordBench(),
  },
  {
    names: ["brain.overheadVsFetchMs"],
    measure: async () => await (await import("./brain_bench.ts")).brainOverhead(),
  },
  {
    names: ["ledger.reserveSettleP50Ms"],
    measure: async () => await (await import("./brain_bench.ts")).ledgerTimes(),
  },
  {
    names: ["memory.retrievalP95Ms"],
    measure: async () => await (await import("./brain_bench.ts")).memoryTimes(),
  },
  {
    names: ["memory.meaningP95Ms"],
    measure: async () => await (await import("./brain_bench.ts")).meaningTimes(),
  },
  {
    names: ["adversary.unsafe", "adversary.safePass"],
    measure: async () => await (await import("./brain_bench.ts")).adversaryRates(),
  },
  {
    names: [
      "plan.depotP95Ms",
      "plan.warehouseP95Ms",
      "plan.vsRawAStar",
      "map.updateP50Ms",
      "map.updateP95Ms",
    ],
    measure: async () => await (await import("./plan_bench.ts")).planBench(),
  },
  {
    names: ["ring.pushVsPostMessage"],
    measure: async () => await (await import("./run_bench.ts")).ringBench(),
  },
  {
    names: ["startup.firstTickMs", "startup.vsHello"],
    measure: async () => await (await import("./run_bench.ts")).startupBench(),
  },
  {
    names: ["kernel.lateness.p999Us", "kernel.lateness.p999VsCyclictest"],
    measure: async () => await (await import("./run_bench.ts")).latenessBench(),
  },
  {
    names: ["record.lateTicksAdded"],
    measure: async () => await (await import("./late_ticks_bench.ts")).lateTicksBench(),
  },
  {
    names: ["memory.robotRssMB", "memory.mindRssMB", "memory.growthMBPerHour"],
    measure: async () => await (await import("./run_bench.ts")).memoryBench(),
  },
  {
    names: ["campaign.runsPerMinute", "campaign.cpuSPerRun", "campaign.badRuns"],
    measure: async () => await (await import("./campaign_bench.ts")).campaignBench(),
  },
  {
    names: ["binary.sizeMB"],
    measure: async () => await (await import("./binary_bench.ts")).binaryBench(),
  },
];
