/**
 * Watches the kernel's latch and writes each change to the store, whoever caused it: an operator,
 * a signal, a tilt. The kernel decides, the disk follows.
 *
 * @module
 */
import { causeNames } from "core/kernel/mod.ts";
import type { KernelOutputs } from "core/messages/mod.ts";
import type { LatchStore } from "./latch_store.ts";

/** The keeper of one robot's latch. */
export interface LatchKeeper {
  /** Who pressed last: goes into the record of the latch that follows. */
  pressedBy(source: string): void;
  /** Compares with what is on disk and begins to write where they differ. */
  observe(out: KernelOutputs): void;
  /** True once what was observed last is on disk. */
  settled(): boolean;
  /** What the last write that failed said; null where all went well. */
  fault(): string | null;
}

/** Makes the keeper; without a store nothing is kept and everything counts as settled. */
export function createLatchKeeper(store: LatchStore | null): LatchKeeper {
  let kept = store?.found.latchId ?? 0;
  let source = "robot";
  let writing = 0;
  let fault: string | null = null;
  return {
    pressedBy: (name) => {
      source = name;
    },
    observe: (out) => {
      const wanted = out.latched === 1 ? out.latchId : 0;
      if (store === null || wanted === kept) return;
      kept = wanted;
      writing += 1;
      const cause = causeNames[out.cause] ?? "none";
      const written = wanted === 0
        ? store.running()
        : store.latched({ latchId: wanted, source, cause });
      source = "robot";
      written.then((result) => {
        writing -= 1;
        fault = result.ok ? null : result.fault.message;
      });
    },
    settled: () => writing === 0 && fault === null,
    fault: () => fault,
  };
}
