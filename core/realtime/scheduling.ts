/**
 * Real-time scheduling for the calling thread, where the system allows it: SCHED_FIFO at priority
 * 50 (as ros2_control takes), timer slack of 1 ns, and locked memory only where the limit on it is
 * unlimited (a limited one makes later allocations fail, and V8 then ends the process). The right
 * to call C functions is given up before this returns.
 *
 * @module
 */

/** Whether the thread is real-time now, and why not. */
export interface RealtimeOutcome {
  readonly granted: boolean;
  readonly reason: string;
}

const schedFifo = 1;
const priority = 50;
const prSetTimerSlack = 29;
const rlimitMemlock = 8;
const mclCurrentFuture = 3;

/** Asks for it; the thread has no right to call C functions afterwards. */
export function askForRealtime(libcPath: string): RealtimeOutcome {
  try {
    const libc = Deno.dlopen(libcPath, {
      sched_setscheduler: { parameters: ["i32", "i32", "buffer"], result: "i32" },
      prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
      getrlimit: { parameters: ["i32", "buffer"], result: "i32" },
      mlockall: { parameters: ["i32"], result: "i32" },
    });
    libc.symbols.prctl(prSetTimerSlack, 1n, 0n, 0n, 0n);
    const parameters = new Int32Array([priority]);
    const granted = libc.symbols.sched_setscheduler(0, schedFifo, parameters) === 0;
    const limit = new BigUint64Array(2);
    const unlimited = libc.symbols.getrlimit(rlimitMemlock, limit) === 0 &&
      limit[0] === 0xffffffffffffffffn;
    if (granted && unlimited) libc.symbols.mlockall(mclCurrentFuture);
    return granted
      ? { granted, reason: "SCHED_FIFO 50" }
      : { granted, reason: "the system refuses SCHED_FIFO: it needs an rtprio limit of 50" };
  } catch (error) {
    return { granted: false, reason: error instanceof Error ? error.message : "no C library" };
  } finally {
    Deno.permissions.revokeSync({ name: "ffi" });
  }
}
