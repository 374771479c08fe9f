/** What is looked at after each tick without being asked: liveness, figures, coverage. @module */
import { coverTick } from "./coverage.ts";
import { watchLiveness } from "./liveness.ts";
import { measureTick } from "./metrics.ts";
import { traceTick } from "./trace.ts";
import type { Run } from "./run.ts";

/** Looks at one tick; the slots hold its values. */
export function watchRun(run: Run): void {
  const { robot, contact } = run.robot.world;
  const out = run.kernel.outputs;
  watchLiveness(run.liveness, out, {
    activeFaults: run.active.length,
    contact: contact.contact === 1,
    // A run that goes on from a recording has a mind that lives, even if it wants nothing new.
    mindPresent: run.mind.brain !== null || run.loaded.moment !== null,
  }, run.nowNs);
  measureTick(run.metrics, out, {
    xM: robot.xM,
    yM: robot.yM,
    linearMps: robot.linearMps,
    clearanceM: contact.clearanceM,
    missionState: run.names.slots[run.missionSlot] ?? 0,
  });
  if (run.tracer !== null) {
    traceTick(run.tracer, out, run.happened, {
      tick: run.tick,
      nowNs: run.nowNs,
      xM: robot.xM,
      yM: robot.yM,
      linearMps: robot.linearMps,
      clearanceM: contact.clearanceM,
    });
  }
  if (run.coverage !== null) coverTick(run.coverage, out, run.happened);
}
