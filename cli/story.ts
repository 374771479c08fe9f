/** The story of a run in short lines: what happened, what the robot did, and why. @module */
import { why } from "core/kernel/mod.ts";
import { intentActions, nameOf, sources, stages } from "core/messages/mod.ts";
import type { Run } from "sim/scenario/mod.ts";

/** Watches a run tick by tick and writes a line at each change. */
export interface Story {
  tell(run: Run): void;
}

/** Events that say the same as another line. */
const dull = /^(failsafe\.|intent\.refused)/;

function headline(run: Run): string {
  const out = run.kernel.outputs;
  const said = why(out, [], run.kernel.params.said);
  if (out.mode !== 2 || out.action >= 2) return said.line;
  if (said.stage === nameOf(stages, 4)) return "slows down: something is in the way";
  if (out.skill === 0) return "waits for the next step";
  return `${nameOf(sources, out.authority)}: ${nameOf(intentActions, out.skill)}`;
}

/** Makes a story that writes through `out`. */
export function createStory(out: (text: string) => void): Story {
  let last = "";
  let sinceNs = 0;
  return {
    tell(run) {
      const at = (run.nowNs * 1e-9).toFixed(1).padStart(7);
      const { robot } = run.robot.world;
      const place = `(${robot.xM.toFixed(1)}, ${robot.yM.toFixed(1)})`;
      for (const name of run.happened) if (!dull.test(name)) out(`${at} s  * ${name}\n`);
      const line = headline(run);
      // What lasts less than a quarter of a second is not told.
      if (line === last) {
        sinceNs = run.nowNs;
        return;
      }
      if (run.nowNs - sinceNs < 250_000_000) return;
      last = line;
      sinceNs = run.nowNs;
      out(`${at} s  ${place.padEnd(13)} ${line}\n`);
    },
  };
}
