/** Runs a scenario whose robot a simulator outside may move. @module */
import { unwrap } from "core/fault.ts";
import {
  connectOutside,
  createRun,
  finishRun,
  type LoadedScenario,
  type RunResult,
  settled,
  stepRun,
} from "sim/scenario/mod.ts";
import { openEngineWire } from "cli/sim/engine_wire.ts";
import { openMujoco } from "cli/sim/mujoco_wire.ts";

/** The whole run with seed 1; connects where the config names a simulator. */
export async function runOutside(loaded: LoadedScenario): Promise<RunResult> {
  const link = unwrap(await connectOutside(loaded.config, openEngineWire, openMujoco));
  try {
    const run = unwrap(createRun(loaded, 1, undefined, link));
    await settled(run);
    while (run.tick <= run.ticks) {
      stepRun(run);
      await settled(run);
    }
    return finishRun(run, 1);
  } finally {
    link?.close();
  }
}
