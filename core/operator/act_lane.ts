/**
 * Sends operator acts to the kernel one at a time and waits for what became of each. Stops go
 * past the queue: they are sent at once and nothing is waited for.
 *
 * @module
 */
import { fail, ok, type Result } from "core/fault.ts";
import { type ActResult, actResults, nameOf, type OperatorInput } from "core/messages/mod.ts";
import type { KernelPort } from "./kernel_port.ts";

/** Time and chance as the worker gives them. */
export interface OperatorClock {
  /** Monotonic clock, ms. */
  readonly nowMs: () => number;
  /** Wall clock, ms since 1970: for records and ids that people read. */
  readonly wallMs: () => number;
  /** Three random 32-bit words. */
  readonly random: () => readonly [number, number, number];
  /** Resolves after the kernel may have made a tick. */
  readonly pause: () => Promise<void>;
}

/** One act without its count. */
export type Act = Omit<OperatorInput, "seq">;

/** The lane. */
export interface ActLane {
  /** Sends an act in its turn; fails with OPERATOR_NO_ANSWER or OPERATOR_OVERTAKEN. */
  perform(act: Act): Promise<Result<ActResult>>;
  /** Sends a stop at once; false = the ring is full. */
  stopNow(act: Act): boolean;
}

/** Longest wait for the kernel's answer, ms: 10 ticks of the slowest kernel, and then some. */
const answerMs = 1200;
/** Acts that may wait for their turn: a person cannot press faster. */
const maxWaiting = 32;

const silent = fail({
  code: "OPERATOR_NO_ANSWER",
  message: `Kernel did not answer within ${answerMs} ms`,
  help: "see mechos status; anyone may press mechos estop",
});

/** Makes the lane of one kernel. It must be the only sender of acts that carry a count. */
export function createActLane(kernel: KernelPort, clock: OperatorClock): ActLane {
  let seq = 0;
  let waiting = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const send = async (act: Act): Promise<Result<ActResult>> => {
    seq += 1;
    const mine = seq;
    if (!kernel.pushAct({ ...act, seq: mine })) return silent;
    const untilMs = clock.nowMs() + answerMs;
    while (clock.nowMs() <= untilMs) {
      await clock.pause();
      const { actSeq, actResult } = kernel.outputs();
      if (actSeq === mine) return ok(nameOf(actResults, actResult));
      if (actSeq > mine) {
        return fail({
          code: "OPERATOR_OVERTAKEN",
          message: "A stop came at the same moment and went first",
          help: "see mechos status, then try again",
        });
      }
    }
    return silent;
  };

  return {
    perform: (act) => {
      if (waiting >= maxWaiting) return Promise.resolve(silent);
      waiting += 1;
      const turn = queue.then(() => send(act));
      queue = turn.then(() => {
        waiting -= 1;
      });
      return turn;
    },
    stopNow: (act) => {
      seq += 1;
      return kernel.pushAct({ ...act, seq });
    },
  };
}
